import type { RecordSpan } from '@cascade/contracts';
import { emptyTurnRecord } from '@cascade/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spansAtClient, timesAtClient } from './client-spans.ts';

const path = (lengths: readonly number[]): RecordSpan[] => {
  let fromMs = 0;
  return lengths.map((length) => {
    const start_ms = fromMs;
    fromMs += length;
    const compute_ms = length / 2;
    const wait_ms = length - compute_ms;
    return { stage: 'asr', name: 'work', start_ms, end_ms: fromMs, queue_ms: 0, compute_ms, wait_ms, critical: true };
  });
};
const sum = (spans: readonly RecordSpan[]) =>
  spans
    .filter((span) => span.critical)
    .reduce((total, { queue_ms, compute_ms, wait_ms }) => total + queue_ms + compute_ms + wait_ms, 0);

test('the critical spans add up to what the client measured, whatever the server thought', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: -300, max: 300 }),
      fc.integer({ min: 1, max: 3000 }),
      (lengths, shiftMs, totalMs) => {
        const spans = spansAtClient(path(lengths), shiftMs, totalMs);
        expect(Math.abs(sum(spans) - totalMs)).toBeLessThan(1);
        for (const [index, span] of spans.entries())
          expect(span.start_ms).toBeCloseTo(spans[index - 1]?.end_ms ?? 0, 0);
      },
    ),
  );
});

test('what the server cannot see has spans of its own', () => {
  const spans = spansAtClient(path([80, 50]), 60, 200);
  expect(spans.map(({ stage, name, start_ms, end_ms }) => [stage, name, start_ms, end_ms])).toEqual([
    ['vad', 'speech-tail', 0, 60],
    ['asr', 'work', 60, 140],
    ['asr', 'work', 140, 190],
    ['gateway', 'delivery', 190, 200],
  ]);
});

test('work beside the path only moves to the new zero', () => {
  const [span] = path([30]);
  expect(spansAtClient([{ ...span!, critical: false, start_ms: -50, end_ms: -20 }], 60, 100).at(-1)).toMatchObject({
    critical: false,
    start_ms: 10,
    end_ms: 40,
  });
});

test('decisions, partials and playback move with the spans', () => {
  const record = emptyTurnRecord('t1', {
    spans: path([80, 50]),
    partials: [{ at_ms: -120, text: 'What', stable_text: '' }],
    decisions: [{ at_ms: 80, kind: 'commit', reason: 'said' }],
    playback: { started_at_ms: 130, played_ms: 900, audio_ms: 900, position_by: 'client' },
  });
  const { spans, partials, decisions, playback } = timesAtClient(record, 60, 190);
  expect([spans[1]?.start_ms, partials[0]?.at_ms, decisions[0]?.at_ms]).toEqual([60, -60, 140]);
  expect(playback).toMatchObject({ started_at_ms: 190, played_ms: 900 });
});
