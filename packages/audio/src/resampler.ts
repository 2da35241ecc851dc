/**
 * Streaming sample-rate conversion with a windowed-sinc low-pass filter, one set of coefficients for each of the
 * positions that an output sample can have between two input samples (a polyphase filter).
 */

export interface ResamplerOptions {
  readonly fromHz: number;
  readonly toHz: number;
}

export interface Resampler {
  readonly fromHz: number;
  readonly toHz: number;
  /**
   * How much later audio comes out than it went in, in input samples: the filter looks that far ahead. Positions are
   * compensated: output sample k is the input at time k / toHz, from the first one on.
   */
  readonly delaySamples: number;
  /** Samples taken in and given out since the stream began. */
  readonly inputSamples: number;
  readonly outputSamples: number;
  /** What can be computed so far. The joined output does not depend on how the input is cut into chunks. */
  process(chunk: Float32Array): Float32Array;
  /** The rest, as if silence followed; then starts anew. In all, ceil(inputSamples · toHz / fromHz) samples came out. */
  flush(): Float32Array;
}

/** Share of the lower Nyquist frequency that passes unchanged; from 1 on, everything is stopped. */
const passBand = 0.9;
const stopBandDb = 80;

/** @throws RangeError for rates that are not whole positive numbers */
export function createResampler({ fromHz, toHz }: ResamplerOptions): Resampler {
  for (const rate of [fromHz, toHz]) {
    if (!Number.isInteger(rate) || rate <= 0)
      throw new RangeError(`A sample rate is a whole number of Hz, got ${rate}`);
  }
  return fromHz === toHz ? createCopier(fromHz) : new PolyphaseResampler(fromHz, toHz);
}

/** A whole recording at once. */
export function resample(samples: Float32Array, { fromHz, toHz }: ResamplerOptions): Float32Array {
  const resampler = createResampler({ fromHz, toHz });
  const head = resampler.process(samples);
  const tail = resampler.flush();
  const joined = new Float32Array(head.length + tail.length);
  joined.set(head);
  joined.set(tail, head.length);
  return joined;
}

function createCopier(rateHz: number): Resampler {
  let count = 0;
  return {
    fromHz: rateHz,
    toHz: rateHz,
    delaySamples: 0,
    get inputSamples() {
      return count;
    },
    get outputSamples() {
      return count;
    },
    process(chunk) {
      count += chunk.length;
      return chunk.slice();
    },
    flush() {
      count = 0;
      return new Float32Array(0);
    },
  };
}

interface FilterBank {
  /** Output positions between two input samples. */
  readonly phases: number;
  /** Input steps for `phases` outputs. */
  readonly step: number;
  /** Input samples on each side of an output. */
  readonly halfTaps: number;
  /** `phases` rows of 2 · halfTaps. */
  readonly coefficients: Float64Array;
}

class PolyphaseResampler implements Resampler {
  readonly fromHz: number;
  readonly toHz: number;
  inputSamples = 0;
  outputSamples = 0;
  readonly #bank: FilterBank;
  /**
   * Input from `#bufferStart` on; doubles, because mixing widths in the inner loop costs half its speed. It grows with
   * the chunks: most resamplers of a server wait for a client that is silent.
   */
  #buffer: Float64Array;
  #bufferLength: number;
  #bufferStart: number;
  /** Input position of the next output: whole samples and, in units of 1 / phases, the rest. */
  #position = 0;
  #phase = 0;

  constructor(fromHz: number, toHz: number) {
    this.fromHz = fromHz;
    this.toHz = toHz;
    this.#bank = filterBank(fromHz, toHz);
    // The stream begins in silence.
    this.#buffer = new Float64Array(this.#bank.halfTaps);
    this.#bufferLength = this.#bank.halfTaps;
    this.#bufferStart = -this.#bank.halfTaps;
  }

  get delaySamples(): number {
    return this.#bank.halfTaps;
  }

