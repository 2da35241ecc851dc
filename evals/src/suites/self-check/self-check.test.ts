import { describe, expect, test } from 'vitest';
import { madeClips, madeRun } from '../../../test/made-runs.ts';
import { parseGate } from '../../gate/gate-schema.ts';
import type { EvalRun } from '../../results-schema/index.ts';
import { seededRandom } from '../../sounds/seeded-random.ts';
import { checkAlarms } from './check-alarms.ts';
import { checkDetection } from './check-detection.ts';
import { drawSameTwice } from './draw-runs.ts';
import { plantRegression } from './plant.ts';

const slices = { read: 60, telephone: 60, name: 40 } as const;

/** Texts are the same in every repetition, times are not: as a recognizer is. */
function repeatOf(repeat: number): EvalRun {
  const clips = Object.entries(slices).flatMap(([slice, count]) => {
    const texts = seededRandom(`texts ${slice}`);
    const times = seededRandom(`times ${slice} ${repeat}`);
    return madeClips(slice, count, () => texts.below(3)).map((clip) => ({
      ...clip,
      ms: 90 * Math.exp(0.3 * times.gaussian()),
    }));
  });
  return madeRun('asr/live@1', clips);
}

const repeats = [0, 1, 2, 3].map(repeatOf);
const gate = parseGate(`
gate: asr
win: { metric: recognition_ms }
rules:
  - { metric: wer, area: quality, slices: [all, name], min_samples: 20, max_regression: { absolute: 0 }, why: names }
  - { metric: recognition_ms, area: latency, slices: [all], min_samples: 20, max_regression: { relative: 0.05 }, why: time }
`);

describe('the same entry twice', () => {
  test('is drawn anew with each seed, of each recording two different measurements', () => {
    const [left, right] = drawSameTwice(repeats, 'a');
    expect(left.clips.map(({ id }) => id)).toEqual(right.clips.map(({ id }) => id));
    expect(left.clips.length).toBeLessThan(160);
    for (const [index, clip] of left.clips.entries()) {
      expect(clip.metrics.recognition_ms).not.toEqual(right.clips[index]!.metrics.recognition_ms);
      expect(clip.metrics.wer).toEqual(right.clips[index]!.metrics.wer);
    }
    expect(drawSameTwice(repeats, 'a')[0].clips).toEqual(left.clips);
    expect(drawSameTwice(repeats, 'b')[0].clips).not.toEqual(left.clips);
  });

  test('is called different in at most 5 % of 40 comparisons, by report and by gate', () => {
    const { alarms, gateAlarms } = checkAlarms(repeats, gate, { runs: 40, seed: 'aa' });
    expect(Math.max(alarms, gateAlarms)).toBeLessThanOrEqual(2);
  }, 60_000);
});

describe('a planted regression', () => {
  const large = madeRun('asr/live@1', [
    ...madeClips('read', 400, (index) => (index % 3 === 0 ? 2 : 0)),
    ...madeClips('name', 100, () => 1),
  ]);

  test('is a point in its slice, and nothing elsewhere but churn', () => {
    const rate = (run: EvalRun, slice: string) => {
      const clips = run.clips.filter((clip) => clip.slices.includes(slice));
      return clips.reduce((sum, clip) => sum + clip.metrics.wer!.numerator, 0) / (10 * clips.length);
    };
    const mean = (slice: string) => {
      const rates = Array.from({ length: 60 }, (_, seed) =>
        rate(plantRegression(large, { slice: 'read', regression: 0.01, churn: 0.1 }, seededRandom(seed)), slice),
      );
      return rates.reduce((sum, value) => sum + value, 0) / rates.length - rate(large, slice);
    };
    expect(mean('read')).toBeCloseTo(0.01, 2.5);
    expect(mean('name')).toBeCloseTo(0, 2.5);
  });

  test('is found about as often as its stated power says', () => {
    const planted = { slice: 'read', regression: 0.01, churn: 0 };
    const { statedPower, interval, samples, words } = checkDetection(large, planted, { runs: 30, seed: 'x' });
    expect([samples, words]).toEqual([400, 4000]);
    expect(interval[1]).toBeGreaterThanOrEqual(statedPower - 0.1);
    expect(interval[0]).toBeLessThanOrEqual(statedPower + 0.1);
  }, 60_000);

  test('is hardly found in a slice of a hundred recordings, and that is what is stated', () => {
    const planted = { slice: 'name', regression: 0.01, churn: 0.1 };
    const { statedPower, found, samplesFor80 } = checkDetection(large, planted, { runs: 20, seed: 'x' });
    expect(statedPower).toBeLessThan(0.4);
    expect(found).toBeLessThanOrEqual(12);
    expect(samplesFor80).toBeGreaterThan(100);
  }, 60_000);
});
