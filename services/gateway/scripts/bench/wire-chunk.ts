import type { TalkSpec } from '../load/client-process.ts';

/** What a talker sends: 20 ms of audio as most clients do (24 kHz), as ours do (16 kHz), or as telephones do. */
export const chunkFormats = ['pcm24k', 'pcm16k', 'pcmu'] as const;
export type ChunkFormat = (typeof chunkFormats)[number];

const wireFormats = {
  pcm24k: { format: { type: 'audio/pcm', rate: 24_000 }, bytesPerMs: 48 },
  pcm16k: { format: { type: 'audio/pcm', rate: 16_000 }, bytesPerMs: 32 },
  pcmu: { format: { type: 'audio/pcmu' }, bytesPerMs: 8 },
} as const;

/** The messages of a talker who sends `framesPerSecond` chunks, the same to both servers. */
export function talkMessages(
  format: ChunkFormat,
  binary: boolean,
  framesPerSecond: number,
): Pick<TalkSpec, 'setUp' | 'payload'> {
  const { format: wire, bytesPerMs } = wireFormats[format];
  const chunk = noise((bytesPerMs * 1000) / framesPerSecond);
  const session = { audio: { input: { format: wire } }, cascade: { binary_audio: binary } };
  return {
    setUp: [{ type: 'session.update', session }],
    payload: binary
      ? chunk
      : JSON.stringify({ type: 'input_audio_buffer.append', audio: Buffer.from(chunk).toString('base64') }),
  };
}

/** The same bytes each time; what they are changes nothing, but silence would compress caches' work away. */
function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  });
}
