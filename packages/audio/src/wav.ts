/** Reading and writing RIFF WAVE files held in memory. */
import { decodeAlaw, decodeMulaw } from './g711.ts';
import { decodePcm16, encodePcm16 } from './pcm16.ts';

/** The bytes are not a wav file that can be read. The message says what was expected, what was found, and where. */
export class WavError extends Error {
  override readonly name = 'WavError';
  readonly expected: string;
  readonly offsetBytes: number;

  constructor(expected: string, found: string, offsetBytes: number) {
    super(`not a readable wav file: expected ${expected}, found ${found} (at byte ${offsetBytes})`);
    this.expected = expected;
    this.offsetBytes = offsetBytes;
  }
}

export type WavEncoding = 'pcm' | 'float' | 'mulaw' | 'alaw';

export interface WavAudio {
  /** Mono, −1 … 1: the mean of all channels. */
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  /** As in the file. */
  readonly channels: number;
  readonly encoding: WavEncoding;
  readonly bitsPerSample: number;
}

interface WavFormat {
  readonly encoding: WavEncoding;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly bitsPerSample: number;
}

const encodings: Readonly<Record<number, WavEncoding>> = { 1: 'pcm', 3: 'float', 6: 'alaw', 7: 'mulaw' };
const extensible = 0xfffe;
const widths: Readonly<Record<WavEncoding, readonly number[]>> = {
  pcm: [8, 16, 24, 32],
  float: [32, 64],
  alaw: [8],
  mulaw: [8],
};

/**
 * Reads PCM of 8, 16, 24 and 32 bits, float of 32 and 64, mu-law and A-law, of any rate and number of channels. Sizes in
 * the header that cannot be true (written by a recorder that streamed) mean "to the end of the file"; a last frame that
 * is cut off is left out.
 *
 * @throws WavError
 */
export function readWav(bytes: Uint8Array): WavAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const form = tagAt(view, 0);
  if (form !== 'RIFF' && form !== 'RF64') throw new WavError('"RIFF"', describe(view, 0), 0);
  if (tagAt(view, 8) !== 'WAVE') throw new WavError('"WAVE"', describe(view, 8), 8);
  let format: WavFormat | undefined;
  let at = 12;
  while (at + 8 <= view.byteLength) {
    const tag = tagAt(view, at);
    const body = at + 8;
    const left = view.byteLength - body;
    const declared = view.getUint32(at + 4, true);
    if (tag === 'fmt ') format = readFormat(view, body, Math.min(declared, left));
    if (tag === 'data') {
      if (format === undefined) throw new WavError('a "fmt " chunk before the data', 'none', at);
      // A streaming recorder leaves 0 or the largest number here: it did not know yet.
      const unknown = declared > left || (declared === 0 && left > 0 && !isChunkStart(view, body));
      return decodeData(bytes.subarray(body, body + (unknown ? left : declared)), format);
    }
    // Chunks begin at even positions.
    at = body + declared + (declared % 2);
  }
  if (format === undefined) throw new WavError('a "fmt " chunk', 'the end of the file', view.byteLength);
  throw new WavError('a "data" chunk', 'the end of the file', view.byteLength);
}

/** A mono PCM16 file. */
export function writeWav(samples: Float32Array, sampleRateHz: number): Uint8Array {
  const data = encodePcm16(samples);
  const bytes = new Uint8Array(44 + data.length);
  const view = new DataView(bytes.buffer);
  const writeTag = (at: number, tag: string) => {
    for (let i = 0; i < 4; i += 1) view.setUint8(at + i, tag.charCodeAt(i));
  };
  writeTag(0, 'RIFF');
  view.setUint32(4, 36 + data.length, true);
  writeTag(8, 'WAVE');
  writeTag(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  writeTag(36, 'data');
  view.setUint32(40, data.length, true);
  bytes.set(data, 44);
  return bytes;
}

function readFormat(view: DataView, at: number, size: number): WavFormat {
  if (size < 16) throw new WavError('a "fmt " chunk of at least 16 bytes', `${size} bytes`, at);
  const tag = view.getUint16(at, true);
  const channels = view.getUint16(at + 2, true);
  const sampleRateHz = view.getUint32(at + 4, true);
  const bitsPerSample = view.getUint16(at + 14, true);
  // The extensible form keeps the real tag in the first bytes of a GUID.
  const realTag = tag === extensible && size >= 40 ? view.getUint16(at + 24, true) : tag;
  const encoding = encodings[realTag];
  if (encoding === undefined) {
    throw new WavError('PCM, float, mu-law or A-law audio', `format 0x${realTag.toString(16).padStart(4, '0')}`, at);
  }
  if (channels === 0) throw new WavError('at least one channel', 'none', at + 2);
  if (sampleRateHz === 0) throw new WavError('a sample rate', '0 Hz', at + 4);
  if (!widths[encoding].includes(bitsPerSample)) {
    throw new WavError(`${encoding} of ${widths[encoding].join(', ')} bits`, `${bitsPerSample} bits`, at + 14);
  }
  return { encoding, channels, sampleRateHz, bitsPerSample };
}

function decodeData(data: Uint8Array, format: WavFormat): WavAudio {
  const frameBytes = (format.channels * format.bitsPerSample) / 8;
  const whole = data.subarray(0, data.length - (data.length % frameBytes));
  return { samples: mixDown(decodeSamples(whole, format), format.channels), ...format };
}

function decodeSamples(data: Uint8Array, { encoding, bitsPerSample }: WavFormat): Float32Array {
  if (encoding === 'mulaw') return decodeMulaw(data);
  if (encoding === 'alaw') return decodeAlaw(data);
  if (encoding === 'pcm' && bitsPerSample === 16) return decodePcm16(data);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const width = bitsPerSample / 8;
  const readers: Readonly<Record<string, (at: number) => number>> = {
    // Eight bits are the only unsigned PCM.
    pcm8: (at) => (view.getUint8(at) - 128) / 128,
    pcm24: (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65536) / 8388608,
    pcm32: (at) => view.getInt32(at, true) / 2147483648,
    float32: (at) => view.getFloat32(at, true),
    float64: (at) => view.getFloat64(at, true),
  };
  const read = readers[`${encoding}${bitsPerSample}`]!;
  return Float32Array.from({ length: data.length / width }, (_, i) => read(i * width));
}

function mixDown(interleaved: Float32Array, channels: number): Float32Array {
  if (channels === 1) return interleaved;
  const samples = new Float32Array(interleaved.length / channels);
  for (let i = 0; i < samples.length; i += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += interleaved[i * channels + channel]!;
    samples[i] = sum / channels;
  }
  return samples;
}

function tagAt(view: DataView, at: number): string {
  if (at + 4 > view.byteLength) return '';
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

function isChunkStart(view: DataView, at: number): boolean {
  return /^[A-Za-z][A-Za-z0-9 ]{3}$/.test(tagAt(view, at)) && at + 8 <= view.byteLength;
}

function describe(view: DataView, at: number): string {
  const tag = tagAt(view, at);
  return tag === '' ? `${view.byteLength} bytes in all` : JSON.stringify(tag);
}
