import { DateTime } from 'luxon';
import { dateInWords, findDay, findTimeOfDay, timeInWords } from '../../fast-path/clock-time.ts';
import { readUtterance } from '../../fast-path/utterance.ts';
import type { AmendContext } from '../tool.ts';

/** A day `YYYY-MM-DD` and a time `HH:MM`, as far as they were said. */
export interface When {
  readonly day?: string;
  readonly time?: string;
  /** The text without them. */
  readonly rest: string;
}

/** Earlier than this, an hour without "a.m." is meant in the afternoon: nobody sees a doctor at two in the morning. */
const firstWorkingHour = 8;

/** Reads "on Tuesday at half past ten" out of a normalized sentence. */
export function findWhen(text: string, { wallMs, zone }: AmendContext): When {
  const asked = text.replace(
    /\b(?:make (?:it|that)|change (?:it|that) to|rather|better) (\d{1,2})(?= |$)(?! ?(?:[ap]m|st|nd|rd|th))/,
    'at $1',
  );
  const found = findTimeOfDay(asked);
  const rest = found?.rest ?? asked;
  const day = findDay(rest.replace(/\b(?:in the )?(?:morning|afternoon|evening)\b/, ''), wallMs, zone);
  const time = found && clockTime(found, asked);
  return {
    ...(day && { day: day.day.toISODate() as string }),
    ...(time !== undefined && { time }),
    rest: (day?.rest ?? rest).replace(/\s+/g, ' ').trim(),
  };
}

function clockTime({ hour, minute, sure }: { hour: number; minute: number; sure: boolean }, text: string): string {
  const later = !sure && hour < 12 && (hour < firstWorkingHour || /\b(?:afternoon|evening)\b/.test(text));
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${pad(later ? hour + 12 : hour)}:${pad(minute)}`;
}

/** A day as a router, a model or a person writes it: `2025-03-11`, "next tuesday". */
export const readDay = (text: string, context: AmendContext): string | undefined =>
  /^\d{4}-\d{2}-\d{2}$/.test(text.trim()) ? text.trim() : findWhen(readUtterance(text).plain, context).day;

/** A time as a router, a model or a person writes it: `14:30`, "half past two". */
export function readTime(text: string, context: AmendContext): string | undefined {
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(text.trim())) return text.trim();
  return findWhen(`at ${readUtterance(text).plain.replace(/^at /, '')}`, context).time;
}

/** "today", "tomorrow", "on Tuesday, March 11th". */
export function dayInWords(day: string, { wallMs, zone }: AmendContext): string {
  const today = DateTime.fromMillis(wallMs, { zone }).startOf('day');
  const date = DateTime.fromISO(day, { zone });
  const days = Math.round(date.diff(today, 'days').days);
  if (days === -1) return 'yesterday';
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : `on ${dateInWords(date)}`;
}

/** "at 10 AM". */
export const clockInWords = (time: string): string => `at ${timeInWords(DateTime.fromISO(`2000-01-01T${time}`))}`;
