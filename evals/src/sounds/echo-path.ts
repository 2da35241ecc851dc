import { createResampler, dbfsToAmplitude, type Resampler } from '@cascade/audio';
import { inputRateHz, outputRateHz } from '@cascade/contracts';
import { seededRandom } from './seeded-random.ts';

export interface EchoPathOptions {
  /** From the loudspeaker to the microphone, buffers of both included. */
  readonly delayMs: number;
  /** How much of the loudspeaker's level arrives: −20 dB is a good headset, −10 dB a bad speakerphone. */
  readonly gainDb: number;
  /** Besides the direct sound, a dozen reflections within 60 ms, the later the weaker. */
  readonly room: boolean;
  readonly seed: string;
}

interface Arrival {
  /** Of the loudspeaker's signal. */
  readonly delaySamples: number;
  readonly gain: number;
}

const reflections = 12;
const roomMs = 60;
/** A reflection at the end of `roomMs` is this much weaker than the direct sound. */
const roomDecayDb = 25;

/** How the assistant's voice gets from the loudspeaker into the microphone: linear, as a real room is. */
export class EchoPath {
  readonly #arrivals: readonly Arrival[];
  readonly #resampler: Resampler = createResampler({ fromHz: outputRateHz, toHz: inputRateHz });
  #ready = new Float32Array(0);

  constructor({ delayMs, gainDb, room, seed }: EchoPathOptions) {
    const random = seededRandom(seed);
    const direct = { delaySamples: Math.round((delayMs * outputRateHz) / 1000), gain: dbfsToAmplitude(gainDb) };
    const reflected = Array.from({ length: room ? reflections : 0 }, () => {
      const laterMs = random.between(2, roomMs);
      const gainOfReflection = dbfsToAmplitude(gainDb - 3 - (roomDecayDb * laterMs) / roomMs);
      return {
        delaySamples: direct.delaySamples + Math.round((laterMs * outputRateHz) / 1000),
        gain: gainOfReflection * random.pick([-1, 1]),
      };
    });
    this.#arrivals = [direct, ...reflected];
  }

  /**
   * What the microphone picks up of the next piece of time. Calls follow each other without gap.
   *
   * @param played everything that came out of the loudspeaker so far, 24 kHz
   * @param startSample where in it the piece begins; before sample 0 there was silence
   * @param count samples of the piece at 24 kHz, a multiple of 3
   * @returns two thirds as many samples, 16 kHz
   */
  pickUp(played: (sample: number) => number, startSample: number, count: number): Float32Array {
    const piece = new Float32Array(count);
    for (const { delaySamples, gain } of this.#arrivals) {
      for (let index = 0; index < count; index++) piece[index]! += gain * played(startSample + index - delaySamples);
    }
    const wanted = (count * inputRateHz) / outputRateHz;
    const resampled = this.#resampler.process(piece);
    const joined = new Float32Array(this.#ready.length + resampled.length);
    joined.set(this.#ready);
    joined.set(resampled, this.#ready.length);
    // The filter holds back a few samples at the beginning: silence stands for them.
    const missing = Math.max(0, wanted - joined.length);
    const out = new Float32Array(wanted);
    out.set(joined.subarray(0, wanted - missing), missing);
    this.#ready = joined.slice(wanted - missing);
    return out;
  }
}
