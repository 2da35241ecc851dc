import { en } from 'chrono-node';
import { DateTime } from 'luxon';

export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
  /** False when it may mean the morning or the evening: "at seven". */
  readonly sure: boolean;
  /** The text without it. */
  readonly rest: string;
}

const lead = '(?:\\b(?:at|for|by|until|till|around|about|to) )?';
const meridiem = '(?: ?(am|pm)\\b| (in the morning|in the afternoon|in the evening|at night|tonight)\\b)?';
const relative = new RegExp(
  `${lead}\\b(half|a quarter|quarter|\\d{1,2}(?: minutes?)?) (past|after|to|til|till|before|of) (\\d{1,2}|noon|midnight)\\b(?: oclock)?${meridiem}`,
);
const named = new RegExp(`${lead}\\b(?:12 )?(noon|midday|midnight)\\b`);
const colon = new RegExp(`${lead}\\b(\\d{1,2})[:.](\\d{2})(?!\\d)(?: oclock)?${meridiem}`);
const pair = new RegExp(`${lead}\\b(\\d{1,2}) (?:(?:o|oh|0) (\\d)|([0-5]\\d))(?![\\d.:])(?: oclock)?${meridiem}`);
const compact = new RegExp(`${lead}\\b(\\d{1,2})([0-5]\\d)(?![\\d.:])${meridiem}`);
const whole = new RegExp(
  `${lead}\\b(\\d{1,2})(?![\\d.:])(?: oclock)?(?: ?(am|pm)\\b| (in the morning|in the afternoon|in the evening|at night|tonight)\\b)`,
);
const bare =
  /\b(?:at|for|by|until|till|around|about) (\d{1,2})(?![\d.:])(?: oclock)?(?! ?(?:seconds?|minutes?|hours?|days?|percent))/;
const oclock = /\b(\d{1,2}) oclock\b/;

type Half = 'am' | 'pm' | undefined;

function halfOf(suffix: string | undefined, phrase: string | undefined): Half {
  if (suffix === 'am' || suffix === 'pm') return suffix;
  if (phrase === undefined) return undefined;
  return phrase === 'in the morning' ? 'am' : 'pm';
}

function time(hour: number, minute: number, half: Half, rest: string): TimeOfDay | undefined {
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return undefined;
  if (half === undefined) return { hour: hour % 24, minute, sure: hour > 12 || hour === 0, rest };
  if (hour > 12) return { hour: hour % 24, minute, sure: true, rest };
  return { hour: (hour % 12) + (half === 'pm' ? 12 : 0), minute, sure: true, rest };
}

const without = (text: string, found: RegExpExecArray) =>
  `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`.replace(/\s+/g, ' ').trim();

/** The first time of day in a normalized text: "half past 6", "7 30 am", "6 o 5", "noon", "at 7". */
export function findTimeOfDay(text: string): TimeOfDay | undefined {
  let found = relative.exec(text);
  if (found) {
    const [, amount = '', side = '', hourText = '', suffix, phrase] = found;
    const minutes = amount.includes('quarter') ? 15 : amount === 'half' ? 30 : Number.parseInt(amount, 10);
    const byName = hourText === 'noon' || hourText === 'midnight';
    const hour = hourText === 'noon' ? 12 : hourText === 'midnight' ? 24 : Number(hourText);
    const total = (hour * 60 + (side === 'past' || side === 'after' ? minutes : -minutes)) % (24 * 60);
    if (byName) return { hour: Math.floor(total / 60), minute: total % 60, sure: true, rest: without(text, found) };
    return time(Math.floor(total / 60) || 12, total % 60, halfOf(suffix, phrase), without(text, found));
  }
  found = named.exec(text);
  if (found) return { hour: found[1] === 'midnight' ? 0 : 12, minute: 0, sure: true, rest: without(text, found) };
  found = colon.exec(text);
  if (found) return time(Number(found[1]), Number(found[2]), halfOf(found[3], found[4]), without(text, found));
  found = pair.exec(text);
  if (found) {
    return time(Number(found[1]), Number(found[2] ?? found[3]), halfOf(found[4], found[5]), without(text, found));
  }
  found = compact.exec(text);
  if (found) return time(Number(found[1]), Number(found[2]), halfOf(found[3], found[4]), without(text, found));
  found = whole.exec(text);
  if (found) return time(Number(found[1]), 0, halfOf(found[2], found[3]), without(text, found));
  found = oclock.exec(text) ?? bare.exec(text);
  return found ? time(Number(found[1]), 0, undefined, without(text, found)) : undefined;
}

