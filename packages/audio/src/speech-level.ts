import { amplitudeToDbfs, dbfsToAmplitude, peak, rms } from './levels.ts';

/** Frames are this long. */
const frameMs = 10;
/** A frame this much quieter than the loudest one is not speech. */
const belowLoudestDb = 20;
/** Clipping is farther from speech than a level that is missed. */
const highestPeak = 0.99;
const mostGainDb = 30;

/** Level of the speech in the samples: RMS in dBFS over the frames within 20 dB of the loudest. */
export function speechLevelDbfs(samples: Float32Array, sampleRateHz: number): number {
  const frameSamples = Math.round((sampleRateHz * frameMs) / 1000);
  const powers: number[] = [];
  for (let at = 0; at < samples.length; at += frameSamples) {
    powers.push(rms(samples.subarray(at, at + frameSamples)) ** 2);
  }
  const threshold = powers.reduce((most, power) => Math.max(most, power), 0) * dbfsToAmplitude(-belowLoudestDb) ** 2;
  const speech = powers.filter((power) => power >= threshold);
  return amplitudeToDbfs(Math.sqrt(speech.reduce((sum, power) => sum + power, 0) / Math.max(1, speech.length)));
}

/**
 * The samples with their speech at `levelDbfs`, by one gain for all of them: at most 30 dB louder, and never so loud that
 * they clip. Silence stays as it is.
 */
export function normalizeSpeechLevel(
  samples: Float32Array,
  levelDbfs: number,
  sampleRateHz: number,
): Float32Array<ArrayBuffer> {
  const largest = peak(samples);
  const wantedDb = Math.min(mostGainDb, levelDbfs - speechLevelDbfs(samples, sampleRateHz));
  const gain = largest === 0 ? 1 : Math.min(dbfsToAmplitude(wantedDb), highestPeak / largest);
  return Float32Array.from(samples, (sample) => sample * gain);
}
