import { expect, it, test } from 'vitest';
import { dbfsToAmplitude, peak } from './levels.ts';
import { normalizeSpeechLevel, speechLevelDbfs } from './speech-level.ts';

const rateHz = 16_000;
/** One second in silence of the same length, as a tone of the given RMS. */
const spoken = (levelDbfs: number) =>
  Float32Array.from({ length: 2 * rateHz }, (_, index) =>
    index < rateHz ? 0 : dbfsToAmplitude(levelDbfs) * Math.SQRT2 * Math.sin((2 * Math.PI * 200 * index) / rateHz),
  );

test('silence around speech does not count for its level', () => {
  expect(speechLevelDbfs(spoken(-30), rateHz)).toBeCloseTo(-30, 1);
  expect(speechLevelDbfs(spoken(-30).subarray(rateHz), rateHz)).toBeCloseTo(-30, 1);
});

it.each([-50, -30, -10])('speech of %i dBFS comes to the level that is asked for', (levelDbfs) => {
  const normalized = normalizeSpeechLevel(spoken(levelDbfs), -25, rateHz);
  expect(normalized).toHaveLength(2 * rateHz);
  expect(speechLevelDbfs(normalized, rateHz)).toBeCloseTo(-25, 1);
});

test('what is nearly silent is not made loud, and nothing clips', () => {
  expect(speechLevelDbfs(normalizeSpeechLevel(spoken(-80), -25, rateHz), rateHz)).toBeCloseTo(-50, 1);
  const click = spoken(-40);
  click[0] = 0.5;
  expect(peak(normalizeSpeechLevel(click, -20, rateHz))).toBeCloseTo(0.99);
  expect(normalizeSpeechLevel(new Float32Array(100), -25, rateHz)).toEqual(new Float32Array(100));
});
