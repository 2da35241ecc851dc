import type { Consent, SessionUpdate, TurnPolicy } from '@cascade/contracts';

/** What this page asks of a session when it opens one. */
export function sessionWishes(
  consent: Consent,
  turnPolicy: TurnPolicy,
  device: Readonly<Record<string, string>>,
): SessionUpdate {
  return {
    type: 'realtime',
    output_modalities: ['audio'],
    audio: {
      input: { format: { type: 'audio/pcm', rate: 16_000 } },
      output: { format: { type: 'audio/pcm', rate: 24_000 } },
    },
    cascade: {
      binary_audio: true,
      playback_ack: true,
      resume: true,
      ducking: 'client',
      turn_policy: turnPolicy,
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      consent,
      device,
    },
  };
}
