import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closeStretches, SpeechTimeline } from './speech-timeline.ts';

test('speech with a pause is two stretches; the last one is open while it goes on', () => {
  const timeline = new SpeechTimeline();
  timeline.start(100);
  timeline.pause(500);
  expect(timeline.open).toBeUndefined();
  timeline.resume(700);
  expect(timeline.stretches).toEqual([
    { startSample: 100, endSample: 500 },
    { startSample: 700, endSample: undefined },
  ]);
  expect(timeline.open).toEqual({ startSample: 700, endSample: undefined });
});

test('a misfire takes back the speech since its start, and nothing before', () => {
  const timeline = new SpeechTimeline();
  timeline.start(100);
  timeline.pause(500);
  timeline.start(900);
  timeline.pause(1000);
  timeline.resume(1100);
  timeline.misfire();
  expect(timeline.stretches).toEqual([{ startSample: 100, endSample: 500 }]);
});

test('what lies before the floor is forgotten, and speech over it begins there', () => {
  const timeline = new SpeechTimeline();
  timeline.start(100);
  timeline.pause(500);
  timeline.resume(700);
  timeline.dropBefore(800);
  expect(timeline.stretches).toEqual([{ startSample: 800, endSample: undefined }]);
  timeline.pause(750);
  expect(timeline.stretches).toEqual([]);
  timeline.start(600);
  expect(timeline.stretches[0]?.startSample).toBe(800);
});

test('whatever a detector tells, stretches follow each other behind the floor and at most the last is open', () => {
  const step = fc.record({
    kind: fc.constantFrom('start', 'pause', 'resume', 'misfire', 'drop'),
    sample: fc.nat(1000),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const timeline = new SpeechTimeline();
      for (const { kind, sample } of steps) {
        if (kind === 'start') timeline.start(sample);
        if (kind === 'pause') timeline.pause(sample);
        if (kind === 'resume') timeline.resume(sample);
        if (kind === 'misfire') timeline.misfire();
        if (kind === 'drop') timeline.dropBefore(sample);
        let before = timeline.floorSample;
        timeline.stretches.forEach(({ startSample, endSample }, index) => {
          expect(startSample).toBeGreaterThanOrEqual(before);
          if (endSample === undefined) expect(index).toBe(timeline.stretches.length - 1);
          else expect(endSample).toBeGreaterThan(startSample);
          before = endSample ?? before;
        });
      }
    }),
  );
});

test('closing cuts stretches to the span and leaves out empty ones', () => {
  const stretches = [
    { startSample: 100, endSample: 200 },
    { startSample: 300, endSample: 400 },
    { startSample: 500, endSample: undefined },
  ];
  expect(closeStretches(stretches, 350, 600)).toEqual([
    { startSample: 350, endSample: 400 },
    { startSample: 500, endSample: 600 },
  ]);
});
