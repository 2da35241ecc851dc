import { z } from 'zod';
import type { AudioFormat } from '../session-settings.ts';

/** Audio on the wire: 16-bit little-endian PCM, mono, or G.711 at 8 kHz. 16 and 48 kHz are ours, the rest is OpenAI's. */
export const wireAudioFormatSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('audio/pcm').describe('16-bit little-endian samples, mono.'),
    rate: z.literal([16_000, 24_000, 48_000]).default(24_000).describe('Samples a second.'),
  }),
  z.object({ type: z.literal('audio/pcmu').describe('G.711 μ-law, 8000 samples a second, mono.') }),
  z.object({ type: z.literal('audio/pcma').describe('G.711 A-law, 8000 samples a second, mono.') }),
]);
export type WireAudioFormat = z.infer<typeof wireAudioFormatSchema>;

export function audioFormatOfWire(format: WireAudioFormat): AudioFormat {
  switch (format.type) {
    case 'audio/pcm':
      return { codec: 'pcm16', rateHz: format.rate };
    case 'audio/pcmu':
      return { codec: 'pcmu', rateHz: 8000 };
    case 'audio/pcma':
      return { codec: 'pcma', rateHz: 8000 };
  }
}
