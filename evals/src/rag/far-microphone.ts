import { inputRateHz } from '@cascade/contracts';
import { mixInto } from '../sounds/filters.ts';
import { type SeededRandom, seededRandom } from '../sounds/index.ts';

interface Reflection {
  readonly delaySamples: number;
  readonly gain: number;
}

/** Between the talker's direct sound and all reflections together, as at two to three yards in a living room. */
const directToReverberantDb = 0;
const reflectionsPerSecond = 2000;

/**
 * A room response as a direct sound and sparse reflections whose energy decays by 60 dB within `reverberationMs`: the
 * statistical model of diffuse reverberation (J. A. Moorer, "About this reverberation business", 1979), thinned out.
 */
export function roomReflections(random: SeededRandom, reverberationMs: number): readonly Reflection[] {
  const seconds = reverberationMs / 1000;
  const reflections = Array.from({ length: Math.round(reflectionsPerSecond * seconds) }, () => {
    const atSeconds = random.between(0.002, seconds);
    return {
      delaySamples: Math.round(atSeconds * inputRateHz),
      gain: random.gaussian() * 10 ** ((-3 * atSeconds) / seconds),
    };
  });
  const energy = reflections.reduce((sum, { gain }) => sum + gain * gain, 0);
  const scale = 10 ** (-directToReverberantDb / 20) / Math.sqrt(energy);
  return [
    { delaySamples: 0, gain: 1 },
    ...reflections.map(({ delaySamples, gain }) => ({ delaySamples, gain: gain * scale })),
  ];
}

/** Speech as a microphone across the room hears it, as long as the reverberation longer. */
export function fromAfar(speech: Float32Array, reverberationMs: number, seed: string): Float32Array {
  const heard = new Float32Array(speech.length + Math.round((reverberationMs * inputRateHz) / 1000));
  for (const { delaySamples, gain } of roomReflections(seededRandom(`${seed} room`), reverberationMs)) {
    mixInto(heard, speech, delaySamples, gain);
  }
  return heard;
}
