import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from './frames.ts';

/** Frames below this pitch are unvoiced: no pulses. */
export const LOWEST_PITCH_HZ = 40;
const HIGHEST_HARMONIC_HZ = 11_000;
/** Below this, sin(t/2)·2 is taken for 0 and the harmonics' sum for its limit. */
const NEAR_ZERO = 2e-3;

/**
 * The voice's source signal: all harmonics of the pitch below 11 kHz at amplitude 1, which is a train of band-limited
 * pulses. Closed form of the sum over harmonics h ≤ H of cos(h·t): sin((H + ½)·t) / (2·sin(t/2)) − ½.
 *
 * @param pitchHz one value for each frame, 0 where unvoiced; interpolated linearly between frame centres
 * @returns `pitchHz.length` × 300 samples at 24 kHz
 */
export function pulseTrain(pitchHz: Float32Array): Float32Array {
  const frames = pitchHz.length;
  const pulses = new Float32Array(frames * FRAME_SAMPLES);
  let phase = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    const here = pitchHz[frame]!;
    const before = pitchHz[Math.max(0, frame - 1)]!;
    const after = pitchHz[Math.min(frames - 1, frame + 1)]!;
    if (Math.max(before, here, after) <= LOWEST_PITCH_HZ) {
      phase += (FRAME_SAMPLES * LOWEST_PITCH_HZ) / SAMPLE_RATE_HZ;
      continue;
    }
    for (let index = 0; index < FRAME_SAMPLES; index += 1) {
      const fromCentre = (index + 0.5) / FRAME_SAMPLES - 0.5;
      const pitch = fromCentre < 0 ? here + (here - before) * fromCentre : here + (after - here) * fromCentre;
      const frequency = Math.max(pitch, LOWEST_PITCH_HZ);
      phase += frequency / SAMPLE_RATE_HZ;
      phase -= Math.floor(phase);
      if (pitch <= LOWEST_PITCH_HZ) continue;
      const angle = 2 * Math.PI * phase;
      const order = Math.floor(HIGHEST_HARMONIC_HZ / frequency) + 0.5;
      const divisor = 2 * Math.sin(angle / 2);
      const sum = Math.abs(divisor) <= NEAR_ZERO ? order : Math.sin(order * angle) / divisor;
      pulses[frame * FRAME_SAMPLES + index] = sum - 0.5;
    }
  }
  return pulses;
}
