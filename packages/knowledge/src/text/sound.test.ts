import { describe, expect, test } from 'vitest';
import { soundLikeness, soundOf } from './sound.ts';

const likeness = (left: string, right: string) => soundLikeness(soundOf(left), soundOf(right));

describe('soundLikeness', () => {
  test.each([
    ['zephyr ten', 'Zefirten'],
    ['koran', 'Corran'],
    ['Bell', 'Bel'],
  ])('%s and %s sound the same', (left, right) => expect(likeness(left, right)).toBeGreaterThan(0.95));

  test.each([
    ['weather', 'Marlow'],
    ['tomorrow', 'Zefirten'],
    ['branch', 'Senta'],
  ])('%s and %s do not', (left, right) => expect(likeness(left, right)).toBeLessThan(0.45));

  test('vowels count: Corran is nearer to Koran than to Corrin', () => {
    expect(likeness('koran', 'Corran')).toBeGreaterThan(likeness('koran', 'Corrin'));
  });

  test('is symmetric', () => expect(likeness('garden', 'Arden')).toBe(likeness('Arden', 'garden')));
});
