import { inputRateHz } from '@cascade/contracts';

const frameSamples = inputRateHz / 100;
/** A frame is voiced when it is this loud at least, and no quieter than the loudest one by more than the second. */
const voicedFloor = 10 ** (-50 / 20);
const belowLoudest = 10 ** (-30 / 20);

/** Positions within a window that hold voice, in 10 ms frames, as a sum that grows with every voiced frame. */
export interface VoicedFrames {
  readonly sampleCount: number;
  /** Voiced frames up to and with this one. */
  readonly cumulative: Uint16Array;
}

export function findVoicedFrames(samples: Float32Array): VoicedFrames {
  const levels = new Float32Array(Math.max(1, Math.ceil(samples.length / frameSamples)));
  for (let frame = 0; frame < levels.length; frame++) {
    const end = Math.min(samples.length, (frame + 1) * frameSamples);
    let energy = 0;
    for (let index = frame * frameSamples; index < end; index++) energy += (samples[index] as number) ** 2;
    levels[frame] = Math.sqrt(energy / frameSamples);
  }
  const threshold = Math.max(voicedFloor, levels.reduce((a, b) => Math.max(a, b), 0) * belowLoudest);
  const cumulative = new Uint16Array(levels.length);
  let voiced = 0;
  levels.forEach((level, frame) => {
    if (level >= threshold) voiced++;
    cumulative[frame] = voiced;
  });
  return { sampleCount: samples.length, cumulative };
}

/**
 * Estimates where words lie in a window: each gets a share of the voiced audio in proportion to its letters and digits
 * (and one more for its beginning), in order. The network gives no alignment, so these are estimates: right to within
 * a word or so where the pace is even.
 *
 * @returns for each word its first sample and one past its last, counted from the beginning of the window
 */
export function estimateWordTimes(words: readonly string[], voiced: VoicedFrames): { start: number; end: number }[] {
  const weights = words.map((word) => 1 + word.replace(/[^\p{L}\p{N}]/gu, '').length);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  return weights.map((weight) => {
    const start = positionAt(voiced, before / total, 'start');
    before += weight;
    return { start, end: Math.max(start, positionAt(voiced, before / total, 'end')) };
  });
}

/** Where the given share of the voiced frames has passed: at the frame that begins there, or the one that ends there. */
function positionAt({ cumulative, sampleCount }: VoicedFrames, share: number, side: 'start' | 'end'): number {
  const total = cumulative.at(-1) ?? 0;
  if (total === 0) return Math.round(share * sampleCount);
  const frames = share * total;
  const whole = side === 'start' ? Math.floor(frames) + 1 : Math.max(1, Math.ceil(frames));
  const frame = cumulative.findIndex((count) => count >= Math.min(whole, total));
  const within = side === 'start' ? frames - Math.floor(frames) : frames - Math.ceil(frames) + 1;
  return Math.min(sampleCount, Math.round((frame + Math.max(0, within)) * frameSamples));
}
