import { durationAsAdjective, durationInWords } from './duration.ts';
import type { TimerKind, TimerView } from './skill.ts';

/** "the pasta timer", "the ten minute timer", "the alarm". */
export function timerName(timer: TimerView): string {
  if (timer.kind === 'timer') return `the ${timer.name ?? durationAsAdjective(timer.durationMs)} timer`;
  return timer.name === undefined
    ? `the ${timer.kind}`
    : `the ${timer.kind} ${timer.kind === 'alarm' ? `for ${timer.name}` : toTask(timer.name)}`;
}

/** "to call mom", "about the dentist". */
export const toTask = (task: string): string => (/^(?:about|of) /.test(task) ? task : `to ${task}`);

/** Words by which the user may call something that rings. */
export const timerWords = /\b(?:timers?|time her|timber|alarms?|reminders?|countdowns?)\b/;

/** Which kinds a text is about; all of them when it does not say. */
export function kindsIn(text: string): readonly TimerKind[] {
  if (/\b(?:timers?|time her|timber|countdowns?)\b/.test(text)) return ['timer'];
  if (/\balarms?\b/.test(text)) return ['alarm'];
  if (/\breminders?\b/.test(text)) return ['reminder'];
  return ['timer', 'alarm', 'reminder'];
}

/** Those that a text names, by their name or by the duration they were set for; all of them when it names none. */
export function timersNamed(
  text: string,
  durationMs: number | undefined,
  timers: readonly TimerView[],
): readonly TimerView[] {
  const named = timers.filter(
    ({ name }) => name !== undefined && new RegExp(`\\b${escapePattern(name)}\\b`).test(text),
  );
  if (named.length > 0) return named;
  const ofDuration = timers.filter((timer) => timer.durationMs === durationMs);
  return ofDuration.length > 0 ? ofDuration : timers;
}

const escapePattern = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** "ten minutes left on the pasta timer". */
export const leftOn = (timer: TimerView): string =>
  `${durationInWords(timer.remainingMs)} left on ${timerName(timer)}${timer.paused ? ', which is paused' : ''}`;

/** What was set last. */
export const latest = (timers: readonly TimerView[]): TimerView | undefined =>
  timers.toSorted((one, other) => other.order - one.order)[0];

/** "a, b and c". */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
