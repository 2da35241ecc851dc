import { expect, test } from 'vitest';
import { planSegment, quietestSample } from './segment-plan.ts';

const at = (milliseconds: number) => milliseconds * 16;
const limits = { softMs: 8_000, hardMs: 12_000, forcedMs: 20_000, goodPauseMs: 400, shortestMs: 3_000 };
const speech = (...spans: [number, number | undefined][]) =>
  spans.map(([start, end]) => ({ startSample: at(start), endSample: end === undefined ? undefined : at(end) }));

test('short speech stays whole, whatever its pauses', () => {
  expect(planSegment(speech([0, 3500], [4500, undefined]), at(7_900), limits)).toBeUndefined();
  expect(planSegment([], 0, limits)).toBeUndefined();
});

test('from eight seconds on a good pause ends a segment, from twelve on any', () => {
  expect(planSegment(speech([0, 3500], [4500, undefined]), at(8_100), limits)).toEqual({
    kind: 'at-pause',
    stretches: 1,
    endSample: at(3500),
  });
  const brief = speech([0, 3500], [3600, 6000], [6150, undefined]);
  expect(planSegment(brief, at(11_900), limits)).toBeUndefined();
  expect(planSegment(brief, at(12_100), limits)).toEqual({ kind: 'at-pause', stretches: 2, endSample: at(6000) });
});

test('the longest pause wins, but a segment is never shorter than three seconds', () => {
  const stretches = speech([0, 1000], [3000, 5000], [5600, 7000], [7500, undefined]);
  expect(planSegment(stretches, at(9_000), limits)).toEqual({ kind: 'at-pause', stretches: 2, endSample: at(5000) });
});

test('a pause at the end is not yet one to cut at: speech has to go on after it', () => {
  expect(planSegment(speech([0, 11_900]), at(13_000), limits)).toBeUndefined();
});

test('without a pause for twenty seconds it is cut in its later half', () => {
  expect(planSegment(speech([0, undefined]), at(19_900), limits)).toBeUndefined();
  expect(planSegment(speech([1000, undefined]), at(21_000), limits)).toEqual({
    kind: 'forced',
    earliestSample: at(11_000),
    latestSample: at(20_000),
  });
});

test('the quietest place is found', () => {
  const audio = new Float32Array(at(1000)).fill(0.5);
  audio.fill(0.01, at(600), at(680));
  const found = quietestSample(audio, at(5000));
  expect(found).toBeGreaterThanOrEqual(at(5600 + 30));
  expect(found).toBeLessThanOrEqual(at(5680 - 30));
});
