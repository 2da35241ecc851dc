/** Where the recordings of a run come from, and the file of recordings that comes with the project. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CascadeError } from '@cascade/contracts';
import type { LabArguments } from './arguments.ts';
import { findWavFiles, readClip, readManifest } from './clips.ts';
import type { LabClip } from './record-clip.ts';
import { type RecordedClip, recordedClipSchema, spokenPauses } from './recorded-clip.ts';
import { recordClips } from './recorder.ts';

const ownRecordings = fileURLToPath(new URL('../../fixtures/turn-lab-recordings.jsonl', import.meta.url));
const sharedManifest = fileURLToPath(new URL('../../../../shared/speech/manifest.jsonl', import.meta.url));
/** Where neither git nor the linter looks. */
const cacheFolder = 'node_modules/.cache/turn-lab';

export interface LoadingOptions {
  readonly say: (text: string) => void;
  /** A terminal gets one line that changes, anything else a line now and then. */
  readonly isTerminal: boolean;
  readonly signal: AbortSignal;
}

/**
 * Clips without speech are told of and left out.
 *
 * @throws CascadeError `invalid_file`, `model_missing` or `model_corrupt`
 */
export async function loadRecordings(
  { paths, manifest, fresh }: Pick<LabArguments, 'paths' | 'manifest' | 'fresh'>,
  { say, isTerminal, signal }: LoadingOptions,
): Promise<RecordedClip[]> {
  const source = manifest ?? (paths.length === 0 && existsSync(sharedManifest) ? sharedManifest : undefined);
  if (source === undefined && paths.length === 0) {
    say(`No clips are given: using the recordings that come with the project (${ownRecordings}).\n`);
    return readRecordings(ownRecordings);
  }
  const clips = (source === undefined ? await findWavFiles(paths) : readManifest(source)).map(readClip);
  const onProgress = (id: string, done: number) => {
    if (isTerminal)
      say(`\r\u001b[K${done} of ${clips.length} clips recorded: ${id}${done === clips.length ? '\n' : ''}`);
    else if (done % 20 === 0 || done === clips.length) say(`${done} of ${clips.length} clips recorded\n`);
  };
  const options = { cacheFolder, fresh, onProgress: ({ id }: LabClip, done: number) => onProgress(id, done), signal };
  return withSpeech(await recordClips(clips, options), say);
}

/** @throws CascadeError `invalid_file` when nothing is left */
export function withSpeech(clips: readonly RecordedClip[], say: LoadingOptions['say']): RecordedClip[] {
  const spoken = clips.filter((clip) => spokenPauses(clip).length > 0);
  if (spoken.length === 0) {
    throw new CascadeError(
      'invalid_file',
      'There is no speech in any of the clips: give recordings of people speaking.',
    );
  }
  for (const { id } of clips) {
    if (!spoken.some((clip) => clip.id === id)) say(`${id}: no speech was found in it, it is left out\n`);
  }
  return spoken;
}

/** @throws CascadeError `invalid_file`, naming the line */
export async function readRecordings(file: string = ownRecordings): Promise<RecordedClip[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CascadeError('invalid_file', `${file} cannot be read: name clips to record instead.`, { cause });
  });
  return text
    .trim()
    .split('\n')
    .map((line, index) => {
      try {
        return recordedClipSchema.parse(JSON.parse(line));
      } catch (cause) {
        const cure = 'make it anew with pnpm turn-lab --record FILE';
        throw new CascadeError('invalid_file', `${file}, line ${index + 1}: no recording of a clip; ${cure}.`, {
          cause,
        });
      }
    });
}

export async function writeRecordings(file: string, clips: readonly RecordedClip[]): Promise<void> {
  await writeFile(file, `${clips.map((clip) => JSON.stringify(clip)).join('\n')}\n`);
}
