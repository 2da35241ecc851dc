import { amplitudeToDbfs, rms } from '@cascade/audio';
import { outputRateHz } from '@cascade/contracts';

const samplesPerMs = outputRateHz / 1000;
const WINDOW_SAMPLES = 5 * samplesPerMs;
/** A synthetic voice's noise floor lies far below, its speech near −20 dBFS: anything above is the edge of a sound. */
const SOUND_DBFS = -55;
/** Kept in front of the first sound, and faded in. */
const LEAD_SAMPLES = 10 * samplesPerMs;
/** Kept after the last sound, and faded out. */
const TAIL_SAMPLES = 20 * samplesPerMs;

export interface TrimmedSpeech {
  readonly samples: Float32Array<ArrayBuffer>;
  /** Samples cut away in front. */
  readonly cutSamples: number;
}

const hasSound = (samples: Float32Array, at: number): boolean =>
  amplitudeToDbfs(rms(samples.subarray(at, at + WINDOW_SAMPLES))) >= SOUND_DBFS;

/** Where the first sound begins, with its lead; undefined when there is no sound. 24 kHz. */
export function findSpeechStart(samples: Float32Array): number | undefined {
  for (let at = 0; at < samples.length; at += WINDOW_SAMPLES) {
    if (hasSound(samples, at)) return Math.max(0, at - LEAD_SAMPLES);
  }
  return undefined;
}

/**
 * Cuts the silence at both ends (pauses are made by rule instead) and fades what is left in and out. 24 kHz. Audio
 * without any sound comes back empty.
 */
export function trimSilence(samples: Float32Array): TrimmedSpeech {
  const start = findSpeechStart(samples);
  if (start === undefined) return { samples: new Float32Array(0), cutSamples: samples.length };
  let last = Math.floor((samples.length - 1) / WINDOW_SAMPLES) * WINDOW_SAMPLES;
  while (!hasSound(samples, last)) last -= WINDOW_SAMPLES;
  const trimmed = samples.slice(start, Math.min(samples.length, last + WINDOW_SAMPLES + TAIL_SAMPLES));
  const end = trimmed.length - 1;
  for (let index = 0; index < Math.min(LEAD_SAMPLES, trimmed.length); index += 1)
    trimmed[index]! *= index / LEAD_SAMPLES;
  for (let index = 0; index < Math.min(TAIL_SAMPLES, trimmed.length); index += 1)
    trimmed[end - index]! *= index / TAIL_SAMPLES;
  return { samples: trimmed, cutSamples: start };
}
