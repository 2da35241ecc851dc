/**
 * G.711 telephone companding: 8 kHz speech, 8 bits a sample. Both laws are piecewise linear: a sign, three bits of segment
 * and four bits of step (ITU-T G.711, tables 1 and 2).
 */
import { quantize } from './pcm16.ts';

/** Added before the segment is looked for, in 16-bit units (33 steps of the 14-bit law). */
const mulawBias = 132;
const mulawClip = 32635;

/** mu-law bytes → samples of −1 … 1. */
export function decodeMulaw(bytes: Uint8Array): Float32Array {
  return decode(bytes, mulawTable);
}

/** A-law bytes → samples of −1 … 1. */
export function decodeAlaw(bytes: Uint8Array): Float32Array {
  return decode(bytes, alawTable);
}

/** Samples of −1 … 1 → mu-law bytes. */
export function encodeMulaw(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i += 1) bytes[i] = mulawCode(quantize(samples[i]!));
  return bytes;
}

/** Samples of −1 … 1 → A-law bytes. */
export function encodeAlaw(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i += 1) bytes[i] = alawCode(quantize(samples[i]!));
  return bytes;
}

function decode(bytes: Uint8Array, table: Float32Array): Float32Array {
  const samples = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i += 1) samples[i] = table[bytes[i]!]!;
  return samples;
}

const mulawTable = Float32Array.from({ length: 256 }, (_, code) => {
  // Sent inverted, so that a quiet line still carries ones.
  const bits = ~code & 0xff;
  const magnitude = (((bits & 0x0f) << 3) + mulawBias) << ((bits >> 4) & 7);
  const value = magnitude - mulawBias;
  return ((bits & 0x80) === 0 ? value : -value) / 32768;
});

function mulawCode(value: number): number {
  const sign = value < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(value), mulawClip) + mulawBias;
  // The segment is the place of the highest bit; the bias makes it at least bit 7.
  const segment = 24 - Math.clz32(magnitude);
  const step = (magnitude >> (segment + 3)) & 0x0f;
  return ~(sign | (segment << 4) | step) & 0xff;
}

const alawTable = Float32Array.from({ length: 256 }, (_, code) => {
  // Every other bit is sent inverted.
  const bits = code ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = ((bits & 0x0f) << 4) + 8;
  const value = segment === 0 ? step : (step + 256) << (segment - 1);
  return ((bits & 0x80) === 0 ? -value : value) / 32768;
});

function alawCode(value: number): number {
  const sign = value < 0 ? 0 : 0x80;
  // −1 maps the negative half onto the same steps as the positive one: −1 … −16 is the first step, as 0 … 15 is.
  const magnitude = value < 0 ? -value - 1 : value;
  const segment = magnitude < 256 ? 0 : 24 - Math.clz32(magnitude);
  const step = (magnitude >> (segment === 0 ? 4 : segment + 3)) & 0x0f;
  return (sign | (segment << 4) | step) ^ 0x55;
}
