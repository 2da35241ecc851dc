import type { StageName } from '@cascade/contracts';
import { bundleOf, declaredEntries, type EntryKind, Registry } from '@cascade/models';
import type { ConfigDefinition, ConfigEntry } from '@cascade/runtime';
import { type AssistantConfig, configParts } from './config.ts';

/** Which part of the configuration bundles of a kind may set; it is the stage's name as well. */
export const partOfKind = {
  vad: 'vad',
  asr: 'asr',
  'end-of-turn': 'turn',
  planner: 'planner',
  tts: 'tts',
} as const satisfies Partial<Record<EntryKind, keyof typeof configParts & StageName>>;

/** Of settings that no bundle has: results and releases know nothing of them. */
export const unregistered = 'unregistered';

/**
 * The registry's bundle that each stage runs, by stage: the one whose settings are those of the configuration. What was added to a
 * store's registry is known where `registry` holds it.
 */
export function runningBundles(
  config: AssistantConfig,
  registry: Registry = new Registry(declaredEntries),
): Readonly<Record<string, string>> {
  const kinds = Object.entries(partOfKind) as [keyof typeof partOfKind, (typeof partOfKind)[keyof typeof partOfKind]][];
  return Object.fromEntries(
    kinds.flatMap(([kind, part]) => {
      const hasBundles = registry.all().some(({ entry }) => entry.kind === kind && entry.role === 'bundle');
      const isRunning = (variable: string, text: string | undefined) => isSet(config[part], part, variable, text);
      return hasBundles ? [[part, bundleOf(registry, kind, {}, isRunning)?.id ?? unregistered]] : [];
    }),
  );
}

/** Whether a variable's text (undefined: its default) is what the configuration holds. */
function isSet(values: object, part: keyof typeof configParts, variable: string, text: string | undefined): boolean {
  const definition: ConfigDefinition = configParts[part];
  const found = Object.entries(definition).find(([, { env }]) => env === variable);
  if (!found) return text === undefined;
  const [name, entry] = found;
  return JSON.stringify(settingValue(entry, text)) === JSON.stringify((values as Record<string, unknown>)[name]);
}

const settingValue = (entry: ConfigEntry<unknown>, text: string | undefined): unknown =>
  text === undefined ? entry.default : entry.schema.parse(text);
