import { durationAsAdjective, durationInWords, findDuration } from '../duration.ts';
import { capitalized } from '../number-words.ts';
import { answer, type Skill, type SkillMatch } from '../skill.ts';

/** Asked when a timer has no duration; the next utterance may be just the duration. */
export const askDuration = 'For how long?';
export const longestTimerMs = 24 * 3_600_000;

const saysTimer = /\b(?:timers?|time her|timber|countdown|count ?down)\b/;
const saysTimeMe = /^(?:time me|ring|beep|ping|alert me|notify me|let me know|tell me) (?:in|after|for)\b/;
const elseWanted =
  /^(?:how|what|when|is|are|do|does|did|why|cancel|stop|delete|remove|clear|pause|hold|resume|continue|unpause|add|extend|end|kill|turn|check|list|show|restart|reset|discard|erase|dismiss|silence|take|subtract|shorten)\b/;
const setVerb =
  /\b(?:set|sat|said|sit|send|start|make|create|begin|put|add|run|give me|get me|need|want|have|do|use|new|another|launch|program|schedule|stopwatch)\b/;

/** Words around a timer's name that are none. */
const notAName = new Set(
  'a an the my me us of at in for to with on and set sat said sit send start make create begin put run give get need want have do use up new another one more quick short timer timers time her timber countdown count down please called named labeled labelled from called second minute hour long it that is extra separate different'.split(
    ' ',
  ),
);

const onlyFiller = /^(?:(?:for|about|make it|let us say|say|just|it is|a|the|set it)(?: |$))*$/;

function nameIn(rest: string): string | undefined {
  const called = /\b(?:called|named|labell?ed|titled) (?:the |my |a )?(.+?)(?: for| of| at| in)?$/.exec(rest);
  if (called) return called[1];
  const before =
    /\b(?:set|start|make|create|begin|need|want|run|a|an|the|my|me|new|another|for|of) ((?:[a-z]+ ){0,2}[a-z]+) (?:timer|countdown)\b/.exec(
      rest,
    );
  const words = (before?.[1] ?? '').split(' ').filter((word) => word !== '' && !notAName.has(word));
  if (words.length > 0) return words.join(' ');
  const purpose = /\b(?:timer|countdown|me)(?: for| of| to)+ (?:the |my |a |an |some )?((?:[a-z]+ ){0,2}[a-z]+)$/.exec(
    rest,
  )?.[1];
  const purposeWords = (purpose ?? '').split(' ').filter((word) => !notAName.has(word));
  return purposeWords.length > 0 && purposeWords.join('') !== '' ? purposeWords.join(' ') : undefined;
}

function setTimer(durationMs: number, name: string | undefined, confidence: number): SkillMatch {
  if (durationMs > longestTimerMs) {
    return answer('set-timer', confidence, 'Sorry, I can only set timers of up to twenty-four hours.', { durationMs });
  }
  const duration = durationInWords(durationMs);
  const label = name ?? durationAsAdjective(durationMs);
  return answer(
    'set-timer',
    confidence,
    name ? `${capitalized(name)} timer set for ${duration}.` : `Timer set for ${duration}.`,
    { durationMs, ...(name ? { name } : {}) },
    [
      {
        type: 'set',
        kind: 'timer',
        durationMs,
        ...(name ? { name } : {}),
        announcement: `Your ${label} timer is done.`,
      },
    ],
  );
}

/** "Set a timer for ten minutes", "pasta timer, eight minutes", "time me for an hour". */
export const setTimerSkill: Skill = {
  name: 'set-timer',
  match({ text }, { lastReply }) {
    const found = findDuration(text);
    if (lastReply?.endsWith(askDuration) && found && found.durationMs > 0 && onlyFiller.test(found.rest)) {
      return setTimer(found.durationMs, undefined, 0.9);
    }
    if (elseWanted.test(text)) return undefined;
    const timeMe = saysTimeMe.test(text) || /^put\b.* on the clock$/.test(text);
    // "Set a time for ten minutes": the recognizer lost the end of "timer".
    const lost =
      found && /^(?:set|start|sat|said) (?:a |the |my )?(?:time|timing|tamer|dimer|time are|type)\b/.test(text);
    if (!saysTimer.test(text) && !timeMe && !lost) return undefined;
    if (found && found.durationMs > 0) {
      // A long sentence that only mentions a timer is not a command.
      if (found.rest.split(' ').length > 14) return undefined;
      return setTimer(found.durationMs, nameIn(found.rest), 0.95);
    }
    if (timeMe || lost) return undefined;
    const bareTimer = /^(?:(?:a|the|my|new) )?(?:timer|countdown)$/.test(text);
    return bareTimer || (setVerb.test(text) && text.split(' ').length <= 8)
      ? answer('set-timer', 0.8, askDuration)
      : undefined;
  },
};
