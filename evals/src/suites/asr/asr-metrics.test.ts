import { describe, expect, test } from 'vitest';
import { processorPrice } from '../processor-price.ts';
import { asrMeasures } from './asr-metrics.ts';
import type { AsrOutcome } from './outcome.ts';

const spoken = {
  reference: 'Call Anna Weiss at ten.',
  entities: [
    { type: 'name', text: 'Anna Weiss' },
    { type: 'number', text: 'ten' },
  ],
  vocabulary: ['Anna Weiss'],
};
const outcome: AsrOutcome = {
  text: 'Call Anna Vice at ten.',
  failed: 0,
  finalsMs: [40, 60],
  shown: [
    { text: '', atMs: 300 },
    { text: 'Tall', atMs: 520 },
    { text: 'Call Anna', atMs: 680 },
    { text: 'Call Anna Vice at ten.', atMs: 2000 },
  ],
  processorMs: 500,
  audioMs: 2000,
  speechStartMs: 300,
};

describe('measures of a recording', () => {
  test('are numerators and denominators, by definition', () => {
    expect(asrMeasures(spoken, outcome)).toMatchObject({
      wer: { numerator: 1, denominator: 5 },
      entity_error: { numerator: 1, denominator: 2 },
      biased_wer: { numerator: 1, denominator: 2 },
      unbiased_wer: { numerator: 0, denominator: 3 },
      empty_transcript: { numerator: 0, denominator: 1 },
      upwr: { numerator: 1, denominator: 5 },
      recognition_ms: { numerator: 50, denominator: 1 },
      first_partial_ms: { numerator: 220, denominator: 1 },
      real_time_factor: { numerator: 500, denominator: 2000 },
      cost_usd: { numerator: processorPrice(500), denominator: 2000 / 60_000 },
    });
  });

  test('of silence say that nothing was heard, and have no time of a partial', () => {
    const nothing = { ...outcome, text: '', shown: [{ text: '', atMs: 2000 }], speechStartMs: undefined, finalsMs: [] };
    const measures = asrMeasures({ ...spoken, vocabulary: [], entities: [] }, nothing);
    expect(measures).toMatchObject({
      wer: { numerator: 5, denominator: 5 },
      empty_transcript: { numerator: 1, denominator: 1 },
    });
    for (const name of ['entity_error', 'biased_wer', 'upwr', 'recognition_ms', 'first_partial_ms'])
      expect(measures).not.toHaveProperty(name);
  });
});

test('an hour of a worker at half its use costs what the example card says', () => {
  expect(processorPrice(3_600_000)).toBeCloseTo(0.1);
});
