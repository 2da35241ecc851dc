import type { ClientPart, TalkedClip } from '@cascade/client';
import { accountedVoiceToVoice } from '@cascade/telemetry';
import { z } from 'zod';

const milliseconds = z.number().finite();

/** One turn as it is kept: numbers and ids, nothing that was said. Milliseconds. */
export const accountedTurnSchema = z.strictObject({
  clip: z.string().describe('Id of the clip that was said.'),
  trace_id: z.string(),
  client_ms: milliseconds.describe('Voice-to-voice, by the client on the sound as it was played.'),
  tail_ms: milliseconds.describe(
    'How much later the server’s voice detector heard speech end than the level of the sound fell.',
  ),
  late_ms: milliseconds.describe('How late the client sent the sound that voice-to-voice is counted from.'),
  spans_ms: milliseconds.describe('What the critical spans of the server’s record add up to.'),
  gap_ms: milliseconds.describe('What of the server’s own voice-to-voice time no critical span covers.'),
  on_way_ms: milliseconds.describe(
    'First audible sample: client’s time less server’s, by their wall clocks. Only to find reasons; not in the sum.',
  ),
  jitter_ms: milliseconds.describe('Of the client’s chunks, at the server.'),
  loop_ms: milliseconds.describe('Event-loop delay of the server during the turn, 99th percentile.'),
});
export type AccountedTurn = z.infer<typeof accountedTurnSchema>;

/**
 * What the client's voice-to-voice should be by the spans. The spans count from where the server heard speech end to the first
 * audible sample that it hands over; the client counts from the moment it sent the last sample above the level. Between the two
 * beginnings lie `tail_ms` on the audio clock, and what the client itself was late.
 */
export const explainedMs = ({ tail_ms, late_ms, spans_ms }: AccountedTurn): number => tail_ms - late_ms + spans_ms;

/** What is left unexplained: the way from the server to the loudspeaker, and every error of either's clock. */
export const differenceMs = (turn: AccountedTurn): number => turn.client_ms - explainedMs(turn);

/**
 * @param wallOffsetMs what to add to the talker's clock to get epoch milliseconds
 * @returns undefined for a clip that was not answered, or answered before its end
 */
export function accountedTurn({ record, clientPart }: TalkedClip, wallOffsetMs: number): AccountedTurn | undefined {
  const { clip, trace_id, voice_to_voice_ms } = record;
  if (voice_to_voice_ms === null) return undefined;
  // A reply that was heard and of which the server has no record is explained by nothing.
  const nothing = { tail_ms: 0, late_ms: 0, spans_ms: 0, gap_ms: 0, on_way_ms: 0, jitter_ms: 0, loop_ms: 0 };
  return {
    clip,
    trace_id,
    client_ms: voice_to_voice_ms,
    ...(clientPart ? partsOf(clientPart, wallOffsetMs) : nothing),
  };
}

function partsOf({ turn, speechTailMs, sendLateMs, firstAudibleMs }: ClientPart, wallOffsetMs: number) {
  const account = accountedVoiceToVoice(turn);
  const handedOverMs = Date.parse(turn.zero_at ?? '') + (turn.voice_to_voice_ms ?? 0);
  const onWayMs = firstAudibleMs + wallOffsetMs - handedOverMs;
  return {
    tail_ms: round(speechTailMs),
    late_ms: round(sendLateMs),
    spans_ms: round(account?.accountedMs ?? 0),
    gap_ms: round(account?.gaps.reduce((sum, { ms }) => sum + ms, 0) ?? 0),
    on_way_ms: Number.isFinite(onWayMs) ? round(onWayMs) : 0,
    jitter_ms: turn.audio.jitter_ms,
    loop_ms: turn.machine.event_loop_delay_p99_ms,
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
