import fc from 'fast-check';
import { expect, test } from 'vitest';
import { abandonedRecord, buildRecord, usualSteps } from '../harness/record-builder.ts';
import { differenceByStage } from './stage-differences.ts';

test('steps come in the order of time, a step of one turn alone counts in full', () => {
  const a = buildRecord();
  const b = buildRecord({
    path: [...usualSteps.filter((step) => step.name !== 'pause'), { stage: 'gateway', name: 'delivery', wait: 30 }],
  });
  const rows = differenceByStage(a, b);
  expect(rows.map((row) => row.key)).toEqual([
    'gateway client-buffering',
    'vad pause',
    'asr final',
    'turn end-of-turn',
    'planner first-clause',
    'tts first-audio',
    'gateway playback',
    'gateway delivery',
  ]);
  expect(rows[1]).toMatchObject({ row: 'vad', aMs: 64, bMs: null, differenceMs: -64 });
  expect(rows.at(-1)).toMatchObject({ row: 'heard', aMs: null, bMs: 30, differenceMs: 30, partsMs: { wait: 30 } });
});

test('the same turn differs nowhere; a turn without reply still compares', () => {
  expect(differenceByStage(buildRecord(), buildRecord()).every((row) => row.differenceMs === 0)).toBe(true);
  expect(differenceByStage(abandonedRecord(), buildRecord()).filter((row) => row.aMs === null)).toHaveLength(4);
});

test('the differences add up to the difference of the voice-to-voice times, and the parts to each difference', () => {
  const ms = fc.integer({ min: 0, max: 5000 });
  const paths = fc
    .array(fc.tuple(ms, ms, ms, fc.boolean()), { minLength: usualSteps.length, maxLength: usualSteps.length })
    .map((times) =>
      usualSteps.flatMap(({ stage, name }, index) => {
        const [queue, compute, wait, happened] = times[index]!;
        return happened || index === 0 ? [{ stage, name, queue, compute, wait }] : [];
      }),
    );
  fc.assert(
    fc.property(paths, paths, (pathA, pathB) => {
      const a = buildRecord({ path: pathA });
      const b = buildRecord({ path: pathB });
      const rows = differenceByStage(a, b);
      const sum = rows.reduce((total, row) => total + row.differenceMs, 0);
      expect(sum).toBeCloseTo(b.voice_to_voice_ms! - a.voice_to_voice_ms!, 6);
      for (const { partsMs, differenceMs } of rows) {
        expect(partsMs.queue + partsMs.compute + partsMs.wait).toBeCloseTo(differenceMs, 6);
      }
    }),
  );
});
