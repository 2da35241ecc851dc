import type { RecordSpan, TurnRecord } from '@cascade/contracts';
import { exampleTurnRecord } from '@cascade/testing';

/** Words that nobody but the user and the assistant may see. */
export const plantedWords = ['zanzibar', 'marmalade', 'quokka', 'xylophone'];

export const sampleTraceId = '4bf92f3577b34da6a3ce929d0e0e4736';
export const modelCallSpanId = '00f067aa0ba902b7';
export const toolSpanId = 'b7ad6b7169203331';

const span = (stage: RecordSpan['stage'], name: string, start_ms: number, end_ms: number, more = {}): RecordSpan => ({
  stage,
  name,
  start_ms,
  end_ms,
  queue_ms: 0,
  compute_ms: end_ms - start_ms,
  wait_ms: 0,
  critical: false,
  ...more,
});
const critical = { critical: true };

/** One turn in which everything happened that leaves a span; the user spoke for a second. */
export function sampleTurn(changes: Partial<TurnRecord> = {}): TurnRecord {
  const chat = { model: 'qwen@1', prompt: 'voice@3', span_id: modelCallSpanId };
  const usage = { input_tokens: 41, output_tokens: 9 };
  return exampleTurnRecord({
    trace_id: sampleTraceId,
    session_id: 'sess_1',
    turn_id: 'turn_1',
    started_at: '2026-01-02T03:04:05.000Z',
    zero_at: '2026-01-02T03:04:06.500Z',
    voice_to_voice_ms: 400,
    final_transcript: 'sail to zanzibar',
    partials: [{ at_ms: -500, text: 'zanzibar', stable_text: 'zanzibar' }],
    reply_text: 'marmalade it is',
    heard_text: 'marmalade',
    versions: { asr: 'moonshine@1', 'asr.draft': 'tiny@1', planner: 'qwen@1' },
    spans: [
      span('gateway', 'client-buffering', 0, 20, critical),
      span('asr', 'final', 20, 120, critical),
      span('turn', 'end-of-turn', 120, 200, { ...critical, queue_ms: 30, compute_ms: 40, wait_ms: 10 }),
      span('planner', 'first-clause', 200, 280, critical),
      span('tts', 'first-audio', 280, 390, critical),
      span('gateway', 'playback', 390, 400, critical),
      span('asr', 'partial', -400, -350, { attributes: { words: 2 } }),
      span('asr', 'final', 20, 120),
      span('planner', 'first-token', 200, 250, { attributes: chat }),
      span('planner', 'generation', 250, 330, { attributes: { ...chat, ...usage, finish_reason: 'stop' } }),
    ],
    decisions: [
      { at_ms: 200, kind: 'commit', reason: 'end-of-turn: model 0.97 after 180 ms of silence' },
      { at_ms: 210, kind: 'wait', reason: 'the user said xylophone' },
    ],
    consent: { telemetry: true, transcripts: true, audio_review: false },
    response: {
      response_id: 'resp_1',
      status: 'completed',
      source: 'language-model',
      error_code: null,
      prompt_version: 'voice@3',
      ...usage,
    },
    tool_calls: [
      {
        call_id: 'call_1',
        name: 'set_course',
        arguments: '{"to":"quokka island"}',
        output: '{"reply":"marmalade"}',
        at_ms: 260,
        span_id: toolSpanId,
      },
    ],
    playback: { started_at_ms: 400, played_ms: 900, audio_ms: 900, position_by: 'client' },
    budget: {
      profile: 'lead',
      budgets_ms: { planning: 50 },
      violations: { planning: 80 },
      verdicts: [
        {
          budget: 'planning',
          stage: 'planner',
          owner: 'model-compute',
          team: 'dialogue',
          observed_ms: 80,
          budget_ms: 50,
          parts_ms: { 'model-compute': 80 },
          reason: 'the model took 80 ms',
        },
      ],
    },
    ...changes,
  });
}
