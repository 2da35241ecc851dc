import { describe, expect, it } from 'vitest';
import type { AccountedTurn } from './accounted-turn.ts';
import { reasonOf, renderSummary, summarize } from './summary.ts';

const turn = (changes: Partial<AccountedTurn> = {}): AccountedTurn => ({
  clip: 'kitchen_light',
  trace_id: 't',
  client_ms: 700,
  tail_ms: 100,
  late_ms: 0,
  spans_ms: 600,
  gap_ms: 0,
  on_way_ms: 0,
  jitter_ms: 4,
  loop_ms: 2,
  ...changes,
});
const good = (count: number) => Array.from({ length: count }, () => turn());

describe('the summary', () => {
  it('passes with one turn in a hundred unexplained, and fails with two', () => {
    expect(summarize([...good(99), turn({ client_ms: 721 })])).toMatchObject({
      within: 99,
      share_within: 0.99,
      passed: true,
    });
    expect(summarize([...good(98), turn({ client_ms: 721 }), turn({ client_ms: 679 })])).toMatchObject({
      within: 98,
      passed: false,
    });
  });

  it('takes 20 ms to either side', () => {
    expect(summarize([turn({ client_ms: 720 }), turn({ client_ms: 680 })]).within).toBe(2);
    expect(summarize([turn({ client_ms: 720.1 }), turn({ client_ms: 679.9 })]).within).toBe(0);
  });

  it('counts less time by the client for sound that it sent late', () => {
    expect(summarize([turn({ client_ms: 650, late_ms: 50 })]).difference_ms?.max).toBe(0);
  });

  it('shows the largest differences first', () => {
    const { worst, difference_ms } = summarize([
      turn({ clip: 'a', client_ms: 705 }),
      turn({ clip: 'b', client_ms: 690 }),
    ]);
    expect(worst.map(({ clip, difference_ms: difference }) => [clip, difference])).toEqual([
      ['b', -10],
      ['a', 5],
    ]);
    expect(difference_ms).toMatchObject({ min: -10, max: 5 });
    expect(renderSummary(summarize([turn({ client_ms: 705 })]))).toContain(
      '1 turns; spans within 20 ms of voice-to-voice in 1',
    );
  });

  it('does not pass without turns', () => {
    expect(summarize([])).toMatchObject({ share_within: null, passed: false, difference_ms: null });
    expect(renderSummary(summarize([]))).toMatch(/no turn/);
  });
});

it.each([
  ['no critical span at all', turn({ spans_ms: 0 }), /no critical span of the turn/],
  ['a hole in the path', turn({ spans_ms: 500, gap_ms: 100 }), /covers 100 ms/],
  ['a slow way', turn({ client_ms: 760, on_way_ms: 55 }), /55 ms on its way/],
  ['clocks that disagree', turn({ client_ms: 640, on_way_ms: -5, jitter_ms: 31 }), /55 ms apart \(jitter 31 ms\)/],
])('the reason for a difference is told from the figures: %s', (_, unexplained, reason) => {
  expect(reasonOf(unexplained)).toMatch(reason);
});
