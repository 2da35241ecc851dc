import { type TalkRecord, wordErrorRate } from '@cascade/client';
import type { TurnRecord } from '@cascade/contracts';
import { describe, expect, it } from 'vitest';
import { clipReport, printedRecord, type ReportedClip, summaryReport } from './clip-report.ts';

function record(changes: Partial<TurnRecord & TalkRecord> = {}): TalkRecord {
  return {
    schema: 'cascade.turn.v1',
    clip: 'a',
    trace_id: 't',
    stages_ms: { planning: 600, finalization: 200 },
    spans: [],
    versions: {},
    reply_text: 'Yes.',
    heard_text: 'Yes.',
    final_transcript: 'hello word',
    voice_to_voice_ms: 500,
    voice_to_voice_by: 'client',
    server_voice_to_voice_ms: 480,
    partials_while_speaking: 1,
    end_of_speech_by: 'level',
    replied_before_end_of_speech: false,
    playout_gap_ms: 0,
    max_send_late_ms: 0,
    budget: { profile: 'default', budgets_ms: { finalization: 800, planning: 500 }, violations: { planning: 600 } },
    machine: { steal_percent: 0, event_loop_delay_p99_ms: 1 },
    ...changes,
  } as TalkRecord;
}
const withoutServerRecord: TalkRecord = {
  clip: 'lost',
  trace_id: 'lost',
  stages_ms: {},
  spans: [],
  versions: {},
  reply_text: '',
  heard_text: '',
  final_transcript: '',
  voice_to_voice_ms: null,
  voice_to_voice_by: 'client',
  server_voice_to_voice_ms: null,
  partials_while_speaking: 0,
  end_of_speech_by: 'level',
  replied_before_end_of_speech: false,
  playout_gap_ms: 0,
  max_send_late_ms: 0,
  error: 'no turn record came',
};
const clip = (changes: Partial<TurnRecord & TalkRecord> = {}): ReportedClip => ({ record: record(changes) });
const compared = (reference: string): ReportedClip => ({
  ...clip(),
  reference,
  wordErrors: wordErrorRate(reference, 'hello word'),
});

describe('clipReport', () => {
  it('gives the verdict by stage, the latency, and the word errors with both texts', () => {
    const lines = clipReport(compared('hello world')).split('\n');
    expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/^planning +600 +500 {2}OVER$/)]));
    expect(lines).toEqual(
      expect.arrayContaining([expect.stringMatching(/^voice-to-voice 500 ms by the client's clock; the spans/)]),
    );
    expect(lines.slice(-3)).toEqual([
      'word error rate 50.0 % (1 substituted, 0 left out, 0 put in; 2 words)',
      '  said:  hello world',
      '  heard: hello word',
    ]);
  });

  it('tells turns, an early reply and a failure', () => {
    const turns = [{}, {}] as TurnRecord[];
    const early = clipReport(clip({ turns, voice_to_voice_ms: null, replied_before_end_of_speech: true }));
    expect(early).toContain('the reply began before the end of speech');
    expect(clipReport(clip({ end_of_speech_by: 'server' }))).toContain('the clip ends in noise');
    expect(early).toContain('heard as 2 turns');
    expect(clipReport({ record: withoutServerRecord })).toBe('FAILED: no turn record came');
  });
});

describe('printedRecord', () => {
  it('adds the word error rate where there is a reference', () => {
    expect(printedRecord(compared('hello world'))).toMatchObject({
      wer: 0.5,
      reference_text: 'hello world',
      word_errors: { substitutions: 1, deletions: 0, insertions: 0, reference_words: 2 },
    });
    expect(printedRecord(clip())).toEqual(record());
  });
});

describe('summaryReport', () => {
  it('gives percentiles by stage and of the latency, undisturbed turns apart, and names what failed', () => {
    const disturbed = { voice_to_voice_ms: 1500, machine: { steal_percent: 20, event_loop_delay_p99_ms: 1 } };
    const text = summaryReport([compared('hello world'), clip(disturbed), { record: withoutServerRecord }]);
    const rows = text.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(rows[0]).toEqual(['3 clips: 2 answered, 1 failed']);
    expect(rows).toContainEqual(['stage (ms)', 'budget default', 'turns', 'p50', 'p95', 'max', 'over']);
    expect(rows).toContainEqual(['finalization', '800', '2', '200', '200', '200', '0']);
    expect(rows).toContainEqual(['planning', '500', '2', '600', '600', '600', '2']);
    expect(rows).toContainEqual(['voice-to-voice', '2', '1000', '1450', '1500']);
    expect(rows).toContainEqual(['of it undisturbed (steal under 5 %)', '1', '500', '500', '500']);
    expect(text).toMatch(/word error rate 50\.0 % .*; normalizer \S+/);
    expect(rows.at(-1)).toEqual(['failed: lost: no turn record came']);
  });

  it('has no table where no record came', () => {
    expect(summaryReport([{ record: withoutServerRecord }])).not.toContain('stage (ms)');
  });
});
