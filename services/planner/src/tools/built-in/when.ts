import { DateTime } from 'luxon';
import { dateInWords, type FoundDay, findDay, findTimeOfDay, timeInWords } from '../../fast-path/clock-time.ts';
import { readUtterance } from '../../fast-path/utterance.ts';
import type { AmendContext } from '../tool.ts';

/** A day `YYYY-MM-DD`, or the name of the weekday that it is today, and a time `HH:MM`, as far as they were said. */
export interface When {
  readonly day?: string;
  readonly time?: string;
  /** The text without them. */
  readonly rest: string;
}

/** Earlier than this, an hour without "a.m." is meant in the afternoon: nobody sees a doctor at two in the morning. */
const firstWorkingHour = 8;

/** What recognizers write for an hour at the end: "on Monday at you". */
const hours: ReadonlyMap<string, number> = new Map(
  Object.entries({
    1: 'won',
    2: 'you to too tu',
    3: 'tree free',
    4: 'for fore',
    7: 'heaven',
    8: 'ate hate eat',
    9: 'line nein',
    10: 'tan tin then tent',
  }).flatMap(([hour, words]) => words.split(' ').map((word) => [word, Number(hour)] as const)),
);
const hourAtEnd = new RegExp(`\\bat (${[...hours.keys()].join('|')})(?= [ap]m\\b| oclock\\b| on\\b|$)`);
const withHour = (text: string): string => text.replace(hourAtEnd, (_, word: string) => `at ${hours.get(word)}`);

/** Reads "on Tuesday at half past ten" out of a normalized sentence. */
export function findWhen(text: string, { wallMs, zone }: AmendContext): When {
  const asked = text.replace(
    /\b(?:make (?:it|that)|change (?:it|that) to|rather|better) (\d{1,2})(?= |$)(?! ?(?:[ap]m|st|nd|rd|th))/,
    'at $1',
  );
  const found = findTimeOfDay(asked) ?? findTimeOfDay(withHour(asked));
  const rest = found?.rest ?? asked;
  const day = findDay(rest.replace(/\b(?:in the )?(?:morning|afternoon|evening)\b/, ''), wallMs, zone);
  const time = found && clockTime(found, asked);
  return {
    ...(day && { day: todaysName(day, wallMs, zone) ?? (day.day.toISODate() as string) }),
    ...(time !== undefined && { time }),
    rest: (day?.rest ?? rest).replace(/\s+/g, ' ').trim(),
  };
}

/** "On Wednesday", said on a Wednesday: today, or a week from now when its time has passed. */
const todaysName = ({ day, phrase }: FoundDay, wallMs: number, zone: string): string | undefined =>
  day.hasSame(DateTime.fromMillis(wallMs, { zone }), 'day') ? weekday.exec(phrase)?.[0] : undefined;
const weekday = /\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b/i;

function clockTime({ hour, minute, sure }: { hour: number; minute: number; sure: boolean }, text: string): string {
  const later = !sure && hour < 12 && (hour < firstWorkingHour || /\b(?:afternoon|evening)\b/.test(text));
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${pad(later ? hour + 12 : hour)}:${pad(minute)}`;
}

/**
 * A day as a router, a model or a person writes it: `2025-03-11`, "next tuesday".
 *
 * @param time `HH:MM` on that day
 */
export function readDay(text: string, { wallMs, zone }: AmendContext, time = '24:00'): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text.trim())) return text.trim();
  const found = findDay(readUtterance(text).plain, wallMs, zone);
  if (!found) return undefined;
  const now = DateTime.fromMillis(wallMs, { zone });
  const isOver = todaysName(found, wallMs, zone) !== undefined && time <= now.toFormat('HH:mm');
  return found.day.plus({ weeks: isOver ? 1 : 0 }).toISODate() as string;
}

/** "This week", "next month": its first and last day that are still to come, `YYYY-MM-DD`. */
export function daysIn(
  text: string,
  { wallMs, zone }: AmendContext,
): { readonly from: string; readonly to: string } | undefined {
  const [, which, unit] = /\b(this|next) (week|month)\b/.exec(text) ?? [];
  if (unit !== 'week' && unit !== 'month') return undefined;
  const now = DateTime.fromMillis(wallMs, { zone });
  const within = which === 'next' ? now.plus({ [unit]: 1 }).startOf(unit) : now;
  return { from: within.toISODate() as string, to: within.endOf(unit).toISODate() as string };
}

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
