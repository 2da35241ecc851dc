import { expect, test } from 'vitest';
import { type ComparedTurn, compare, renderComparison } from './comparison.ts';

const turn = (
  system: ComparedTurn['system'],
  clip: string,
  voiceToVoiceMs: number | null,
  more: Partial<ComparedTurn> = {},
): ComparedTurn => ({
  system,
  clip,
  voiceToVoiceMs,
  outcome: voiceToVoiceMs === null ? 'no-reply' : 'answered',
  stealPercent: 0,
  foreignPercent: 2,
  clientLateMs: 1,
  source: system === 'cascade' && clip === 'a' ? 'language-model' : null,
  problem: null,
  ...more,
});

test('figures of both, their ratio, and the gain clip by clip', () => {
  const comparison = compare([
    turn('cascade', 'a', 400),
    turn('peer', 'a', 1200),
    turn('cascade', 'b', 500, { foreignPercent: 40 }),
    turn('peer', 'b', 1000),
    turn('cascade', 'c', null, { outcome: 'replied-before-end' }),
    turn('peer', 'c', 4000),
  ]);
  expect(comparison.cascade).toMatchObject({ turns: 3, answered: 2, replied_before_end: 1, no_reply: 0, failed: 0 });
  expect(comparison.cascade.voice_to_voice_ms.n).toBe(2);
  expect(comparison.cascade.undisturbed).toEqual({ p50: 400, p95: 400, n: 1 });
  expect(comparison.peer.voice_to_voice_ms).toMatchObject({ n: 3 });
  expect(comparison.peer_without_timeouts.n).toBe(2);
  expect(comparison.ratio.p50).toBeLessThan(0.5);
  expect(comparison.by_language_model).toMatchObject({
    cascade: { p50: 400 },
    peer: { p50: 1200 },
    ratio: { p50: 0.33 },
  });
  // 800 and 500: of clip c nothing can be said.
  expect(comparison.median_gain_ms).toBeGreaterThanOrEqual(500);
  expect(renderComparison(comparison)).toContain('| Cascade | 3 | 2 | 1 | 0 |');
});

test('without answers there is no ratio', () => {
  const comparison = compare([turn('cascade', 'a', 400), turn('peer', 'a', null)]);
  expect(comparison).toMatchObject({ ratio: { p50: null, p95: null }, median_gain_ms: null });
  expect(renderComparison(comparison)).toContain('–');
});
