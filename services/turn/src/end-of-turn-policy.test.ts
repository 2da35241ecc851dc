import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompletenessVerdict } from './completeness.ts';
import { modelVerdicts, defaultEndOfTurnNumbers as numbers, requiredSilenceMs } from './end-of-turn-policy.ts';

const mostFinishedFirst: readonly CompletenessVerdict[] = ['complete', 'likely', 'unclear', 'open'];
const probability = fc.double({ min: 0, max: 1, noNaN: true });
const completeness = fc.constantFrom(...mostFinishedFirst);
const maxSilenceMs = fc.integer({ min: 100, max: 8000 });

describe('end-of-turn policy', () => {
  it('has the table of the README', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    for (const verdict of modelVerdicts) {
      const { complete, likely, unclear, open } = numbers.silenceMs[verdict];
      const cells = [complete, likely, unclear, open].map((ms) => `\\| ${ms} +`).join('');
      expect(readme).toMatch(new RegExp(`^\\| ${verdict} [^|]*${cells}\\|$`, 'm'));
    }
  });

  it('needs little silence for two good signs, half a second for one, over a second for none', () => {
    const wait = (p: number | undefined, verdict: CompletenessVerdict) =>
      requiredSilenceMs({ probability: p, completeness: verdict, maxSilenceMs: 4000 }, numbers);
    expect(wait(0.97, 'complete')).toBe(270);
    expect(wait(0.97, 'unclear')).toBe(500);
    expect(wait(0.02, 'complete')).toBe(480);
    expect(wait(undefined, 'likely')).toBe(640);
    expect(wait(0.02, 'open')).toBe(1500);
    expect(wait(0.97, 'empty')).toBe(700);
  });

  it('never waits longer for better evidence', () => {
    fc.assert(
      fc.property(probability, probability, completeness, completeness, maxSilenceMs, (p, q, a, b, max) => {
        const [low, high] = p < q ? [p, q] : [q, p];
        const [better, worse] = mostFinishedFirst.indexOf(a) < mostFinishedFirst.indexOf(b) ? [a, b] : [b, a];
        const good = requiredSilenceMs({ probability: high, completeness: better, maxSilenceMs: max }, numbers);
        const bad = requiredSilenceMs({ probability: low, completeness: worse, maxSilenceMs: max }, numbers);
        expect(good).toBeLessThanOrEqual(bad);
      }),
    );
  });

  it('takes a model without answer for no better than one that leans, no worse than one that doubts', () => {
    fc.assert(
      fc.property(completeness, (verdict) => {
        const wait = (p: number | undefined) =>
          requiredSilenceMs({ probability: p, completeness: verdict, maxSilenceMs: 8000 }, numbers);
        expect(wait(undefined)).toBeGreaterThanOrEqual(wait(numbers.leaningProbability));
        expect(wait(undefined)).toBeLessThanOrEqual(wait(0));
      }),
    );
  });

  it('never waits beyond the ceiling', () => {
    fc.assert(
      fc.property(fc.option(probability, { nil: undefined }), completeness, maxSilenceMs, (p, verdict, max) => {
        expect(
          requiredSilenceMs({ probability: p, completeness: verdict, maxSilenceMs: max }, numbers),
        ).toBeLessThanOrEqual(max);
      }),
    );
  });
});
