import { DateTime } from 'luxon';
import { dateInWords, findDay, findTimeOfDay, nextOccurrence, timeInWords } from '../clock-time.ts';
import { durationInWords, findDuration } from '../duration.ts';
import { answer, type Skill, type SkillContext, type SkillMatch, type TimerKind } from '../skill.ts';
import { latest, toTask } from '../timer-words.ts';
import { longestTimerMs } from './set-timer.ts';

/** Asked when an alarm has no time; the next utterance may be just the time. */
export const askAlarmTime = 'For what time?';
const askReminder = 'What shall I remind you of, and when?';
const askReminderTime = (task: string) => `When shall I remind you ${toTask(task)}?`;
const askedReminderTime = /When shall I remind you (?:to )?(.+)\?$/;

const elseWanted =
  /^(?:how|what|when|is|are|do|does|did|why|cancel|stop|delete|remove|clear|pause|resume|turn off|switch off|shut off|check|list|show|dismiss|silence|disable|arm|disarm)\b/;
const saysAlarm = /\b(?:alarm|wake me(?: up)?|get me up|wake up call|wakeup call)\b/;
/** "Remind me of ten minutes to …". */
const misheardIn = /(?<=\b(?:remind|remember) me )(?:of|and|on|an) (?=\d+ (?:seconds?|minutes?|hours?|days?)\b)/;
const misheardWake = /^(?:week|weak|wait|wig|walk) me(?= up\b)/;
const reminds = /^(?:set |create |make |add |give me )?(?:a |an )?(?:reminder|remind me|remember me)\b/;

