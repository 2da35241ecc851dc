import { type TurnRecord, turnRecordSchema } from '@cascade/contracts';

/** A turn record with nothing in it but what the test gives. */
export function exampleTurnRecord(turnId: string, changes: Partial<TurnRecord> = {}): TurnRecord {
  return turnRecordSchema.parse({
    schema: 'cascade.turn.v1',
    trace_id: `trace-${turnId}`,
    session_id: 'session-1',
    turn_id: turnId,
    started_at: '2024-05-01T10:00:00.000Z',
    stages_ms: { finalization: 200 },
    voice_to_voice_ms: 321,
    voice_to_voice_by: 'server',
    final_transcript: '',
    transcript_confidence: null,
    partials: [],
    reply_text: 'A reply.',
    heard_text: 'A reply.',
    versions: {},
    spans: [],
    decisions: [],
    audio: {
      codec: 'pcm16',
      rate_hz: 16000,
      start_sample: 0,
      end_sample: 0,
      first_chunk_index: 0,
      last_chunk_index: 0,
      chunk_ms: 20,
      jitter_ms: 0,
    },
    device: {},
    consent: { telemetry: true, transcripts: false, audio_review: false },
    response: null,
    tool_calls: [],
    retrieved_document_ids: [],
    playback: { started_at_ms: null, played_ms: 0, audio_ms: 0, position_by: 'client' },
    budget: { profile: 'default', budgets_ms: {}, violations: {} },
    speculation: { used_compute_ms: 0, wasted_compute_ms: 0, saved_ms: 0 },
    cost: { audio_in_ms: 0, audio_out_ms: 0, compute_ms: 0 },
    machine: { steal_percent: null, event_loop_delay_p99_ms: 0 },
    ...changes,
  });
}

export const exampleResponse = (responseId: string): NonNullable<TurnRecord['response']> => ({
  response_id: responseId,
  status: 'completed',
  source: 'fast-path',
  error_code: null,
  prompt_version: null,
  input_tokens: null,
  output_tokens: null,
});
