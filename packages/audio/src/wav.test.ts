import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeAlaw, encodeMulaw } from './g711.ts';
import { readWav, WavError, writeWav } from './wav.ts';

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const u16 = (value: number) => [value & 255, (value >> 8) & 255];
const u32 = (value: number) => [...u16(value & 0xffff), ...u16(value >>> 16)];
const chunk = (tag: string, body: readonly number[], size = body.length) => [
  ...ascii(tag),
  ...u32(size),
  ...body,
  ...(body.length % 2 === 1 ? [0] : []),
];

interface FormatFields {
  readonly tag?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly bits?: number;
  readonly extra?: readonly number[];
}

function format({ tag = 1, channels = 1, rate = 16_000, bits = 16, extra = [] }: FormatFields = {}): number[] {
  const frame = (channels * bits) / 8;
  return chunk('fmt ', [
    ...u16(tag),
    ...u16(channels),
    ...u32(rate),
    ...u32(rate * frame),
    ...u16(frame),
    ...u16(bits),
    ...extra,
  ]);
}

function file(...chunks: readonly (readonly number[])[]): Uint8Array {
  const body = [...ascii('WAVE'), ...chunks.flat()];
  return Uint8Array.from([...ascii('RIFF'), ...u32(body.length), ...body]);
}

const bytesOf = (values: Float32Array | Float64Array | Int16Array | Int32Array) => [...new Uint8Array(values.buffer)];
const wanted = [0, 0.5, -0.5, 0.25, -1, 0.75];

describe('reading', () => {
  it('reads back what is written', () => {
    fc.assert(
      fc.property(fc.int16Array(), fc.constantFrom(8000, 16_000, 44_100), (values, rate) => {
        const samples = Float32Array.from(values, (value) => value / 32768);
        const audio = readWav(writeWav(samples, rate));
        expect(audio).toEqual({ samples, sampleRateHz: rate, channels: 1, encoding: 'pcm', bitsPerSample: 16 });
      }),
    );
  });

  it.each([
    ['8 bits', { bits: 8 }, wanted.map((value) => 128 + value * 128)],
    ['16 bits', {}, bytesOf(Int16Array.from(wanted, (value) => value * 32768))],
    ['24 bits', { bits: 24 }, wanted.flatMap((value) => u32(value * 8388608).slice(0, 3))],
    ['32 bits', { bits: 32 }, bytesOf(Int32Array.from(wanted, (value) => value * 2147483648))],
    ['float', { tag: 3, bits: 32 }, bytesOf(Float32Array.from(wanted))],
    ['double', { tag: 3, bits: 64 }, bytesOf(Float64Array.from(wanted))],
  ])('reads %s', (_, fields, data) => {
    expect([...readWav(file(format(fields), chunk('data', data))).samples]).toEqual(wanted);
  });

  it.each([
    ['mu-law', 7, encodeMulaw],
    ['A-law', 6, encodeAlaw],
  ] as const)('reads %s', (_, tag, encode) => {
    const audio = readWav(
      file(format({ tag, bits: 8, rate: 8000 }), chunk('data', [...encode(Float32Array.from(wanted))])),
    );
    expect(audio.sampleRateHz).toBe(8000);
    for (const [i, sample] of audio.samples.entries()) expect(sample).toBeCloseTo(Math.max(-0.98, wanted[i]!), 1);
  });

  it('reads the extensible form by its inner format', () => {
    const extra = [...u16(22), ...u16(16), ...u32(3), ...u16(1), 0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113];
    const data = bytesOf(Int16Array.of(16384, -16384));
    expect([...readWav(file(format({ tag: 0xfffe, extra }), chunk('data', data))).samples]).toEqual([0.5, -0.5]);
  });

  it('mixes channels down to their mean', () => {
    const data = bytesOf(Int16Array.of(16384, 0, -16384, -16384));
    const audio = readWav(file(format({ channels: 2 }), chunk('data', data)));
    expect(audio.channels).toBe(2);
    expect([...audio.samples]).toEqual([0.25, -0.5]);
  });

  it('steps over other chunks, those of odd length too', () => {
    const data = bytesOf(Int16Array.of(16384));
    const bytes = file(
      chunk('LIST', [1, 2, 3]),
      format(),
      chunk('fact', [0, 0, 0, 0]),
      chunk('data', data),
      chunk('id3 ', [1]),
    );
    expect([...readWav(bytes).samples]).toEqual([0.5]);
  });

  it.each([0xffffffff, 0x7fffffff, 1000, 0])('takes a data size of %i in a streamed file for "to the end"', (size) => {
    const data = bytesOf(Int16Array.of(16384, -16384, 8192));
    expect([...readWav(file(format(), chunk('data', data, size))).samples]).toEqual([0.5, -0.5, 0.25]);
  });

  it('gives no samples for a file without any', () => {
    expect(readWav(file(format(), chunk('data', []))).samples).toHaveLength(0);
    expect(readWav(file(format(), chunk('data', []), chunk('LIST', [1, 2, 3, 4]))).samples).toHaveLength(0);
  });

  it('leaves out a last frame that is cut off', () => {
    expect(readWav(file(format({ channels: 2 }), chunk('data', [0, 64, 0, 64, 0, 64]))).samples).toHaveLength(1);
  });

  it('reads from any position of a larger buffer', () => {
    const bytes = writeWav(Float32Array.of(0.5), 8000);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect([...readWav(shifted.subarray(1)).samples]).toEqual([0.5]);
  });
});

describe('refusing', () => {
  it.each([
    ['nothing', new Uint8Array(0), '"RIFF"'],
    ['text', Uint8Array.from(ascii('hello, this is not audio')), '"RIFF"'],
    ['another RIFF', Uint8Array.from([...ascii('RIFF'), ...u32(4), ...ascii('AVI ')]), '"WAVE"'],
    ['no format', file(chunk('data', [0, 0])), 'a "fmt " chunk before the data'],
    ['no data', file(format()), 'a "data" chunk'],
    ['an empty body', file(), 'a "fmt " chunk'],
    ['a short format', file(chunk('fmt ', [1, 0])), 'a "fmt " chunk of at least 16 bytes'],
    ['MP3 within', file(format({ tag: 0x55 }), chunk('data', [])), 'PCM, float, mu-law or A-law audio'],
    ['12 bits', file(format({ bits: 12 }), chunk('data', [])), 'pcm of 8, 16, 24, 32 bits'],
    ['no channel', file(format({ channels: 0 }), chunk('data', [])), 'at least one channel'],
    ['no rate', file(format({ rate: 0 }), chunk('data', [])), 'a sample rate'],
  ])('refuses %s and says what was expected', (_, bytes, expected) => {
    const error = (() => {
      try {
        readWav(bytes);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(WavError);
    expect((error as WavError).expected).toBe(expected);
  });

  it('never fails in another way, whatever the bytes', () => {
    const valid = writeWav(Float32Array.of(0.1, 0.2, 0.3), 16_000);
    fc.assert(
      fc.property(fc.nat(valid.length), fc.nat(valid.length - 1), fc.nat(255), (length, at, value) => {
        const bytes = valid.slice(0, length);
        if (at < length) bytes[at] = value;
        try {
          expect(readWav(bytes).samples).toBeInstanceOf(Float32Array);
        } catch (error) {
          expect(error).toBeInstanceOf(WavError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
