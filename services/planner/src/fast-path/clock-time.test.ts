import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it, test } from 'vitest';
import { wallMs } from '../../test/skill-context.ts';
import { dateInWords, findDay, findTimeOfDay, nextOccurrence, timeInWords } from './clock-time.ts';
import { readUtterance } from './utterance.ts';

const zone = 'America/New_York';

test.each([
  ['wake me up at half past six', 6, 30, false],
  ['quarter to eight', 7, 45, false],
  ['a quarter past nine pm', 21, 15, true],
  ['ten to noon', 11, 50, true],
  ['twenty past midnight', 0, 20, true],
  ['7.30 a.m.', 7, 30, true],
  ['seven fifteen pm', 19, 15, true],
  ['six o five', 6, 5, false],
  ['730 am', 7, 30, true],
  ['at 7', 7, 0, false],
  ["eight o'clock tonight", 20, 0, true],
  ['6 in the morning', 6, 0, true],
  ['12 am', 0, 0, true],
  ['12 pm', 12, 0, true],
  ['17:45', 17, 45, true],
  ['noon', 12, 0, true],
])('%s', (text, hour, minute, sure) => {
  expect(findTimeOfDay(readUtterance(text).text)).toMatchObject({ hour, minute, sure });
});

test.each(['99:99', 'at 77', 'five people', ''])('no time of day in "%s"', (text) => {
  expect(findTimeOfDay(readUtterance(text).text)).toBeUndefined();
});

describe('the next time it is that late', () => {
  const next = (text: string, preferMorning = false) => {
    const time = findTimeOfDay(text);
    const day = time && findDay(time.rest, wallMs, zone)?.day;
    return time && nextOccurrence(time, day, wallMs, zone, preferMorning)?.toISO({ suppressMilliseconds: true });
  };

  it.each([
    ['at 7', '2025-03-05T19:00:00-05:00'],
    ['at 3', '2025-03-06T03:00:00-05:00'],
    ['at 7 am', '2025-03-06T07:00:00-05:00'],
    ['tomorrow at 8', '2025-03-06T08:00:00-05:00'],
    ['tomorrow at 5', '2025-03-06T17:00:00-05:00'],
    ['friday at 6:30 pm', '2025-03-07T18:30:00-05:00'],
    // The clocks go forward in the night to March 9th.
    ['sunday at 9 am', '2025-03-09T09:00:00-04:00'],
  ])('%s', (text, iso) => {
    expect(next(text)).toBe(iso);
  });

  it('is in the morning for somebody who wants to be woken', () => {
    expect(next('tomorrow at 5', true)).toBe('2025-03-06T05:00:00-05:00');
  });

  it('is none on a day when it has passed', () => {
    expect(next('today at 9 am')).toBeUndefined();
  });

  it('lies ahead, within a day, at the minute that was said', () => {
    const times = fc.record({ hour: fc.nat(23), minute: fc.nat(59), sure: fc.boolean(), rest: fc.constant('') });
    const zones = fc.constantFrom('Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'Etc/UTC');
    fc.assert(
      fc.property(times, zones, fc.integer({ min: 0, max: 4e9 }), (time, anyZone, seconds) => {
        const nowMs = seconds * 1000;
        const found = nextOccurrence(time, undefined, nowMs, anyZone);
        const aheadMs = (found?.toMillis() ?? 0) - nowMs;
        expect(aheadMs).toBeGreaterThan(0);
        expect(aheadMs).toBeLessThanOrEqual(25 * 3_600_000);
        // A minute that a change of the clocks leaves out is the one after it.
        if (found && found.hour === time.hour) expect(found.minute).toBe(time.minute);
      }),
    );
  });
});

test('times and dates as they are said', () => {
  const at = (iso: string) => DateTime.fromISO(iso, { zone: 'utc' });
  expect(timeInWords(at('2025-03-05T07:00'))).toBe('7 AM');
  expect(timeInWords(at('2025-03-05T18:05'))).toBe('6:05 PM');
  expect(timeInWords(at('2025-03-05T12:00'))).toBe('noon');
  expect(timeInWords(at('2025-03-05T00:00'))).toBe('midnight');
  expect(['2025-03-01', '2025-03-02', '2025-03-11', '2025-03-23'].map((day) => dateInWords(at(day)))).toEqual([
    'Saturday, March 1st',
    'Sunday, March 2nd',
    'Tuesday, March 11th',
    'Sunday, March 23rd',
  ]);
});
