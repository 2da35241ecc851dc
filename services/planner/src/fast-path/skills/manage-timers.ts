import { durationInWords, findDuration } from '../duration.ts';
import { capitalized, counted } from '../number-words.ts';
import { answer, type Skill, type SkillContext, type SkillMatch, type TimerView } from '../skill.ts';
import { kindsIn, latest, leftOn, listed, timerName, timersNamed, timerWords } from '../timer-words.ts';

const cancelVerb =
  /^(?:cancel|counsel|council|stop|delete|remove|clear|end|kill|turn off|switch off|shut off|shut down|discard|erase|dismiss|silence|forget|get rid of|abort)\b/;
const pauseVerb = /^(?:pause|hold|freeze|suspend|halt|paws|pose)\b/;
const resumeVerb = /^(?:resume|continue|unpause|un pause|restart|start|carry on with|go on with)\b/;
const asksLeft =
  /\b(?:how (?:much time|long|many (?:minutes|seconds|hours))|what is left|time (?:left|remaining)|remaining|check|status|where is|what is|how is|show|when (?:will|does|is|do)|what time (?:is|does|will)|how far)\b/;
const asksList =
  /^(?:list|show|tell me|read|what|which|do i have|have i|are there|is there|how many)\b.*\b(?:timers?|alarms?|reminders?)\b/;
const extendVerb = /^(?:add|extend|put|give|increase|take|subtract|remove|shorten|reduce)\b/;

const which = 'Which one do you mean:';

const done = (verb: string, timers: readonly TimerView[]) =>
  timers.length === 1
    ? `${capitalized(timerName(timers[0] as TimerView))} is ${verb}.`
    : `${capitalized(counted(timers.length, 'of them', 'of them'))} are ${verb}.`;

function none(skill: string, text: string): SkillMatch {
  const [kind, ...others] = kindsIn(text);
  return answer(skill, 0.9, `There is no ${others.length === 0 ? kind : 'timer'} running.`);
}

/** All of the kind when "all" is said, those named, or the only one; otherwise asks which. */
function chosen(text: string, timers: readonly TimerView[]): readonly TimerView[] | string {
  const wanted = timers.filter(({ kind }) => kindsIn(text).includes(kind));
  if (/\b(?:all|every|both|everything|timers|alarms|reminders)\b/.test(text)) return wanted;
  const named = timersNamed(text, findDuration(text)?.durationMs, wanted);
  if (named.length <= 1) return named;
  return `${which} ${named.map(timerName).join(', or ')}?`;
}

function change(
  type: 'cancel' | 'pause' | 'resume',
  verb: string,
  text: string,
  timers: readonly TimerView[],
): SkillMatch {
  const name = `${type}-timer`;
  const targets = chosen(text, timers);
  if (typeof targets === 'string') return answer(name, 0.9, targets, { ambiguous: true });
  if (targets.length === 0) return none(name, text);
  return answer(name, 0.95, done(verb, targets), { count: targets.length }, [
    { type, ids: targets.map(({ id }) => id) },
  ]);
}

function extend(text: string, timers: readonly TimerView[]): SkillMatch | undefined {
  const found = findDuration(text);
  if (!found) return undefined;
  const shorter = /^(?:take|subtract|remove|shorten|reduce)\b/.test(text);
  const targets = chosen(found.rest, timers);
  if (typeof targets === 'string') return answer('extend-timer', 0.9, targets, { ambiguous: true });
  const [target] = targets;
  if (!target) return none('extend-timer', text);
  const byMs = shorter ? -found.durationMs : found.durationMs;
  const leftMs = Math.max(1000, target.remainingMs + byMs);
  return answer('extend-timer', 0.97, `Okay, ${durationInWords(leftMs)} left.`, { byMs }, [
    { type: 'extend', id: target.id, byMs },
  ]);
}

const setsAnew =
  /^(?:no )?(?:make|change|set) (?:it|that|(?:the|my) (?:\w+ )?timer)(?: (?:to|for))? (?!.*\b(?:more|longer|shorter|less)\b)(.+)$/;

const startsOver =
  /^(?:restart|reset) (?:it|(?:the|my) (?:[\w ]+ )?timer)$|^start (?:it|(?:the|my) (?:[\w ]+ )?timer) (?:over|again)$/;

