import type { TalkedClip } from '@cascade/client';
import { exampleTurnRecord } from '@cascade/testing';
import { describe, expect, it } from 'vitest';
import { accountedTurn, accountedTurnSchema, differenceMs, explainedMs } from './accounted-turn.ts';

/** The server measured 600 ms from where it heard speech end, at 10:00:02. */
const turn = exampleTurnRecord({ zero_at: '2024-05-01T10:00:02.000Z' });
const wallOffsetMs = Date.parse('2024-05-01T10:00:00.000Z');

function talked(changes: Partial<NonNullable<TalkedClip['clientPart']>> = {}): TalkedClip {
  const part = { turn, voiceToVoiceMs: 695, speechTailMs: 100, sendLateMs: 8, firstAudibleMs: 2604, ...changes };
  const record = {
    ...turn,
    clip: 'kitchen_light',
    voice_to_voice_ms: part.voiceToVoiceMs,
  } as unknown as TalkedClip['record'];
  return { record, replySamples: new Float32Array(), clientPart: part };
}

describe('a turn that is accounted for', () => {
  it('is explained by the tail of speech and the spans, less what the client was late', () => {
    const accounted = accountedTurn(talked(), wallOffsetMs);
    expect(accounted).toEqual({
      clip: 'kitchen_light',
      trace_id: 'trace-1',
      client_ms: 695,
      tail_ms: 100,
      late_ms: 8,
      spans_ms: 600,
      gap_ms: 0,
      on_way_ms: 4,
      jitter_ms: 1,
      loop_ms: 4,
    });
    expect(accounted && explainedMs(accounted)).toBe(692);
    expect(accounted && differenceMs(accounted)).toBe(3);
  });

  it('is explained less where the critical path has a hole', () => {
    const spans = turn.spans.filter(({ stage }) => stage !== 'tts');
    const accounted = accountedTurn(talked({ turn: { ...turn, spans } }), wallOffsetMs);
    expect(accounted).toMatchObject({ spans_ms: 400, gap_ms: 200 });
    expect(accounted && differenceMs(accounted)).toBe(203);
  });

  it('keeps nothing that was said', () => {
    const kept = JSON.stringify(accountedTurnSchema.parse(accountedTurn(talked(), wallOffsetMs)));
    for (const text of [turn.final_transcript, turn.reply_text]) expect(kept).not.toContain(text);
  });

  it('is explained by nothing where the server has no record of what was heard', () => {
    const { record, replySamples } = talked();
    const accounted = accountedTurn({ record, replySamples }, wallOffsetMs);
    expect(accounted && differenceMs(accounted)).toBe(695);
  });

  it('does not exist where nothing was heard, or sooner than speech ended', () => {
    const { record, replySamples } = talked();
    expect(
      accountedTurn({ record: { ...record, voice_to_voice_ms: null }, replySamples }, wallOffsetMs),
    ).toBeUndefined();
  });
});
