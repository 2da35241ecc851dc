import { readUtterance, withoutRepeats } from './utterance.ts';

/** Of a request without what is said around it ("could you please"). */
const beginsRequest =
  /^(?:what|how|when|where|who|which|is|are|do|does|did|has|have|set|start|stop|cancel|turn|switch|play|pause|resume|remind|wake|add|call|text|send|open|close|lock|unlock|tell|give|flip|roll|convert|calculate|order|book|buy|make|put|skip|dim|show|find|search|take|remove|delete|cross|scratch|note|move|reschedule|schedule|read|write|clear|empty|track|check|mark|tick)\b/;

/** What follows is in the user's own words, "and" and all. */
const takesWords =
  /^(?:please |can you |could you |would you |also |then )*(?:remind me|(?:set|make|create|add) (?:me )?a reminder|(?:take|make|write|add|leave) (?:me )?(?:a |another )?note|note|remember|(?:write|jot|put|take) (?:this |that |it )?down)\b/i;
/** But for what nobody notes or is reminded of. */
const surelyNext =
  /^(?:then |also |please )*(?:(?:set|start|cancel|stop) (?:a|an|the|my|another)\b.*\b(?:timer|alarm|reminder)\b|remind me\b|wake me\b|(?:what|how|when|where|tell)\b|(?:add|put)\b.*\blist\b)/i;

const sentenceEnd = /(?<=[.!?])(?<!\b[ap]\.m\.)(?<!\b(?:mr|mrs|ms|dr|st)\.)\s+(?=\p{L}|\d)/iu;
const between = /,? and (?:then |also |please )*|,? then |;\s*/i;

const mostRequests = 4;

/** Sentences; a number's point and "a.m." end none. */
export const sentencesIn = (text: string): readonly string[] =>
  text.split(sentenceEnd).filter((sentence) => sentence.trim() !== '');

/** "Set a timer for five minutes and another one for ten": the second one in full. */
const another =
  /^(.*\b(?:set|start|make|create|need|want)\b(?: me)? )(?:an?|1|one) ((?:\w+ )?)(timer|alarm|reminder)\b(.*?),? and (?:another|a second|one more|one)(?: one| timer| alarm| reminder)? (?=(?:for|at|in)\b)(.*)$/i;
/** "Set two timers, one for five minutes and one for ten minutes". */
const two =
  /^(.*\b(?:set|start|make|create|need|want)\b(?: me)? )(?:two|2) (timer|alarm)s[,:]? (?:one )?((?:for|at|in) .+?),? and (?:one |another |the other )*((?:for|at|in) .+)$/i;

const inFull = (text: string): string =>
  text
    .replace(two, (_, lead: string, kind: string, first: string, second: string) =>
      [first, second].map((when) => `${lead}a ${kind} ${when}`).join(' and '),
    )
    .replace(another, (_, lead: string, __: string, kind: string, first: string, second: string) =>
      [first, ` ${second}`].map((when) => `${lead}a ${kind}${when}`).join(' and '),
    );

/**
 * Requests in one breath, in the order in which they were said: "set a timer for ten minutes and add milk to my list" are two. A text
 * that is one request, or none, comes back whole. Pure.
 */
export function requestsIn(text: string): readonly string[] {
  const parts = sentencesIn(inFull(withoutRepeats(text)))
    .flatMap((sentence) => sentence.split(between))
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const requests: string[] = [];
  for (const part of parts) {
    const before = requests.at(-1);
    if (before !== undefined && takesWords.test(before) && !surelyNext.test(part))
      requests[requests.length - 1] = `${before} and ${part}`;
    else requests.push(part);
  }
  const several = requests.length > 1 && requests.length <= mostRequests;
  return several && requests.every((part) => beginsRequest.test(readUtterance(part).text)) ? requests : [text];
}
