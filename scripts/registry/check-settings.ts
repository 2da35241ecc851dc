import { configParts } from '@cascade/assistant';
import { CascadeError } from '@cascade/contracts';
import type { EntryKind, RegistryEntry } from '@cascade/models';
import { type ConfigDefinition, type ConfigEntry, loadConfig } from '@cascade/runtime';

/** Which part of the service's configuration bundles of a kind may set. */
const partOf: Partial<Record<EntryKind, keyof typeof configParts>> = {
  asr: 'asr',
  tts: 'tts',
  planner: 'planner',
  'end-of-turn': 'turn',
  vad: 'vad',
};

const definitionOf = (kind: EntryKind): ConfigDefinition => {
  const part = partOf[kind];
  return part === undefined ? {} : configParts[part];
};

/** What the services would not accept of an entry's settings, one sentence each. */
export function settingsProblems({ id, kind, role, settings }: RegistryEntry): readonly string[] {
  if (role !== 'bundle') return [];
  const definition = definitionOf(kind);
  const known = new Map(Object.values(definition).map((entry) => [entry.env, entry]));
  const problems = Object.keys(settings).flatMap((name) => {
    if (!known.has(name)) return [`${id} sets ${name}, which the configuration of ${kind} does not have.`];
    return known.get(name)!.secret ? [`${id} sets ${name}, which is a secret and has no place in a registry.`] : [];
  });
  try {
    loadConfig(definition, settings);
  } catch (error) {
    if (!CascadeError.is(error)) throw error;
    problems.push(`${id}: ${error.message}`);
  }
  return problems;
}

/** Whether two texts of a configuration variable mean the same; undefined is the default. */
export function sameSetting(kind: EntryKind, variable: string, left: string | undefined, right: string | undefined) {
  const entry = Object.values(definitionOf(kind)).find(({ env }) => env === variable);
  if (!entry) return left === right;
  return JSON.stringify(settingValue(entry, left)) === JSON.stringify(settingValue(entry, right));
}

const settingValue = (entry: ConfigEntry<unknown>, text: string | undefined): unknown =>
  text === undefined ? entry.default : entry.schema.parse(text);
