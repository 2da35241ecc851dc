import { DateTime } from 'luxon';
import { dateInWords, findDay, findTimeOfDay, nextOccurrence, timeInWords } from '../clock-time.ts';
import { durationInWords, findDuration } from '../duration.ts';
import { answer, type Skill, type SkillContext, type SkillMatch, type TimerKind } from '../skill.ts';
import { longestTimerMs } from './set-timer.ts';

/** Asked when an alarm has no time; the next utterance may be just the time. */
export const askAlarmTime = 'For what time?';
const askReminderTime = 'Please say it with a time, like: remind me in ten minutes.';

const elseWanted =
  /^(?:how|what|when|is|are|do|does|did|why|cancel|stop|delete|remove|clear|pause|resume|turn off|switch off|shut off|check|list|show|dismiss|silence|disable|arm|disarm)\b/;
const saysAlarm = /\b(?:alarm|wake me(?: up)?|get me up|wake up call|wakeup call)\b/;
/** "Remind me of ten minutes to …". */
const misheardIn = /(?<=\b(?:remind|remember) me )(?:of|and|on|an) (?=\d+ (?:seconds?|minutes?|hours?|days?)\b)/;
const misheardWake = /^(?:week|weak|wait|wig|walk) me(?= up\b)/;
const reminds = /^(?:set |create |make |add |give me )?(?:a |an )?(?:reminder|remind me|remember me)\b/;

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
  const to = task ? ` to ${task}` : '';
  const reply = kind === 'reminder' ? `Okay, I'll remind you${to} ${due.said}.` : `Alarm set ${due.said}.`;
  const announcement = kind === 'reminder' ? `This is your reminder${to}.` : `It's ${at}. This is your alarm.`;
  return answer(skill, 0.95, reply, slots, [
    { type: 'set', kind, durationMs: due.durationMs, announcement, ...(task ? { name: task } : {}) },
  ]);
}

function matchReminder(text: string, context: SkillContext): SkillMatch | undefined {
  const due = findDue(text, context, false, 'at');
  const rest = typeof due === 'object' ? due.rest : text;
  const task = /\b(?:remind me|reminder|remember me)(?: (?:at|on|in|for|by))*(?: (?:to|about|that|of|for)) (.+)$/.exec(
    rest,
  )?.[1];
  const cleaned = task?.replace(/ (?:at|on|in|by|for|to)$/, '').replace(/^(?:at|on|in|by|for|to) /, '');
  if (!due) return cleaned ? answer('set-reminder', 0.85, askReminderTime, { task: cleaned }) : undefined;
  return set('reminder', due, context, cleaned && asYours(cleaned));
}

/** "Wake me up at seven", "set an alarm for half past six", "remind me at five to call the bank". */
export const setAlarmSkill: Skill = {
  name: 'set-alarm',
  match(utterance, context) {
    const text = utterance.text.replace(misheardWake, 'wake me');
    if (context.lastReply === askAlarmTime) {
      const due = findDue(/^\d/.test(text) ? `at ${text}` : text, context, true, 'for');
      if (due && (typeof due === 'string' || due.rest.split(' ').length <= 3)) return set('alarm', due, context);
    }
    if (snoozes.test(text)) {
      const durationMs = findDuration(text)?.durationMs || snoozeMs;
      return set('alarm', { durationMs, said: `in ${durationInWords(durationMs)}`, rest: '' }, context);
    }
    if (elseWanted.test(text)) return undefined;
    if (reminds.test(text)) return matchReminder(text.replace(misheardIn, 'in '), context);
    if (!saysAlarm.test(text) || text.split(' ').length > 16) return undefined;
    const due = findDue(text, context, true, 'for');
    if (due) return set('alarm', due, context);
    return /\b(?:set|create|make|add|need|want|new|wake|get me up)\b/.test(text) || /^(?:an )?alarm$/.test(text)
      ? answer('set-alarm', 0.8, askAlarmTime)
      : undefined;
  },
};
