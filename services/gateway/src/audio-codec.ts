import {
  createResampler,
  decodeAlaw,
  decodeMulaw,
  decodePcm16,
  encodeAlaw,
  encodeMulaw,
  encodePcm16,
  type Resampler,
} from '@cascade/audio';
import { type AudioFormat, inputRateHz, outputRateHz } from '@cascade/contracts';

export const bytesPerSample = (format: AudioFormat) => (format.codec === 'pcm16' ? 2 : 1);

/** Bytes of the wire → samples at 16 kHz, as one stream: a few milliseconds stay inside until `flush`. */
export class InputDecoder {
  readonly format: AudioFormat;
  readonly #resampler: Resampler;

  constructor(format: AudioFormat) {
    this.format = format;
    this.#resampler = createResampler({ fromHz: format.rateHz, toHz: inputRateHz });
  }

  /** `bytes` holds whole samples. */
  decode(bytes: Uint8Array): Float32Array {
    return this.#resampler.process(decoders[this.format.codec](bytes));
  }

  /** The rest of what was decoded; then a new stream begins. */
  flush(): Float32Array {
    return this.#resampler.flush();
  }
}

/** Samples at 24 kHz → bytes of the wire, as one stream for each response. */
export class OutputEncoder {
  readonly format: AudioFormat;
  readonly #resampler: Resampler;
  #sentSamples = 0;

  constructor(format: AudioFormat) {
    this.format = format;
    this.#resampler = createResampler({ fromHz: outputRateHz, toHz: format.rateHz });
  }

  /** Samples given out so far, at the format's rate. */
  get sentSamples(): number {
    return this.#sentSamples;
  }

  encode(samples: Float32Array): Uint8Array {
    return this.#give(this.#resampler.process(samples));
  }

  flush(): Uint8Array {
    return this.#give(this.#resampler.flush());
  }

  #give(samples: Float32Array): Uint8Array {
    this.#sentSamples += samples.length;
    return encoders[this.format.codec](samples);
  }
}

const decoders = { pcm16: decodePcm16, pcmu: decodeMulaw, pcma: decodeAlaw } as const;
const encoders = { pcm16: encodePcm16, pcmu: encodeMulaw, pcma: encodeAlaw } as const;

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Undefined for what is not base64. Padding may be missing. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const unpadded = text.length % 4 === 0 ? text : text.replace(/=+$/, '');
  if (unpadded.length % 4 === 1 || !base64.test(text)) return undefined;
  return Buffer.from(text, 'base64');
}

export const encodeBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
