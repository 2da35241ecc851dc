import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../sounds/index.ts';
import { clipMs, loadClipOf } from './load-clips.ts';
import type { ClientKind } from './mix.ts';
import { planConversations, type ScheduleOptions } from './schedule.ts';
import { parseThinkTime } from './think-time.ts';

const clips = [1000, 2500, 4000].map((ms, index) =>
  loadClipOf({ id: `clip-${index}`, samples: new Float32Array(16 * ms), lastSpeech: 16 * (ms - 300) }),
);
const listenMs = 3000;
const kinds = fc.constantFrom<ClientKind>('talkers', 'interrupters', 'slow-readers', 'droppers');
const options = fc
  .record({ kind: kinds, joinMs: fc.nat(20_000), stayMs: fc.integer({ min: 1, max: 600_000 }), seed: fc.string() })
  .map(({ stayMs, ...rest }) => ({ ...rest, leaveMs: rest.joinMs + stayMs }));
/** Clips stay out of what is generated: a counterexample would print every sample. */
const planOf = (asked: Pick<ScheduleOptions, 'kind' | 'joinMs' | 'leaveMs' | 'seed'>) =>
  planConversations({ ...asked, clips, think: parseThinkTime('exponential:2'), listenMs });

describe('a plan of conversations', () => {
  test('has everything in order, within the time that the client is there, and nothing said twice at once', () => {
    fc.assert(
      fc.property(options, (asked) => {
        let freeMs = asked.joinMs;
        for (const { opensMs, endsMs, turns, deafMs } of planOf(asked)) {
          expect(opensMs).toBeGreaterThanOrEqual(freeMs);
          expect(endsMs).toBeLessThanOrEqual(asked.leaveMs);
          freeMs = opensMs;
          for (const [index, { dueMs, spokenMs, clip, interrupts }] of turns.entries()) {
            expect(dueMs).toBeGreaterThanOrEqual(freeMs);
            expect(dueMs).toBeLessThan(endsMs);
            expect(spokenMs).toBe(dueMs + clip.lastSpeech / 16);
            if (index > 0 && !interrupts) expect(dueMs).toBeGreaterThanOrEqual(freeMs + listenMs);
            freeMs = dueMs + clipMs(clip);
          }
          for (const [from, to] of deafMs) {
            expect(to).toBeGreaterThan(from);
            expect(to).toBeLessThanOrEqual(endsMs);
          }
          freeMs = endsMs;
        }
      }),
    );
  });

  test('is the same for the same seed, and goes on as it began when the client stays longer', () => {
    fc.assert(
      fc.property(options, fc.nat(60_000), (asked, moreMs) => {
        const plan = planOf(asked);
        expect(planOf(asked)).toEqual(plan);
        const longer = planOf({ ...asked, leaveMs: asked.leaveMs + moreMs });
        const dues = (conversations: typeof plan) =>
          conversations.flatMap(({ turns }) => turns.map(({ dueMs }) => dueMs));
        const known = dues(plan);
        expect(dues(longer).slice(0, known.length)).toEqual(known);
      }),
    );
  });

  test('does what its kind does', () => {
    const plan = (kind: ClientKind) =>
      planConversations({
        kind,
        joinMs: 0,
        leaveMs: 300_000,
        clips,
        think: parseThinkTime('constant:1'),
        listenMs: 3000,
        seed: 'x',
      });
    expect(
      plan('talkers').some(
        ({ drops, deafMs, turns }) => drops || deafMs.length > 0 || turns.some(({ interrupts }) => interrupts),
      ),
    ).toBe(false);
    expect(
      plan('interrupters')[0]!
        .turns.slice(0, 4)
        .map(({ interrupts }) => interrupts),
    ).toEqual([false, true, false, true]);
    expect(plan('slow-readers')[0]!.deafMs.length).toBeGreaterThan(3);
    expect(plan('droppers').filter(({ drops }) => drops).length).toBeGreaterThan(2);
    // A conversation has an end even when its client has none.
    expect(plan('talkers').length).toBeGreaterThan(1);
  });
});

describe('think time', () => {
  const drawn = (text: string) => {
    const [think, random] = [parseThinkTime(text), seededRandom('think')];
    return Array.from({ length: 2000 }, () => think.draw(random)).sort((a, b) => a - b);
  };

  test('is drawn from the distribution that was named', () => {
    expect(new Set(drawn('constant:2'))).toEqual(new Set([2000]));
    const exponential = drawn('exponential:2');
    expect(exponential.reduce((sum, value) => sum + value, 0) / 2000).toBeCloseTo(2000, -3);
    const uniform = drawn('uniform:1,3');
    expect(uniform[0]).toBeGreaterThanOrEqual(1000);
    expect(uniform.at(-1)).toBeLessThan(3000);
    expect(drawn('lognormal:1.5,0.5')[1000]).toBeCloseTo(1500, -2);
    expect(drawn('exponential:600').at(-1)).toBe(60_000);
  });

  test.each(['', 'constant', 'constant:x', 'uniform:1', 'normal:1,2', 'constant:1,2', 'toString:1'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseThinkTime(text)).toThrow(/--think takes a distribution/);
    },
  );
});
