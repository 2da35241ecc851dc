import { join } from 'node:path';
import { CascadeError } from '@cascade/contracts';
import { readModelsConfig } from './config.ts';
import type { ModelId } from './manifest.ts';
import type { ModelEntry } from './manifest-schema.ts';
import { findModel, modelEntries, registryIdOf } from './registry.ts';
import { type VerifiedFile, verifyModels } from './verify.ts';

export interface ResolvedModel {
  readonly id: string;
  readonly version: string;
  /** `id@version`, for `Stage.versions` and every record. */
  readonly registryId: string;
  readonly licence: string;
  readonly directory: string;
  /** Path of one file of the model. @throws CascadeError `unsupported_value` for a name that it does not have */
  file(name: string): string;
}

export interface ResolveOptions {
  /** Default: CASCADE_MODELS_DIR, or the user's cache folder. */
  readonly directory?: string | undefined;
  readonly entries?: readonly ModelEntry[];
}

/**
 * Finds a model on this machine and checks every file of it by hash (once in a process).
 *
 * @throws CascadeError `model_missing` or `model_corrupt`, which names the file, both hashes and the cure
 */
export async function resolveModel(id: ModelId | (string & {}), options: ResolveOptions = {}): Promise<ResolvedModel> {
  const entry = findModel(id, options.entries ?? modelEntries);
  const [verified] = await verifyModels([entry], options.directory ?? readModelsConfig().directory);
  for (const file of verified!.files) refuseUnlessRight(entry, file);
  const directory = verified!.directory;
  return {
    id: entry.id,
    version: entry.version,
    registryId: registryIdOf(entry),
    licence: entry.licence,
    directory,
    file(name) {
      if (entry.files.some((file) => file.name === name)) return join(directory, name);
      const names = entry.files.map((file) => file.name).join(', ');
      throw new CascadeError('unsupported_value', `${registryIdOf(entry)} has no file "${name}". It has: ${names}.`);
    },
  };
}

function refuseUnlessRight(entry: ModelEntry, { file, path, state }: VerifiedFile): void {
  const cure = entry.optional ? `pnpm models pull ${entry.id}` : 'pnpm models pull';
  if (state.state === 'missing') {
    throw new CascadeError('model_missing', `${path} (${registryIdOf(entry)}) is not there. Run \`${cure}\`.`);
  }
  if (state.state === 'different') {
    throw new CascadeError(
      'model_corrupt',
      `${path} (${registryIdOf(entry)}) differs from the manifest: expected sha256 ${file.sha256} (${file.bytes} bytes), ` +
        `found ${state.sha256} (${state.bytes} bytes). Run \`${cure}\` to fetch it again.`,
    );
  }
}
