import { join } from 'node:path';
import { CascadeError } from '@cascade/contracts';
import { type ModelId, manifest } from './manifest.ts';
import { type ModelEntry, modelEntrySchema } from './manifest-schema.ts';

/** The manifest, checked. */
export const modelEntries: readonly ModelEntry[] = manifest.map((entry) => modelEntrySchema.parse(entry));

/** What a model is called in `versions`, records and metrics: `moonshine-tiny-en@0.1.0`. Also its folder's name. */
export function registryIdOf(entry: Pick<ModelEntry, 'id' | 'version'>): string {
  return `${entry.id}@${entry.version}`;
}

export function modelFolder(directory: string, entry: Pick<ModelEntry, 'id' | 'version'>): string {
  return join(directory, registryIdOf(entry));
}

/** Takes `id` or `id@version`. @throws CascadeError `unsupported_value` that lists what there is */
export function findModel(
  reference: ModelId | (string & {}),
  entries: readonly ModelEntry[] = modelEntries,
): ModelEntry {
  const found = entries.find((entry) => entry.id === reference || registryIdOf(entry) === reference);
  if (found) return found;
  const known = entries.map((entry) => entry.id).join(', ');
  throw new CascadeError('unsupported_value', `No model is called "${reference}". There are: ${known}.`);
}

/** The named models, or every one that is not optional. */
export function selectModels(
  references: readonly string[] | undefined,
  entries: readonly ModelEntry[] = modelEntries,
): readonly ModelEntry[] {
  if (references === undefined || references.length === 0) return entries.filter((entry) => !entry.optional);
  return [...new Set(references.map((reference) => findModel(reference, entries)))];
}
