import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ModelEntry, ModelFile } from './manifest-schema.ts';
import { modelFolder } from './registry.ts';

export type FileState =
  | { readonly state: 'ok' }
  | { readonly state: 'missing' }
  | { readonly state: 'different'; readonly bytes: number; readonly sha256: string };

const verified = new Map<string, string>();

/** Hex sha256 of a file's bytes. */
export async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), hash, { signal });
  return hash.digest('hex');
}

/**
 * Compares a file with its manifest entry by hash. A file found right is not read again by this process as long as its
 * size and times stay the same.
 */
export async function checkFile(path: string, file: ModelFile, signal?: AbortSignal): Promise<FileState> {
  const status = await stat(path, { bigint: true }).catch(() => undefined);
  if (!status?.isFile()) return { state: 'missing' };
  const fingerprint = `${file.sha256} ${status.size} ${status.mtimeNs} ${status.ctimeNs} ${status.ino}`;
  if (verified.get(path) === fingerprint) return { state: 'ok' };
  const sha256 = await sha256Of(path, signal);
  if (sha256 !== file.sha256) return { state: 'different', bytes: Number(status.size), sha256 };
  verified.set(path, fingerprint);
  return { state: 'ok' };
}

export interface VerifiedFile {
  readonly file: ModelFile;
  readonly path: string;
  readonly state: FileState;
}

export interface VerifiedModel {
  readonly entry: ModelEntry;
  readonly directory: string;
  readonly files: readonly VerifiedFile[];
  readonly state: 'ok' | 'missing' | 'different';
}

/** Checks every file of every given model by hash. */
export async function verifyModels(
  entries: readonly ModelEntry[],
  directory: string,
  signal?: AbortSignal,
): Promise<readonly VerifiedModel[]> {
  const results: VerifiedModel[] = [];
  for (const entry of entries) {
    const folder = modelFolder(directory, entry);
    const files: VerifiedFile[] = [];
    for (const file of entry.files) {
      const path = join(folder, file.name);
      files.push({ file, path, state: await checkFile(path, file, signal) });
    }
    const worst = (['different', 'missing'] as const).find((state) => files.some((file) => file.state.state === state));
    results.push({ entry, directory: folder, files, state: worst ?? 'ok' });
  }
  return results;
}
