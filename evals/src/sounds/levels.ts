import { amplitudeToDbfs, dbfsToAmplitude, peak, rms } from '@cascade/audio';
import { inputRateHz } from '@cascade/contracts';

const frameSamples = inputRateHz / 50;
/** Frames this much below the loudest one are pauses, in the manner of the active speech level of ITU-T P.56. */
const pauseBelowDb = 25;

/** RMS over the frames in which something sounds, in dBFS. */
export function activeLevelDbfs(samples: Float32Array): number {
  const frames: number[] = [];
  for (let at = 0; at < samples.length; at += frameSamples) frames.push(rms(samples.subarray(at, at + frameSamples)));
  const loudest = frames.reduce((most, level) => Math.max(most, level), 0);
  const active = frames.filter((level) => level > loudest * dbfsToAmplitude(-pauseBelowDb));
  if (active.length === 0) return amplitudeToDbfs(0);
  return amplitudeToDbfs(Math.sqrt(active.reduce((sum, level) => sum + level * level, 0) / active.length));
}

/** The same sound at an active level of `dbfs`; quieter where its peaks would not fit. */
export function atLevel(samples: Float32Array, dbfs: number): Float32Array {
  const level = activeLevelDbfs(samples);
  const highest = peak(samples);
  if (highest === 0) return samples;
  const gain = Math.min(dbfsToAmplitude(dbfs - level), 0.99 / highest);
  return samples.map((sample) => sample * gain);
}