/** Nothing here rings more than once. */
const repeats =
  /\b(?:every|each) (?:other )?(?:single )?(?:day|morning|evening|night|afternoon|week|weekday|month|year|hour|minute|\d+|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b|\b(?:daily|weekly|monthly|hourly|on weekdays|on weekends|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b/;
const onlyOnce = (kind: TimerKind) =>
  answer(`set-${kind}`, 0.9, `Sorry, I can't repeat ${kind}s. I can set one, for a certain day and time.`);

/** When a reminder rings for which only a day was said. */
const reminderHour = 9;

const snoozes = /^snooze\b(?! (?:is|was)\b)/;
const snoozeMs = 9 * 60_000;

/** Of alarms and reminders that outlive their session. */
const longestKeptMs = 366 * 86_400_000;

/** "my" in the user's mouth is "your" in the assistant's. */
const asYours = (text: string) =>
  text
    .replace(/\bmy\b/g, 'your')
    .replace(/\bmine\b/g, 'yours')
    .replace(/\b(?:me|i)\b/g, 'you')
    .replace(/\bam\b/g, 'are')
    .replace(/\bmyself\b/g, 'yourself');

function whenSaid(due: DateTime, { wallMs, zone }: SkillContext): string {
  const now = DateTime.fromMillis(wallMs, { zone });
  const days = Math.round(due.startOf('day').diff(now.startOf('day'), 'days').days);
  const day = days === 0 ? '' : days === 1 ? ' tomorrow' : ` on ${dateInWords(due)}`;
  return `${timeInWords(due)}${day}`;
}

interface Due {
  readonly durationMs: number;
  /** "for 7 AM tomorrow", "in ten minutes". */
  readonly said: string;
  readonly rest: string;
}

/** "In ten minutes", "at seven", "tomorrow morning at 6:30". A string says why not. */
function findDue(text: string, context: SkillContext, preferMorning: boolean, word: string): Due | string | undefined {
  const { wallMs, zone } = context;
  const found = /\b(?:in|after|for|from now)\b/.test(text) ? findDuration(text) : undefined;
  if (found && found.durationMs > 0) {
    const rest = found.rest
      .replace(/\b(?:in|after|from now)\b(?= |$)/, '')
      .replace(/\s+/g, ' ')
      .trim();
    return { durationMs: found.durationMs, said: `in ${durationInWords(found.durationMs)}`, rest };
  }
  const morning = /\bmorning\b/.test(text);
  const evening = /\b(?:tonight|evening|afternoon)\b/.test(text);
  const time = findTimeOfDay(text);
  if (!time) return undefined;
  const day = findDay(time.rest.replace(/\b(?:in the )?(morning|evening|afternoon)\b/, ''), wallMs, zone);
  const settled =
    time.sure || !(morning || evening) ? time : { ...time, hour: (time.hour % 12) + (evening ? 12 : 0), sure: true };
  const due = nextOccurrence(settled, day?.day, wallMs, zone, preferMorning);
  if (!due) return 'That time has passed already.';
  const rest = (day?.rest ?? time.rest).replace(/\b(?:in the |this )?(?:morning|evening|afternoon|tonight)\b/, '');
  return {
    durationMs: due.toMillis() - wallMs,
    said: `${word} ${whenSaid(due, context)}`,
    rest: rest.replace(/\s+/g, ' ').trim(),
  };
}

function set(kind: TimerKind, due: Due | string, context: SkillContext, task?: string): SkillMatch {
  const skill = `set-${kind}`;
  if (typeof due === 'string') return answer(skill, 0.9, due);
  if (due.durationMs > (context.timersKept ? longestKeptMs : longestTimerMs)) {
    const ahead = context.timersKept ? 'year' : 'twenty-four hours';
    return answer(skill, 0.9, `Sorry, I can only set ${kind}s for the next ${ahead}.`, { durationMs: due.durationMs });
  }
  const at = timeInWords(DateTime.fromMillis(context.wallMs + due.durationMs, { zone: context.zone }));
  const slots = { durationMs: due.durationMs, ...(task ? { task } : {}) };
  const to = task ? ` ${toTask(task)}` : '';
  const reply = kind === 'reminder' ? `Okay, I'll remind you${to} ${due.said}.` : `Alarm set ${due.said}.`;
  const announcement = kind === 'reminder' ? `This is your reminder${to}.` : `It's ${at}. This is your alarm.`;
  return answer(skill, 0.95, reply, slots, [
    { type: 'set', kind, durationMs: due.durationMs, announcement, ...(task ? { name: task } : {}) },
  ]);
}

/** "On Friday": in the morning. */
function dueOnDay(text: string, context: SkillContext): Due | undefined {
  const { wallMs, zone } = context;
  const found = findDay(text, wallMs, zone);
  if (!found || found.day.toMillis() <= wallMs) return undefined;
  const due = found.day.set({ hour: reminderHour });
  const rest = found.rest.replace(/\b(?:on|by|for)(?= (?:to|about)\b|$)/, '');
  return { durationMs: due.toMillis() - wallMs, said: `at ${whenSaid(due, context)}`, rest: rest.replace(/\s+/g, ' ') };
}

const movesAlarm =
  /^(?:change|move|reschedule|push|switch) (?:(it|that)|(?:my|the) (?:\w+ ){0,2}?(alarm|reminder)(?: .*?)?) to (.+)$/;
const justSet = /(?:Alarm set|I'll remind you) [^.]*\.$/;

/** "Change my alarm to eight", "move it to seven": the one there is, or the one that was just set. */
function moveAlarm(text: string, context: SkillContext): SkillMatch | undefined {
  const [, it, kind, when] = movesAlarm.exec(text) ?? [];
  if (when === undefined || (it && !justSet.test(context.lastReply ?? ''))) return undefined;
  const wanted = context.timers.filter((timer) => (it ? timer.kind !== 'timer' : timer.kind === kind));
  const timer = it || wanted.length === 1 ? latest(wanted) : undefined;
  if (!timer) return undefined;
  const due = findDue(
    /^\d/.test(when) ? `at ${when}` : when,
    context,
    timer.kind === 'alarm',
    timer.kind === 'alarm' ? 'for' : 'at',
  );
  if (!due) return undefined;
  const match = set(timer.kind, due, context, timer.name);
  return match.effects.length === 0
    ? match
    : { ...match, effects: [{ type: 'cancel', ids: [timer.id] }, ...match.effects] };
}

function matchReminder(text: string, context: SkillContext): SkillMatch | undefined {
  if (/^(?:(?:set|create|make|add|give me) )?(?:(?:a|an) )?(?:new )?(?:reminder|remind me)$/.test(text))
    return answer('set-reminder', 0.85, askReminder);
  if (repeats.test(text)) return onlyOnce('reminder');
  const due = findDue(text, context, false, 'at') ?? dueOnDay(text, context);
  const rest = typeof due === 'object' ? due.rest : text;
  const [, way, what] =
    /\b(?:remind me|reminder|remember me)(?: (?:at|on|in|for|by))*(?: (to|about|that|of|for)) (.+)$/.exec(rest) ?? [];
  const task = what && (way === 'about' || way === 'of') ? `about ${what}` : what;
  const cleaned = task?.replace(/ (?:at|on|in|by|for|to)$/, '').replace(/^(?:at|on|in|by|for|to) /, '');
  if (!due)
    return cleaned ? answer('set-reminder', 0.85, askReminderTime(asYours(cleaned)), { task: cleaned }) : undefined;
  return set('reminder', due, context, cleaned && asYours(cleaned));
}

/** "Wake me up at seven", "set an alarm for half past six", "remind me at five to call the bank". */
export const setAlarmSkill: Skill = {
  name: 'set-alarm',
  match(utterance, context) {
    const text = utterance.text.replace(misheardWake, 'wake me');
    if (context.lastReply?.endsWith(askAlarmTime)) {
      const due = findDue(/^\d/.test(text) ? `at ${text}` : text, context, true, 'for');
      if (due && (typeof due === 'string' || due.rest.split(' ').length <= 3)) return set('alarm', due, context);
    }
    const taskAsked = askedReminderTime.exec(context.lastReply ?? '')?.[1];
    if (taskAsked !== undefined && text.split(' ').length <= 8) {
      const due = findDue(/^\d/.test(text) ? `at ${text}` : text, context, false, 'at') ?? dueOnDay(text, context);
      if (due) return set('reminder', due, context, taskAsked);
    }
    if (context.lastReply?.endsWith(askReminder) && !reminds.test(text) && text !== '') {
      const found = matchReminder(`remind me ${text.replace(/^(?!to\b|about\b|at\b|in\b|on\b)/, 'to ')}`, context);
      if (found) return found;
    }
    if (snoozes.test(text)) {
      const durationMs = findDuration(text)?.durationMs || snoozeMs;
      return set('alarm', { durationMs, said: `in ${durationInWords(durationMs)}`, rest: '' }, context);
    }
    const moved = moveAlarm(text, context);
    if (moved) return moved;
    if (elseWanted.test(text)) return undefined;
    if (reminds.test(text)) return matchReminder(text.replace(misheardIn, 'in '), context);
    if (!saysAlarm.test(text) || text.split(' ').length > 16) return undefined;
    if (repeats.test(text)) return onlyOnce('alarm');
    const due = findDue(text, context, true, 'for');
    if (due) return set('alarm', due, context);
    return /\b(?:set|create|make|add|need|want|new|wake|get me up)\b/.test(text) || /^(?:an )?alarm$/.test(text)
      ? answer('set-alarm', 0.8, askAlarmTime)
      : undefined;
  },
};