/** "Make that ten minutes", "restart the timer": what is left of the timer that was set last. */
function setAnew(text: string, timers: readonly TimerView[]): SkillMatch | undefined {
  const running = timers.filter(({ kind }) => kind === 'timer');
  const target = latest(timersNamed(text, undefined, running));
  if (!target) return undefined;
  const over = startsOver.test(text) && !target.paused;
  const wanted = over ? { ...target, rest: '' } : findDuration(setsAnew.exec(text)?.[1] ?? '');
  if (wanted?.rest !== '') return undefined;
  const byMs = wanted.durationMs - target.remainingMs;
  return answer('extend-timer', 0.97, `Okay, ${durationInWords(wanted.durationMs)} left.`, { byMs }, [
    { type: 'extend', id: target.id, byMs },
  ]);
}

function describe(text: string, timers: readonly TimerView[]): SkillMatch {
  const wanted = timers.filter(({ kind }) => kindsIn(text).includes(kind));
  const named = timersNamed(text, findDuration(text)?.durationMs, wanted);
  if (named.length === 0) return none('timer-status', text);
  return answer('timer-status', 0.95, `There ${startsPlural(named) ? 'are' : 'is'} ${listed(named.map(leftOn))}.`, {
    count: named.length,
  });
}

/** "There is one minute left", "There are ten minutes left". */
const startsPlural = ([first]: readonly TimerView[]) =>
  first !== undefined && !/^one /.test(durationInWords(first.remainingMs));

function answerWhich(text: string, { lastReply, timers }: SkillContext): SkillMatch | undefined {
  if (!lastReply?.startsWith(which)) return undefined;
  const named = timersNamed(text, findDuration(text)?.durationMs, timers);
  if (named.length !== 1 && !/\b(?:all|both|every)\b/.test(text)) return undefined;
  return answer('cancel-timer', 0.9, done('cancelled', named), { count: named.length }, [
    { type: 'cancel', ids: named.map(({ id }) => id) },
  ]);
}

/** How long is left; cancel, pause, resume, lengthen what rings. */
export const manageTimersSkill: Skill = {
  name: 'manage-timers',
  match({ text }, context) {
    const { timers } = context;
    const running = timers.length > 0;
    const says = timerWords.test(text);
    const anew = setAnew(text, timers);
    if (anew) return anew;
    if (!says) {
      // Without the word: only what cannot mean anything else while a timer runs.
      if (!running) return undefined;
      if (
        /^how (?:much (?:time|longer)|long|many (?:minutes|seconds))(?: time)?(?: do i have| have i got| is| are)?(?: there)?(?: still)?(?: left| more| remaining| to go)?$/.test(
          text,
        )
      ) {
        return describe(text, timers);
      }
      // "On the timer", misheard.
      if (/^how (?:long|much time) is left on (?:the|my) \w+$/.test(text)) return describe('timer', timers);
      if (/^(?:pause|hold) (?:it|that)$/.test(text)) return change('pause', 'paused', text, timers);
      if (/^(?:resume|continue|unpause)(?: it| that)?$/.test(text))
        return change('resume', 'running again', text, timers);
      if (/^(?:cancel|stop|delete) (?:it|that)$/.test(text)) return change('cancel', 'cancelled', text, timers);
      if (extendVerb.test(text) && /\b(?:more|off|longer|shorter|to (?:it|that))\b/.test(text))
        return extend(text, timers);
      return answerWhich(text, context);
    }
    if (text.split(' ').length > 16) return undefined;
    if (extendVerb.test(text) && /\b(?:to|from|off|on|more|another|by|extend)\b/.test(text) && findDuration(text)) {
      // "Put ten minutes on a timer" sets one.
      if (!/^put\b/.test(text) || running) return extend(text, timers);
      return undefined;
    }
    if (cancelVerb.test(text)) return change('cancel', 'cancelled', text, timers);
    if (pauseVerb.test(text)) return change('pause', 'paused', text, timers);
    if (/^(?:resume|continue|unpause|un pause|carry on|go on)\b/.test(text)) {
      return change('resume', 'running again', text, timers);
    }
    // "Start the timer" goes on with a paused one.
    if (resumeVerb.test(text) && !findDuration(text) && timers.some(({ paused }) => paused)) {
      return change(
        'resume',
        'running again',
        text,
        timers.filter(({ paused }) => paused),
      );
    }
    if (asksList.test(text) || asksLeft.test(text) || /^(?:is|are) (?:the|my|there|any)\b/.test(text)) {
      return describe(text, timers);
    }
    return undefined;
  },
};
