import type { RecordSpan } from '@cascade/contracts';
import { exampleTurnRecord } from '@cascade/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalPath } from './critical-path.ts';
import { accountedVoiceToVoice } from './voice-to-voice-account.ts';

const span = (stage: RecordSpan['stage'], start_ms: number, end_ms: number, critical = true): RecordSpan => ({
  stage,
  name: 'work',
  start_ms,
  end_ms,
  queue_ms: 0,
  compute_ms: end_ms - start_ms,
  wait_ms: 0,
  critical,
});
const account = (spans: RecordSpan[], voice_to_voice_ms: number | null = 500) =>
  accountedVoiceToVoice(exampleTurnRecord({ spans, voice_to_voice_ms }));

describe('the account of voice-to-voice', () => {
  it('adds up critical spans alone', () => {
    expect(account([span('asr', 0, 300), span('tts', 300, 500), span('asr', 100, 900, false)])).toEqual({
      voiceToVoiceMs: 500,
      accountedMs: 500,
      differenceMs: 0,
      parts: [
        { stage: 'asr', name: 'work', ms: 300 },
        { stage: 'tts', name: 'work', ms: 200 },
      ],
      gaps: [],
      overlaps: [],
    });
  });

  it('names what no span covers: at the beginning, between two, at the end', () => {
    expect(account([span('asr', 20, 200), span('tts', 260, 450)])).toMatchObject({
      accountedMs: 370,
      differenceMs: 130,
      gaps: [
        { after: 'end of speech', before: 'asr work', ms: 20 },
        { after: 'asr work', before: 'tts work', ms: 60 },
        { after: 'tts work', before: 'first audible sample', ms: 50 },
      ],
    });
  });

  it('counts what two spans cover once, and names it', () => {
    expect(account([span('asr', 0, 300), span('turn', 100, 150), span('tts', 250, 500)])).toMatchObject({
      accountedMs: 500,
      differenceMs: 0,
      overlaps: [
        { after: 'asr work', before: 'turn work', ms: 50 },
        { after: 'asr work', before: 'tts work', ms: 50 },
      ],
    });
  });

  it('is short of spans that go on after the reply can be heard', () => {
    expect(account([span('asr', 0, 620)])?.differenceMs).toBe(-120);
  });

  it('does not exist without a reply', () => {
    expect(account([span('asr', 0, 300)], null)).toBeUndefined();
  });

  it('is complete for every critical path, whatever happened ahead of time', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -500, max: 2000, noNaN: true }), { minLength: 1 }), (moments) => {
        const spans = criticalPath(
          0,
          moments.map((atMs) => ({ stage: 'asr', name: 'step', atMs })),
        );
        const total = spans.at(-1)?.end_ms ?? 0;
        const { differenceMs, gaps, overlaps } = account(spans, total) ?? {};
        expect(differenceMs).toBeCloseTo(0, 6);
        expect([gaps, overlaps]).toEqual([[], []]);
      }),
    );
  });
});
