import { readFileSync } from 'node:fs';
import { type TurnPolicy, turnPolicies } from '@cascade/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompletenessVerdict } from './completeness.ts';
import { modelVerdicts, defaultEndOfTurnNumbers as numbers, requiredSilenceMs } from './end-of-turn-policy.ts';

const mostFinishedFirst: readonly CompletenessVerdict[] = ['complete', 'likely', 'unclear', 'brief', 'open'];
const probability = fc.double({ min: 0, max: 1, noNaN: true });
const completeness = fc.constantFrom(...mostFinishedFirst);
const policy = fc.constantFrom(...turnPolicies);
const mistakenForEndMs = fc.integer({ min: 0, max: 3000 });
const maxSilenceMs = fc.integer({ min: 100, max: 8000 });

const plain = { mistakenForEndMs: 0, policy: 'balanced', maxSilenceMs: 8000 } as const;

describe('end-of-turn policy', () => {
  it('has the table of the README', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    for (const verdict of modelVerdicts) {
      const { complete, likely, unclear, brief, open } = numbers.silenceMs[verdict];
      const cells = [complete, likely, unclear, brief, open].map((ms) => `\\| ${ms} +`).join('');
      expect(readme).toMatch(new RegExp(`^\\| ${verdict} [^|]*${cells}\\|$`, 'm'));
    }
  });

  it('needs little silence for two good signs, half a second for one, about a second or more for none', () => {
    const wait = (p: number | undefined, verdict: CompletenessVerdict) =>
      requiredSilenceMs({ ...plain, probability: p, completeness: verdict }, numbers);
    expect(wait(0.97, 'complete')).toBe(280);
    expect(wait(0.97, 'brief')).toBe(500);
    expect(wait(0.02, 'complete')).toBe(480);
    expect(wait(undefined, 'likely')).toBe(640);
    expect(wait(0.02, 'unclear')).toBe(800);
    expect(wait(0.02, 'open')).toBe(1500);
    expect(wait(0.97, 'empty')).toBe(700);
  });

  it('never waits longer for better evidence', () => {
    const evidence = fc.record({ mistakenForEndMs, policy, maxSilenceMs });
    fc.assert(
      fc.property(probability, probability, completeness, completeness, evidence, (p, q, a, b, rest) => {
        const [low, high] = p < q ? [p, q] : [q, p];
        const [better, worse] = mostFinishedFirst.indexOf(a) < mostFinishedFirst.indexOf(b) ? [a, b] : [b, a];
        const good = requiredSilenceMs({ ...rest, probability: high, completeness: better }, numbers);
        const bad = requiredSilenceMs({ ...rest, probability: low, completeness: worse }, numbers);
        expect(good).toBeLessThanOrEqual(bad);
      }),
    );
  });

  it('takes a model without answer for no better than one that leans', () => {
    fc.assert(
      fc.property(completeness, (verdict) => {
        const wait = (p: number | undefined) =>
          requiredSilenceMs({ ...plain, probability: p, completeness: verdict }, numbers);
        expect(wait(undefined)).toBeGreaterThanOrEqual(wait(numbers.leaningProbability));
        expect(wait(undefined)).toBeLessThanOrEqual(wait(0));
      }),
    );
  });

  it('waits longer the more patient it is', () => {
    fc.assert(
      fc.property(probability, completeness, mistakenForEndMs, (p, verdict, mistaken) => {
        const wait = (name: TurnPolicy) =>
          requiredSilenceMs(
            { probability: p, completeness: verdict, mistakenForEndMs: mistaken, policy: name, maxSilenceMs: 60_000 },
            numbers,
          );
        expect(wait('eager')).toBeLessThan(wait('balanced'));
        expect(wait('balanced')).toBeLessThan(wait('patient'));
      }),
    );
  });

  it('gives a user whose pause was taken for the end that pause and some more, within a limit', () => {
    const wait = (mistaken: number) =>
      requiredSilenceMs({ ...plain, probability: 0.97, completeness: 'likely', mistakenForEndMs: mistaken }, numbers);
    expect(wait(0)).toBe(280);
    expect(wait(200)).toBe(280);
    expect(wait(400)).toBe(500);
    expect(wait(3000)).toBe(700);
  });

  it('never waits beyond the ceiling', () => {
    fc.assert(
      fc.property(
        fc.record({
          probability: fc.option(probability, { nil: undefined }),
          completeness,
          mistakenForEndMs,
          policy,
          maxSilenceMs,
        }),
        (evidence) => {
          expect(requiredSilenceMs(evidence, numbers)).toBeLessThanOrEqual(evidence.maxSilenceMs);
        },
      ),
    );
  });
});
