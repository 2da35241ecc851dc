import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CascadeError } from '@cascade/contracts';
import type { EvalRun } from '../results-schema/index.ts';

/**
 * Runs of one comparison as one file, so that they are judged together: one clip a line, for readable differences.
 *
 * @returns the file
 * @throws CascadeError `invalid_file`
 */
export async function storeRuns(runs: readonly EvalRun[], folder: string): Promise<string> {
  const last = runs.at(-1)!;
  const names = runs.map(({ entry }) => entry.replace(/^.*\//, '')).toReversed();
  const time = last.startedAt.replace(/[-:]|\.\d+/g, '');
  const file = join(folder, `${last.suite.name}-${names.join('-against-')}-${time}.json`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(`${file}.part`, `[${runs.map(runText).join(',\n')}]\n`);
    await rename(`${file}.part`, file);
  } catch (cause) {
    throw new CascadeError('invalid_file', `${file}: cannot be written (${(cause as Error).message}).`, { cause });
  }
  return file;
}

function runText({ clips, ...about }: EvalRun): string {
  const head = JSON.stringify(about, null, 1).replace(/\n}$/, '');
  return `${head},\n "clips": [\n${clips.map((clip) => `  ${JSON.stringify(clip)}`).join(',\n')}\n ]\n}`;
}