export interface FoundDay {
  readonly day: DateTime;
  /** The words that named it. */
  readonly phrase: string;
  readonly rest: string;
}

/** The first day named in a text ("tomorrow", "next friday", "july 4th"), at midnight in `zone`; never in the past. */
export function findDay(text: string, wallMs: number, zone: string, forward = true): FoundDay | undefined {
  const now = DateTime.fromMillis(wallMs, { zone });
  const [found] = en.casual.parse(text, { instant: now.toJSDate(), timezone: now.offset }, { forwardDate: forward });
  if (!found) return findDayOfMonth(text, now);
  const { start } = found;
  const knowsDay = start.isCertain('day') || start.isCertain('weekday') || start.isCertain('month');
  if (!knowsDay) return findDayOfMonth(text, now);
  const day = DateTime.fromObject(
    { year: start.get('year') as number, month: start.get('month') as number, day: start.get('day') as number },
    { zone },
  );
  if (!day.isValid) return undefined;
  const rest = `${text.slice(0, found.index)} ${text.slice(found.index + found.text.length)}`
    .replace(/\s+/g, ' ')
    .trim();
  return { day, phrase: found.text, rest };
}

/** "The 21st": the next one. */
function findDayOfMonth(text: string, now: DateTime): FoundDay | undefined {
  const found = /\b(?:on )?the (\d{1,2})(?:st|nd|rd|th)\b(?! \w*(?:floor|time|one|birthday|street|avenue))/.exec(text);
  if (!found) return undefined;
  const day = [0, 1, 2]
    .map((months) =>
      now
        .startOf('month')
        .plus({ months })
        .set({ day: Number(found[1]) }),
    )
    .find((one) => one.day === Number(found[1]) && one >= now.startOf('day'));
  if (!day?.isValid) return undefined;
  const rest = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`.replace(/\s+/g, ' ').trim();
  return { day, phrase: found[0], rest };
}

/**
 * When that time of day comes next. An unsure hour means the nearer of morning and evening; on a later day it means
 * the one that people are awake at, or the morning with `preferMorning` (to be woken).
 *
 * @returns undefined when the given day's time has passed
 */
export function nextOccurrence(
  time: TimeOfDay,
  day: DateTime | undefined,
  wallMs: number,
  zone: string,
  preferMorning = false,
): DateTime | undefined {
  const now = DateTime.fromMillis(wallMs, { zone });
  const at = (base: DateTime, hour: number) => base.set({ hour, minute: time.minute, second: 0, millisecond: 0 });
  if (day) {
    const isToday = day.hasSame(now, 'day');
    const awake = !preferMorning && time.hour < 7 ? time.hour + 12 : time.hour;
    const hours = time.sure ? [time.hour] : isToday ? [time.hour % 12, (time.hour % 12) + 12] : [awake];
    return hours.map((hour) => at(day, hour)).find((candidate) => candidate > now);
  }
  const hours = time.sure ? [time.hour] : [time.hour % 12, (time.hour % 12) + 12];
  return [0, 1]
    .flatMap((days) => hours.map((hour) => at(now.plus({ days }), hour)))
    .find((candidate) => candidate > now);
}

/** "7 AM", "6:05 PM", "noon", "midnight". */
export function timeInWords(time: DateTime): string {
  if (time.minute === 0 && time.hour === 12) return 'noon';
  if (time.minute === 0 && time.hour === 0) return 'midnight';
  return time.setLocale('en-US').toFormat(time.minute === 0 ? 'h a' : 'h:mm a');
}

const ordinal = (value: number) => {
  const rest = value % 100;
  const suffix = rest >= 11 && rest <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
  return `${value}${suffix}`;
};

/** "Friday, March 7th". */
export const dateInWords = (date: DateTime): string =>
  `${date.setLocale('en-US').toFormat('cccc, LLLL')} ${ordinal(date.day)}`;
