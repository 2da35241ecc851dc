import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordForOperators } from './record-for-operators.ts';
import { type TurnRecord, turnRecordSchema } from './turn-record.ts';

const telemetry = { telemetry: true, transcripts: false, audio_review: false };
const empty: TurnRecord = {
  schema: 'cascade.turn.v1',
  trace_id: '0123',
  session_id: 'session-1',
  turn_id: 'turn-1',
  started_at: '2024-05-01T10:00:00.000Z',
  stages_ms: { finalization: 200 },
  voice_to_voice_ms: 321,
  voice_to_voice_by: 'server',
  final_transcript: '',
  transcript_confidence: 0.9,
  partials: [],
  reply_text: '',
  heard_text: '',
  versions: { asr: 'listener@1' },
  spans: [],
  decisions: [],
  audio: {
    codec: 'pcm16',
    rate_hz: 16_000,
    start_sample: 0,
    end_sample: 16_000,
    first_chunk_index: 0,
    last_chunk_index: 49,
    chunk_ms: 20,
    jitter_ms: 1,
  },
  device: { browser: 'none' },
  consent: telemetry,
  response: null,
  tool_calls: [],
  retrieved_document_ids: [],
  playback: { started_at_ms: null, played_ms: 0, audio_ms: 0, position_by: 'pace' },
  budget: { profile: 'default', budgets_ms: {}, violations: {} },
  speculation: {
    attempts: 1,
    used: 1,
    used_compute_ms: 0,
    wasted_compute_ms: 0,
    used_tokens: 0,
    wasted_tokens: 0,
    used_audio_ms: 0,
    wasted_audio_ms: 0,
    saved_ms: 0,
  },
  cost: { audio_in_ms: 1000, audio_out_ms: 0, compute_ms: 80 },
  machine: { steal_percent: null, event_loop_delay_p99_ms: 1 },
};
const span = (attributes: Record<string, string | number>) => ({
  stage: 'planner' as const,
  name: 'first-token',
  start_ms: 0,
  end_ms: 1,
  queue_ms: 0,
  compute_ms: 1,
  wait_ms: 0,
  critical: true,
  attributes,
});
const decision = (reason: string) => ({ at_ms: 1, kind: 'wait' as const, reason });

/** Words that no key, id or fixed text of a record has in it, in several scripts, and numbers. */
const word = fc.oneof(
  fc.stringMatching(/^q[bcdfghjklmnpqrstvwxz]{3,9}$/),
  fc.stringMatching(/^[б-ю]{3,8}$/u),
  fc.integer({ min: 10_000_000, max: 99_999_999 }).map(String),
);
const saying = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));

const record = fc
  .record({ said: saying, partial: saying, stable: saying, reply: saying, heard: saying, args: saying, output: saying })
  .map((words): { words: string[]; record: TurnRecord } => ({
    words: Object.values(words).flatMap((text) => text.split(' ')),
    record: {
      ...empty,
      final_transcript: `${words.said}.`,
      partials: [{ at_ms: -100, text: words.partial, stable_text: words.stable }],
      reply_text: words.reply,
      heard_text: words.heard,
      tool_calls: [
        { call_id: 'call-1', name: 'look_up', arguments: JSON.stringify({ for: words.args }), output: words.output },
      ],
      decisions: [
        decision(`the user said ${words.said}`),
        decision(`waiting for ${words.stable.split(' ')[0]} ms of silence`),
        decision('waiting for 270 ms of silence: model 0.96, transcript complete (whole question)'),
      ],
      spans: [span({ model: 'small@1', hint: words.reply, tokens: 12 })],
    },
  }));

describe('a record for operators', () => {
  it('is none without consent to telemetry, and the record itself with consent to transcripts', () => {
    expect(recordForOperators({ ...empty, consent: { ...telemetry, telemetry: false } })).toBeUndefined();
    const open = { ...empty, final_transcript: 'Hello.', consent: { ...telemetry, transcripts: true } };
    expect(recordForOperators(open)).toBe(open);
  });

  it('has no word of the turn anywhere in it, and is a record still', () => {
    fc.assert(
      fc.property(record, ({ words, record: full }) => {
        const shown = recordForOperators(full)!;
        expect(turnRecordSchema.parse(shown)).toEqual(shown);
        const json = JSON.stringify(shown).toLowerCase();
        for (const said of words) expect(json).not.toContain(said);
      }),
    );
  });

  it('says what was emptied, and keeps what has no words', () => {
    fc.assert(
      fc.property(record, ({ record: full }) => {
        const shown = recordForOperators(full)!;
        expect(shown.redacted?.toSorted()).toEqual(
          ['decisions', 'final_transcript', 'heard_text', 'partials', 'reply_text', 'spans', 'tool_calls'].toSorted(),
        );
        expect(shown.decisions.map(({ kind, at_ms, reason }) => [kind, at_ms, reason])).toEqual([
          ['wait', 1, ''],
          ['wait', 1, ''],
          ['wait', 1, 'waiting for 270 ms of silence: model 0.96, transcript complete (whole question)'],
        ]);
        expect(shown.spans[0]?.attributes).toEqual({ model: 'small@1', tokens: 12 });
        expect(shown.tool_calls).toEqual([{ call_id: 'call-1', name: 'look_up', arguments: '', output: null }]);
        expect(shown.partials).toEqual([{ at_ms: -100, text: '', stable_text: '' }]);
        expect(shown).toMatchObject({ trace_id: '0123', stages_ms: full.stages_ms, device: full.device });
      }),
    );
  });

  it('keeps the ids of responses in reasons, which nobody could say', () => {
    const reasons = ['answering the turn: resp_1_12', '300 ms of resp_1_12 heard'];
    const shown = recordForOperators({ ...empty, decisions: reasons.map(decision) });
    expect(shown?.decisions.map(({ reason }) => reason)).toEqual(reasons);
  });

  it('does not name what was empty from the start', () => {
    expect(recordForOperators(empty)?.redacted).toEqual([]);
  });
});
