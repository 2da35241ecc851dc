import fc from 'fast-check';
import { expect, test } from 'vitest';
import { criticalPath, type Milestone } from './critical-path.ts';

const milestone: fc.Arbitrary<Milestone> = fc.record({
  stage: fc.constantFrom('gateway', 'vad', 'asr', 'turn', 'planner', 'tts'),
  name: fc.constant('work'),
  atMs: fc.option(fc.double({ min: -2000, max: 5000, noNaN: true }), { nil: undefined }),
  queueMs: fc.double({ min: 0, max: 500, noNaN: true }),
  computeMs: fc.double({ min: 0, max: 500, noNaN: true }),
});

test('the spans follow each other without gap and add up to the last milestone', () => {
  fc.assert(
    fc.property(fc.array(milestone), (milestones) => {
      const spans = criticalPath(0, milestones);
      let fromMs = 0;
      for (const span of spans) {
        expect(span.start_ms).toBe(fromMs);
        expect(span.queue_ms + span.compute_ms + span.wait_ms).toBeCloseTo(span.end_ms - span.start_ms, 6);
        expect(Math.min(span.queue_ms, span.compute_ms, span.wait_ms)).toBeGreaterThanOrEqual(-1e-9);
        fromMs = span.end_ms;
      }
      const latest = Math.max(0, ...milestones.map(({ atMs }) => atMs ?? 0));
      expect(fromMs).toBeCloseTo(latest, 6);
    }),
  );
});

test('work that was ready before its turn takes no time of the path', () => {
  const spans = criticalPath(1000, [
    { stage: 'vad', name: 'pause', atMs: 1100 },
    { stage: 'asr', name: 'final', atMs: 1080, computeMs: 60 },
    { stage: 'turn', name: 'end-of-turn', atMs: 1300 },
  ]);
  expect(spans.map(({ start_ms, end_ms, wait_ms }) => [start_ms, end_ms, wait_ms])).toEqual([
    [0, 100, 100],
    [100, 100, 0],
    [100, 300, 200],
  ]);
});