  process(chunk: Float32Array): Float32Array {
    this.inputSamples += chunk.length;
    this.#append(chunk);
    const { phases, step, halfTaps } = this.#bank;
    // Outputs whose last input sample, position + halfTaps, has arrived.
    const reach = this.inputSamples - halfTaps - this.#position;
    const count = Math.max(0, Math.ceil((reach * phases - this.#phase) / step));
    return this.#compute(count);
  }

  flush(): Float32Array {
    const { phases, step, halfTaps } = this.#bank;
    const total = Math.ceil((this.inputSamples * phases) / step);
    this.#append(new Float32Array(halfTaps + 1));
    const rest = this.#compute(total - this.outputSamples);
    this.inputSamples = 0;
    this.outputSamples = 0;
    this.#position = 0;
    this.#phase = 0;
    this.#buffer.fill(0, 0, halfTaps);
    this.#bufferLength = halfTaps;
    this.#bufferStart = -halfTaps;
    return rest;
  }

  #append(chunk: Float32Array): void {
    const keepFrom = Math.min(this.#position - this.#bank.halfTaps + 1 - this.#bufferStart, this.#bufferLength);
    this.#buffer.copyWithin(0, keepFrom, this.#bufferLength);
    this.#bufferLength -= keepFrom;
    this.#bufferStart += keepFrom;
    const needed = this.#bufferLength + chunk.length;
    if (needed > this.#buffer.length) {
      const larger = new Float64Array(2 * needed);
      larger.set(this.#buffer.subarray(0, this.#bufferLength));
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.#bufferLength);
    this.#bufferLength = needed;
  }

  #compute(count: number): Float32Array {
    const { phases, step, halfTaps, coefficients } = this.#bank;
    const output = new Float32Array(count);
    const buffer = this.#buffer;
    const taps = 2 * halfTaps;
    const wholeStep = Math.floor(step / phases);
    const phaseStep = step % phases;
    for (let k = 0; k < count; k += 1) {
      const from = this.#position - halfTaps + 1 - this.#bufferStart;
      const row = this.#phase * taps;
      // Two sums let the processor overlap the additions.
      let even = 0;
      let odd = 0;
      for (let j = 0; j < taps; j += 2) {
        even += buffer[from + j]! * coefficients[row + j]!;
        odd += buffer[from + j + 1]! * coefficients[row + j + 1]!;
      }
      output[k] = even + odd;
      this.#position += wholeStep;
      this.#phase += phaseStep;
      if (this.#phase >= phases) {
        this.#phase -= phases;
        this.#position += 1;
      }
    }
    this.outputSamples += count;
    return output;
  }
}

const banks = new Map<string, FilterBank>();
/** Common rates are few; whoever meets every rate there is must not keep a filter of megabytes for each. */
const mostBanks = 16;

function filterBank(fromHz: number, toHz: number): FilterBank {
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const phases = toHz / divisor;
  const step = fromHz / divisor;
  const key = `${phases}/${step}`;
  const known = banks.get(key);
  if (known) return known;

  // All frequencies as shares of the input rate.
  const nyquist = Math.min(fromHz, toHz) / 2 / fromHz;
  const transition = nyquist * (1 - passBand);
  const cutoff = nyquist - transition / 2;
  // Kaiser's window: length and shape for a stop-band attenuation (Kaiser 1974; Oppenheim & Schafer, eq. 7.75–7.76).
  const taps = (stopBandDb - 8) / (2.285 * 2 * Math.PI * transition);
  const halfTaps = Math.ceil(taps / 2);
  const beta = 0.1102 * (stopBandDb - 8.7);
  const coefficients = new Float64Array(phases * 2 * halfTaps);
  for (let phase = 0; phase < phases; phase += 1) {
    const row = coefficients.subarray(phase * 2 * halfTaps, (phase + 1) * 2 * halfTaps);
    let sum = 0;
    for (let j = 0; j < row.length; j += 1) {
      const t = j - halfTaps + 1 - phase / phases;
      const x = 2 * cutoff * t;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      // Open at both ends: an impulse response that is not symmetric would shift frequencies against each other.
      row[j] = Math.abs(t) < halfTaps ? sinc * besselI0(beta * Math.sqrt(1 - (t / halfTaps) ** 2)) : 0;
      sum += row[j]!;
    }
    // The same gain for a constant at every phase, so that it does not come out as a tone.
    for (let j = 0; j < row.length; j += 1) row[j] = row[j]! / sum;
  }
  const bank = { phases, step, halfTaps, coefficients };
  const [oldest] = banks.keys();
  if (banks.size >= mostBanks && oldest !== undefined) banks.delete(oldest);
  banks.set(key, bank);
  return bank;
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-16; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
