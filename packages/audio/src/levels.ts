/** Root mean square, 0 … 1 for audio within full scale. 0 for no samples. */
export function rms(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (let i = 0; i < samples.length; i += 1) sum += samples[i]! * samples[i]!;
  return Math.sqrt(sum / samples.length);
}

/** Largest absolute value. */
export function peak(samples: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < samples.length; i += 1) largest = Math.max(largest, Math.abs(samples[i]!));
  return largest;
}

/** Decibels relative to full scale of an amplitude (an RMS or a peak); −180 at the least, so that silence is a number. */
export function amplitudeToDbfs(amplitude: number): number {
  return 20 * Math.log10(Math.max(amplitude, 1e-9));
}

export function dbfsToAmplitude(dbfs: number): number {
  return 10 ** (dbfs / 20);
}

export interface SpeechFrameOptions {
  /** Frames are cut from sample 0; a partial last frame counts. */
  readonly frameMs?: number;
  /** A frame quieter than this is never speech. */
  readonly floorDbfs?: number;
  /** A frame this much quieter than the loudest one is not speech: keeps the noise of a room from counting. */
  readonly belowPeakDb?: number;
}

/**
 * One past the last sample of the last frame with speech by level alone; 0 when there is none. The zero point of every
 * voice-to-voice latency: it depends on the samples only, so it is the same for every system measured.
 */
export function lastSpeechSample(
  samples: Float32Array,
  sampleRateHz: number,
  options: SpeechFrameOptions = {},
): number {
  const { frames, frameSamples, thresholdDbfs } = speechFrames(samples, sampleRateHz, options);
  const last = frames.findLastIndex((dbfs) => dbfs > thresholdDbfs);
  return Math.min(samples.length, (last + 1) * frameSamples);
}

/** First sample of the first frame with speech, by the same rule; undefined when there is none. */
export function firstSpeechSample(
  samples: Float32Array,
  sampleRateHz: number,
  options: SpeechFrameOptions = {},
): number | undefined {
  const { frames, frameSamples, thresholdDbfs } = speechFrames(samples, sampleRateHz, options);
  const first = frames.findIndex((dbfs) => dbfs > thresholdDbfs);
  return first < 0 ? undefined : first * frameSamples;
}

function speechFrames(samples: Float32Array, sampleRateHz: number, options: SpeechFrameOptions) {
  const { frameMs = 20, floorDbfs = -45, belowPeakDb = 35 } = options;
  const frameSamples = Math.floor((sampleRateHz * frameMs) / 1000);
  if (!(frameSamples >= 1)) throw new RangeError(`A frame of ${frameMs} ms holds no sample at ${sampleRateHz} Hz`);
  const frames: number[] = [];
  for (let at = 0; at < samples.length; at += frameSamples) {
    frames.push(amplitudeToDbfs(rms(samples.subarray(at, at + frameSamples))));
  }
  const loudest = frames.reduce((most, dbfs) => Math.max(most, dbfs), Number.NEGATIVE_INFINITY);
  return { frames, frameSamples, thresholdDbfs: Math.max(floorDbfs, loudest - belowPeakDb) };
}

/** Position of the first sample that a listener would hear, louder than −40 dBFS by default; undefined when none is. */
export function firstAudibleSample(samples: Float32Array, thresholdDbfs = -40): number | undefined {
  const threshold = dbfsToAmplitude(thresholdDbfs);
  const index = samples.findIndex((sample) => Math.abs(sample) > threshold);
  return index < 0 ? undefined : index;
}
