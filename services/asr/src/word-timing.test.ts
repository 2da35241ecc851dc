import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateWordTimes, findVoicedFrames } from './word-timing.ts';

/** Tone and silence in turns, as [tone ms, silence ms]. */
function sound(...spans: [number, number][]): Float32Array {
  return Float32Array.from(
    spans.flatMap(([tone, silence]) => [
      ...Array.from({ length: tone * 16 }, (_, index) => 0.3 * Math.sin(index / 3)),
      ...Array.from({ length: silence * 16 }, () => 0),
    ]),
  );
}

test('words share the voiced audio by their letters; silence belongs to none', () => {
  const voiced = findVoicedFrames(sound([0, 500], [400, 600], [400, 500]));
  const [first, second] = estimateWordTimes(['abc', 'def'], voiced);
  expect(first?.start).toBeCloseTo(500 * 16, -2);
  expect(first?.end).toBeCloseTo(900 * 16, -2);
  expect(second?.start).toBeCloseTo(1500 * 16, -2);
  expect(second?.end).toBeCloseTo(1900 * 16, -2);
});

test('a longer word gets a longer share', () => {
  const [short, long] = estimateWordTimes(['a', 'abcdefg'], findVoicedFrames(sound([1000, 0])));
  const length = (word: { start: number; end: number } | undefined) => (word ? word.end - word.start : 0);
  expect(length(long) / length(short)).toBeCloseTo(4, 0);
});

test('without any voice the words are spread evenly over all of it', () => {
  const times = estimateWordTimes(['ab', 'cd'], findVoicedFrames(new Float32Array(1600)));
  expect(times).toEqual([
    { start: 0, end: 800 },
    { start: 800, end: 1600 },
  ]);
});

test('words are in order and within the audio', () => {
  const spans = fc.array(fc.tuple(fc.nat(300), fc.nat(300)), { minLength: 1, maxLength: 5 });
  const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(spans, words, (parts, texts) => {
      const audio = sound(...parts);
      const times = estimateWordTimes(texts, findVoicedFrames(audio));
      expect(times).toHaveLength(texts.length);
      let before = 0;
      for (const { start, end } of times) {
        expect(start).toBeGreaterThanOrEqual(before - 1);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(audio.length);
        before = end;
      }
    }),
    { numRuns: 50 },
  );
});
