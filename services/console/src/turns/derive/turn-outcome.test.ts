import { expect, test } from 'vitest';
import { abandonedRecord, buildRecord, typedRecord } from '../harness/record-builder.ts';
import { replySource, turnOutcome } from './turn-outcome.ts';

test('a spoken answer has its voice-to-voice time and a verdict', () => {
  expect(turnOutcome(buildRecord())).toEqual({
    kind: 'answered',
    latencyMs: 380,
    title: 'voice-to-voice',
    note: undefined,
    isWithinBudget: true,
    verdict: 'within budget',
  });
});

test('stages over budget are named in the verdict', () => {
  const record = buildRecord({ stages_ms: { first_partial: 561, planning: 620 } });
  expect(turnOutcome(record)).toMatchObject({
    isWithinBudget: false,
    verdict: 'over budget in first partial, planning',
  });
});

test('an interruption says how much was heard, an apology why', () => {
  const base = buildRecord();
  const interrupted = {
    ...base,
    response: { ...base.response!, status: 'interrupted' as const },
    playback: { ...base.playback, played_ms: 420, audio_ms: 1360 },
  };
  expect(turnOutcome(interrupted).note).toBe('Interrupted after 420 ms of 1,360 ms.');
  const response = { ...base.response!, source: 'apology' as const, error_code: 'planner_nonsense' };
  expect(turnOutcome({ ...base, response }).note).toBe('An apology stood in for the reply (planner_nonsense).');
});

test('turns without a voice-to-voice time say what happened instead', () => {
  expect(turnOutcome(typedRecord())).toMatchObject({ kind: 'typed', latencyMs: 80 });
  expect(turnOutcome(abandonedRecord())).toMatchObject({
    kind: 'abandoned',
    latencyMs: null,
    note: 'no words after 704 ms of silence',
  });
  const unheard = { ...buildRecord(), voice_to_voice_ms: null, playback: abandonedRecord().playback };
  expect(turnOutcome(unheard).kind).toBe('written');
  const response = (status: 'cancelled' | 'failed') => ({
    ...unheard.response!,
    status,
    error_code: 'synthesis_failed',
  });
  expect(turnOutcome({ ...unheard, response: response('cancelled') }).kind).toBe('cancelled');
  expect(turnOutcome({ ...unheard, response: response('failed') })).toMatchObject({
    kind: 'failed',
    note: 'Error code synthesis_failed.',
  });
});

test('who made the reply', () => {
  expect(replySource(buildRecord())).toBe('fast path, no language model');
  expect(replySource(abandonedRecord())).toBe('no reply');
  const call = { call_id: 'c', name: 'set_timer', arguments: '{}', output: null };
  expect(replySource(buildRecord({ tool_calls: [call] }))).toBe('fast path, no language model, 1 tool call');
});
