import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planWindow, readWindow, sessionToWindow, windowToSession } from './audio-window.ts';

/** Milliseconds as samples. */
const at = (milliseconds: number) => milliseconds * 16;
const limits = { beforeMs: 200, afterMs: 100, longestPauseMs: 300, firstSample: 0, endSample: at(60_000) };
const speech = (...spans: [number, number | undefined][]) =>
  spans.map(([start, end]) => ({ startSample: at(start), endSample: end === undefined ? undefined : at(end) }));

test('audio is kept before and after the speech, as far as there is any', () => {
  expect(planWindow(speech([1000, 2000]), limits).pieces).toEqual([{ startSample: at(800), endSample: at(2100) }]);
  const near = { ...limits, firstSample: at(950), endSample: at(2040) };
  expect(planWindow(speech([1000, 2000]), near).pieces).toEqual([{ startSample: at(950), endSample: at(2040) }]);
});

test('short pauses stay, long ones are shortened from their middle', () => {
  const window = planWindow(speech([1000, 2000], [2200, 3000], [5000, 6000]), limits);
  expect(window.pieces).toEqual([
    { startSample: at(800), endSample: at(3150) },
    { startSample: at(4850), endSample: at(6100) },
  ]);
  expect(window.sampleCount).toBe(at(2350 + 1250));
});

test('open speech reaches to the end of the audio; no speech is an empty window', () => {
  expect(planWindow(speech([1000, undefined]), { ...limits, endSample: at(1700) }).pieces).toEqual([
    { startSample: at(800), endSample: at(1700) },
  ]);
  expect(planWindow([], limits)).toEqual({ pieces: [], sampleCount: 0 });
});

const spans = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 2000 })), { minLength: 1, maxLength: 6 })
  .map((gaps) => {
    let now = 0;
    return gaps.map(([pause, length]) => {
      const startSample = now + pause;
      now = startSample + length;
      return { startSample, endSample: now };
    });
  });

test('all speech is in the window once, and positions in it find their way back', () => {
  fc.assert(
    fc.property(spans, (stretches) => {
      const window = planWindow(stretches, { ...limits, longestPauseMs: 30, endSample: 100_000 });
      const audio = readWindow(window, (start, end) => Float32Array.from({ length: end - start }, (_, i) => start + i));
      expect(audio.length).toBe(window.sampleCount);
      expect([...audio]).toEqual([...new Set(audio)].sort((a, b) => a - b));
      for (const { startSample, endSample } of stretches) {
        for (const sample of [startSample, endSample - 1]) {
          const position = sessionToWindow(window, sample);
          expect(audio[position]).toBe(sample);
          expect(windowToSession(window, position)).toBe(sample);
        }
      }
    }),
  );
});
