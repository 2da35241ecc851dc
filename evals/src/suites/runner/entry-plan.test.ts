import { declaredEntries, Registry } from '@cascade/models';
import { describe, expect, test } from 'vitest';
import { planEntry } from './entry-plan.ts';
import { isSwapped, shuffled, spread } from './order.ts';

describe('what an entry runs', () => {
  const registry = new Registry(declaredEntries);

  test('is the live bundle where none is named, and has its settings and the content of its artifacts', () => {
    const live = planEntry(registry, 'asr', undefined);
    expect(live).toMatchObject({ settings: {}, versions: { asr: 'moonshine-tiny-en@0.1.0' } });
    const trap = planEntry(registry, 'asr', 'asr/moonshine-early-exit-trap@1');
    expect(Object.keys(trap.settings)).toContain('CASCADE_ASR_SURE_ENOUGH');
    expect(trap.sha256).not.toBe(live.sha256);
    expect(planEntry(registry, 'asr', live.id).sha256).toBe(live.sha256);
  });

  test('is refused when it is of another kind, no bundle, or unknown', () => {
    expect(() => planEntry(registry, 'asr', 'tts/hibari@1')).toThrow('is no asr bundle');
    expect(() => planEntry(registry, 'asr', 'moonshine-tiny-en@0.1.0')).toThrow('is no asr bundle');
    expect(() => planEntry(registry, 'asr', 'asr/nothing@1')).toThrow('has no entry');
  });

  test('can be compared: every kind has a live bundle and two others at least', () => {
    for (const kind of ['asr', 'tts', 'planner', 'end-of-turn'] as const) {
      const bundles = registry.all().filter(({ entry }) => entry.kind === kind && entry.role === 'bundle');
      const contents = bundles.map(({ entry }) => planEntry(registry, kind, entry.id).sha256);
      expect(new Set(contents).size).toBe(bundles.length);
      expect(bundles.length).toBeGreaterThanOrEqual(3);
    }
  });
});

describe('the order', () => {
  const items = Array.from({ length: 400 }, (_, index) => ({ id: `clip ${index}` }));

  test('of two entries is drawn, about as often one way as the other, and the same for the same seed', () => {
    const swapped = items.filter(({ id }) => isSwapped(1, id));
    expect(swapped.length).toBeGreaterThan(150);
    expect(swapped.length).toBeLessThan(250);
    expect(items.filter(({ id }) => isSwapped(1, id))).toEqual(swapped);
    expect(items.filter(({ id }) => isSwapped(2, id))).not.toEqual(swapped);
  });

  test('of items is drawn and loses none', () => {
    expect(shuffled(items, 1)).not.toEqual(items);
    expect(shuffled(items, 1).toSorted((a, b) => items.indexOf(a) - items.indexOf(b))).toEqual(items);
  });

  test('few items are taken from everywhere', () => {
    expect(spread([0, 1, 2, 3, 4, 5], 3)).toEqual([0, 2, 4]);
    expect(spread([0, 1], Number.POSITIVE_INFINITY)).toEqual([0, 1]);
  });
});
