import { encodePcm16, writeWav } from '@cascade/audio';
import { outputRateHz } from '@cascade/contracts';
import { encodeMp3 } from './mp3-encoder.ts';

export const speechFormats = ['mp3', 'wav', 'pcm'] as const;
export type SpeechFormat = (typeof speechFormats)[number];

export const contentTypes = { mp3: 'audio/mpeg', wav: 'audio/wav', pcm: 'audio/pcm' } as const;

/** 24 kHz mono in the format, while it comes. */
export function encodeSpeech(format: SpeechFormat, audio: AsyncIterable<Float32Array>): AsyncIterable<Uint8Array> {
  switch (format) {
    case 'mp3':
      return encodeMp3(audio);
    case 'wav':
      return encodeWav(audio);
    case 'pcm':
      return encodePcm(audio);
  }
}

async function* encodePcm(audio: AsyncIterable<Float32Array>): AsyncGenerator<Uint8Array> {
  for await (const samples of audio) yield encodePcm16(samples);
}

async function* encodeWav(audio: AsyncIterable<Float32Array>): AsyncGenerator<Uint8Array> {
  yield openWavHeader();
  yield* encodePcm(audio);
}

/** The lengths are the largest there are: nobody knows yet. Players read to the end then. */
function openWavHeader(): Uint8Array {
  const header = writeWav(new Float32Array(0), outputRateHz);
  const view = new DataView(header.buffer, header.byteOffset);
  view.setUint32(4, 0xffffffff, true);
  view.setUint32(40, 0xffffffff, true);
  return header;
}
