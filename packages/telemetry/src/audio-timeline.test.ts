import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AudioTimeline, quantile } from './audio-timeline.ts';

/** Chunks of 20 ms, each sent when its last sample exists, `latenessMs` later than that. */
function timelineOf(latenessMs: readonly number[], originMs = 1000): AudioTimeline {
  const timeline = new AudioTimeline();
  latenessMs.forEach((late, index) => {
    timeline.add({
      type: 'audio-chunk',
      index,
      startSample: index * 320,
      samples: new Float32Array(320),
      receivedAtMs: originMs + (index + 1) * 20 + late,
    });
  });
  return timeline;
}

test('the capture time of a sample is exact once one chunk came without delay', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 100 }), (lateness) => {
      const timeline = timelineOf([...lateness, 0]);
      expect(timeline.capturedAtMs(320)).toBeCloseTo(1020, 6);
    }),
  );
});

test('client buffering is the length of a chunk and its lateness', () => {
  const summary = timelineOf([0, 0, 30, 0]).buffering(0, 4 * 320);
  expect(summary).toEqual({ firstChunkIndex: 0, lastChunkIndex: 3, chunkMs: 20, jitterMs: 30, bufferingMs: 50 });
});

test('only the chunks of the stretch count', () => {
  const summary = timelineOf([0, 500, 0, 0, 0]).buffering(2 * 320, 4 * 320);
  expect(summary).toMatchObject({ firstChunkIndex: 2, lastChunkIndex: 3, jitterMs: 0 });
});

test('a client that was silent for a while is not late afterwards, a network that stood still is', () => {
  const still = Array.from({ length: 50 }, () => 0);
  const paused = timelineOf([...still, ...still.map(() => 8000)]);
  expect(paused.capturedAtMs(60 * 320)).toBe(1000 + 60 * 20 + 8000);
  expect(paused.capturedAtMs(40 * 320)).toBe(1000 + 40 * 20);
  expect(paused.buffering(50 * 320, 100 * 320)).toMatchObject({ jitterMs: 0 });
  const stalled = timelineOf([
    ...still,
    ...Array.from({ length: 50 }, (_, index) => Math.max(0, 3000 - index * 100)),
    0,
  ]);
  expect(stalled.capturedAtMs(60 * 320)).toBe(1000 + 60 * 20);
  const twice = timelineOf([...still, ...still.map(() => 900), ...still.map(() => 1800)]);
  expect(twice.capturedAtMs(120 * 320)).toBe(1000 + 120 * 20 + 1800);
  const heldBack = timelineOf([...still, ...still.map(() => 1500)]);
  heldBack.expectDelay();
  expect(heldBack.capturedAtMs(60 * 320)).toBe(1000 + 60 * 20);
});

test('a stretch without audio has no buffering', () => {
  expect(new AudioTimeline().buffering(0, 100)).toBeUndefined();
  expect(timelineOf([0]).receivedAtMs(1000)).toBeUndefined();
});

test('the arrival of a sample is that of its chunk', () => {
  expect(timelineOf([0, 7]).receivedAtMs(400)).toBe(1047);
});

test('quantile is the nearest rank', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([1, 2, 3, 4], 0.95)).toBe(4);
  expect(quantile([5], 0.01)).toBe(5);
});

test('speech has a level without its pauses, above the noise around it', () => {
  const timeline = new AudioTimeline();
  /** Of 20 ms each. */
  const amplitudes = [
    ...Array(50).fill(0.001),
    ...Array(30).fill(0.1),
    ...Array(20).fill(0.001),
    ...Array(30).fill(0.1),
  ];
  for (const [index, amplitude] of amplitudes.entries()) {
    const samples = Float32Array.from({ length: 320 }, (_, at) => (at % 2 === 0 ? amplitude : -amplitude));
    timeline.add({ type: 'audio-chunk', index, startSample: index * 320, samples, receivedAtMs: 20 * index });
  }
  const { levelDbfs, snrDb } = timeline.levels(50 * 320, 130 * 320)!;
  expect([levelDbfs, snrDb].map((value) => Number(value.toFixed(3)))).toEqual([-20, 40]);
});

test('digital silence has no level, and makes no endless distance', () => {
  expect(timelineOf([0, 0]).levels(0, 640)).toBeUndefined();
  const timeline = timelineOf([0, 0, 0, 0]);
  timeline.add({
    type: 'audio-chunk',
    index: 4,
    startSample: 1280,
    samples: new Float32Array(320).fill(0.5),
    receivedAtMs: 0,
  });
  expect(timeline.levels(1280, 1600)).toMatchObject({ snrDb: 60 });
});
