import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { firstSpeechSample, lastSpeechSample } from '@cascade/audio';
import { CascadeError, inputRateHz } from '@cascade/contracts';
import { seededRandom } from '../sounds/index.ts';
import { readClip, readManifest } from '../turn-lab/clips.ts';

/** A recording of one thing said, 16 kHz, as it is spoken to the service. */
export interface BenchClip {
  readonly id: string;
  readonly slices: readonly string[];
  /** What is said in it; undefined where the manifest does not tell. */
  readonly text: string | undefined;
  readonly samples: Float32Array;
  /** By level: the first sample with speech, and one past the last. */
  readonly firstSpeech: number;
  readonly lastSpeech: number;
}

export const sharedManifest = fileURLToPath(new URL('../../../../shared/speech/manifest.jsonl', import.meta.url));
/** Room left around speech where silence is taken away. */
const marginSamples = 0.3 * inputRateHz;

/** @throws CascadeError `invalid_file` when there is no clip to be said, naming what is wrong and the cure */
export function loadClips(manifest: string | undefined): BenchClip[] {
  if (manifest === undefined && !existsSync(sharedManifest)) {
    throw new CascadeError(
      'invalid_file',
      `There are no clips at ${sharedManifest}: name recordings of people with --manifest FILE.`,
    );
  }
  const clips = readManifest(manifest ?? sharedManifest).flatMap((source): BenchClip[] => {
    const { id, slices, samples } = readClip(source);
    const firstSpeech = firstSpeechSample(samples, inputRateHz);
    // A clip without speech has no end of speech to measure from.
    if (firstSpeech === undefined) return [];
    const lastSpeech = lastSpeechSample(samples, inputRateHz);
    return [{ id, slices, text: source.text, samples, firstSpeech, lastSpeech }];
  });
  if (clips.length === 0) throw new CascadeError('invalid_file', 'There is no speech in any clip of the manifest.');
  return clips;
}

/** Every clip once in an order by the seed, then again, until there are `count`. */
export function chooseClips(clips: readonly BenchClip[], count: number, seed: string): BenchClip[] {
  const chosen: BenchClip[] = [];
  for (let round = 0; chosen.length < count; round++) chosen.push(...shuffled(clips, `${seed}/clips/${round}`));
  return chosen.slice(0, count);
}

export function shuffled<T>(items: readonly T[], seed: string): T[] {
  const random = seededRandom(seed);
  const order = [...items];
  // Fisher and Yates.
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** The clip without the silence around what is said. */
export function withoutSilence(clip: BenchClip): BenchClip {
  const from = Math.max(0, clip.firstSpeech - marginSamples);
  return {
    ...clip,
    samples: clip.samples.subarray(from, clip.lastSpeech + marginSamples),
    firstSpeech: clip.firstSpeech - from,
    lastSpeech: clip.lastSpeech - from,
  };
}

export const speechMs = ({ firstSpeech, lastSpeech }: BenchClip): number =>
  ((lastSpeech - firstSpeech) * 1000) / inputRateHz;
