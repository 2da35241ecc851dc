import { configParts, partOfKind } from '@cascade/assistant';
import { CascadeError } from '@cascade/contracts';
import type { EntryKind, RegistryEntry } from '@cascade/models';
import { type ConfigDefinition, loadConfig } from '@cascade/runtime';

const definitionOf = (kind: EntryKind): ConfigDefinition => {
  const part = Object.hasOwn(partOfKind, kind) ? partOfKind[kind as keyof typeof partOfKind] : undefined;
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
