import { describe, expect, it } from 'vitest';
import { findWhen, readDay, readTime } from './when.ts';

/** Wednesday, March 5th 2025, 3:25 in the afternoon. */
const context = { wallMs: Date.parse('2025-03-05T20:25:00Z'), zone: 'America/New_York' };

describe('days', () => {
  it.each([
    ['2025-03-11', undefined, '2025-03-11'],
    ['tuesday', undefined, '2025-03-11'],
    ['today', '09:00', '2025-03-05'],
    ['wednesday', undefined, '2025-03-05'],
    ['wednesday', '16:00', '2025-03-05'],
    ['wednesday', '09:00', '2025-03-12'],
    ['nonsense', '09:00', undefined],
  ])('%s at %s', (said, time, day) => {
    expect(readDay(said, context, time)).toBe(day);
  });

  it('stay a name where it decides with the time whether today is meant', () => {
    expect(findWhen('no on wednesday', context).day).toBe('wednesday');
    expect(findWhen('no on thursday', context).day).toBe('2025-03-06');
  });
});

describe('times', () => {
  it.each([
    ['at you', '14:00'],
    ['at ate', '08:00'],
    ['half past two', '14:30'],
    ['14:30', '14:30'],
    ['at some point', undefined],
  ])('%s', (said, time) => {
    expect(readTime(said, context)).toBe(time);
  });
});
