import type { SessionSettings } from '@cascade/contracts';

/** A session that writes and hears 24 kHz and ends its turns itself, with what is different about it. */
export const sessionSettings = (changes: Partial<SessionSettings> = {}): SessionSettings => ({
  instructions: '',
  outputModality: 'audio',
  respond: true,
  inputFormat: { codec: 'pcm16', rateHz: 24_000 },
  outputFormat: { codec: 'pcm16', rateHz: 24_000 },
  turnDetection: { mode: 'manual' },
  vadThreshold: 0.5,
  prefixPaddingMs: 300,
  voice: 'default',
  speed: 1,
  clientTools: [],
  ...changes,
});
