import { join } from 'node:path';
import type { ModelEntry, ModelFile, ModelSource } from './manifest-schema.ts';

/** Files of one model that are to come from one of its sources. */
export interface ModelNeed<S extends ModelSource = ModelSource> {
  readonly entry: ModelEntry;
  readonly source: S;
  readonly files: readonly ModelFile[];
}

/** One visit to a source, for all models that it holds. What is fetched is not yet verified. */
export interface FetchRequest<S extends ModelSource = ModelSource> {
  readonly needs: readonly ModelNeed<S>[];
  /** An empty folder on the same file system as the model directory, removed afterwards. */
  readonly scratch: string;
  /** Where interrupted downloads wait to be gone on with. */
  readonly partials: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly onBytes: (receivedBytes: number) => void;
}

/** A fetcher leaves each file here. */
export function fetchedPath(scratch: string, entry: ModelEntry, file: ModelFile): string {
  return join(scratch, 'files', `${entry.id}@${entry.version}`, file.name);
}

/** Name of a file at its source. */
export function nameAtSource(
  source: { readonly renamed?: Record<string, string> | undefined },
  file: ModelFile,
): string {
  return source.renamed?.[file.name] ?? file.name;
}

/** A source that cannot work on this machine, however often it is tried. */
export class SourceUnusableError extends Error {
  override readonly name = 'SourceUnusableError';
}
