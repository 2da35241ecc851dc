import { describe, expect, test } from 'vitest';
import { madeResults } from '../../test/made-bench-results.ts';
import { madeInterruption, madeTurn } from '../../test/made-turn-result.ts';
import { compareResults } from './compare.ts';
import type { TurnResult } from './results.ts';

/** Forty clips; each answered after a time of its own. */
const turns = (delay: (index: number) => number, changes: Partial<TurnResult> = {}) =>
  Array.from({ length: 40 }, (_, index) =>
    madeTurn({ clip: `clip-${index}`, voice_to_voice_ms: delay(index), ...changes }),
  );
const spread = (index: number) => 300 + 10 * index;
const verdicts = (before: TurnResult[], now: TurnResult[]) =>
  new Map(compareResults(madeResults(before), madeResults(now)).map((comparison) => [comparison.name, comparison]));

describe('a comparison', () => {
  test('the same run twice has changed in nothing', () => {
    const found = [...verdicts(turns(spread), turns(spread)).values()];
    expect(found.length).toBeGreaterThan(10);
    expect(found.every(({ verdict }) => verdict === 'same')).toBe(true);
  });

  test('what got slower on the same clips is worse, the other way round better', () => {
    const slower = turns((index) => spread(index) + 60);
    expect(verdicts(turns(spread), slower).get('voice-to-voice p50')).toMatchObject({
      before: 495,
      now: 555,
      verdict: 'worse',
    });
    expect(verdicts(slower, turns(spread)).get('voice-to-voice p50')).toMatchObject({ verdict: 'better' });
  });

  test('a change that chance makes is none', () => {
    const noisy = turns((index) => spread(index) + (index % 2 === 0 ? 120 : -110));
    expect(verdicts(turns(spread), noisy).get('voice-to-voice p50')?.verdict).toBe('same');
  });

  test('a sure change too small to matter is none', () => {
    expect(
      verdicts(
        turns(spread),
        turns((index) => spread(index) + 5),
      ).get('voice-to-voice p50')?.verdict,
    ).toBe('same');
  });

  test('only clips of both runs count', () => {
    const other = madeTurn({ clip: 'another', voice_to_voice_ms: 5000 });
    expect(verdicts(turns(spread), [...turns(spread), other]).get('voice-to-voice p95')?.verdict).toBe('same');
    expect(verdicts(turns(spread), [other]).has('voice-to-voice p95')).toBe(false);
  });

  test('quality counts as well as time', () => {
    const wrong = { substitutions: 3, deletions: 0, insertions: 0, reference_words: 5 };
    const found = verdicts(turns(spread), turns(spread, { word_errors: wrong, early_cutoff: true }));
    expect(found.get('word error rate')).toMatchObject({ before: 20, now: 60, verdict: 'worse' });
    expect(found.get('early cutoffs')).toMatchObject({ before: 0, now: 100, verdict: 'worse' });
  });

  test('interruptions, memory and processor time are compared, too', () => {
    const quick = Array.from({ length: 20 }, () => madeInterruption());
    const slow = quick.map(() => madeInterruption({ stop_latency_ms: 400 }));
    const service = { cores: 0.5, memory_mb: { start: 900, end: 900, peak: 1000 } };
    const before = madeResults(turns(spread), quick, service);
    const now = madeResults(turns(spread), slow, { cores: 0.5, memory_mb: { start: 900, end: 1600, peak: 1600 } });
    const worse = compareResults(before, now).filter(({ verdict }) => verdict === 'worse');
    expect(worse.map(({ name }) => name)).toEqual(['stop latency p50', 'stop latency p95', 'peak memory']);
  });

  test('counts of sessions that only one run has are left out', () => {
    const other = madeResults(turns(spread));
    const renamed = {
      ...other,
      sessions: { '4': other.sessions['1']! },
      turn_results: { '4': other.turn_results['1']! },
    };
    expect(compareResults(renamed, other)).toEqual([]);
  });
});
