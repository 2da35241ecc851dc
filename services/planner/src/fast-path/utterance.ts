import { digitsForNumberWords } from './number-words.ts';
import { withoutWakePhrase } from './wake-phrase.ts';

/** What was said, in the forms that skills match on. */
export interface Utterance {
  /** As recognized. */
  readonly raw: string;
  /** Lower case, contractions opened, number words as digits, no punctuation, fillers or wake words. */
  readonly plain: string;
  /** `plain` without "please", "could you", "I want you to", "tell me (what …)" and the like around it. */
  readonly text: string;
  /** True when such a frame was taken off: what is left is something to be done. */
  readonly requested: boolean;
  /** True when it was asked: a question mark, or a question word in front. */
  readonly question: boolean;
}

const contractions: readonly (readonly [RegExp, string])[] = [
  [/\bwon't\b/g, 'will not'],
  [/\bcan't\b/g, 'can not'],
  [/\bcannot\b/g, 'can not'],
  [/\blet's\b/g, 'let us'],
  [/\b(what|who|where|when|how|that|there|it|he|she|time)'s\b/g, '$1 is'],
  [/\b(what|who|how|where)re\b/g, '$1 are'],
  [/\bwhats\b/g, 'what is'],
  [/\bhows\b/g, 'how is'],
  [/n't\b/g, ' not'],
  [/'re\b/g, ' are'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/'d\b/g, ' would'],
  [/\bi'm\b/g, 'i am'],
  [/\b(wanna)\b/g, 'want to'],
  [/\b(gonna)\b/g, 'going to'],
  [/\b(gotta)\b/g, 'have to'],
  [/\b(gimme)\b/g, 'give me'],
  [/\b(lemme)\b/g, 'let me'],
];

/** Lower case words with digits for numbers; `:` and `.` survive only within numbers. */
export function plainWords(raw: string): string[] {
  let text = raw
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’´`]/g, "'");
  for (const [pattern, replacement] of contractions) text = text.replace(pattern, replacement);
  text = text
    .replace(/\b([ap])\.\s?m\b\.?/g, '$1m')
    .replace(/(\d)'\s?(\d{1,2})(?!\d|')/g, '$1 foot $2')
    .replace(/\b([ap]) m\b/g, '$1m')
    .replace(/(\d)\s?([ap]m)\b/g, '$1 $2')
    // The recognizer writes times as "2.30 p.m."
    .replace(/\b(\d{1,2})\.(\d{2})(?= ?[ap]m\b)/g, '$1:$2')
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
    .replace(/%/g, ' percent ')
    .replace(/°\s?([cf])\b/g, ' degrees $1 ')
    .replace(/°/g, ' degrees ')
    .replace(/(^|[\s(])[-−](?=\d)/g, '$1minus ')
    .replace(/(\d)\s*[x×*]\s*(?=\d)/g, '$1 times ')
    .replace(/÷/g, ' divided by ')
    .replace(/(\d)\s*\+\s*(?=\d)/g, '$1 plus ')
    .replace(/(\d)\s+[-−–]\s+(?=\d)/g, '$1 minus ')
    .replace(/(\d)\s*\/\s*(?=\d)/g, '$1 / ')
    // "10k" is two words, "1st" is one.
    .replace(/(\d)(?!(?:st|nd|rd|th)\b)([a-z])/g, '$1 $2')
    .replace(/o'clock/g, 'oclock')
    .replace(/[-–—]/g, ' ')
    .replace(/(^|\s)\.(?=\d)/g, (_, before: string) => `${before}0.`)
    .replace(/(?<!\d)\.|\.(?!\d)/g, ' ')
    .replace(/:(?!\d)/g, ' ')
    .replace(/'/g, ' ')
    .replace(/[^\p{L}\p{N}.:/]+/gu, ' ')
    .trim();
  const words = text === '' ? [] : text.split(' ');
  return digitsForNumberWords(words.filter((word) => !/^(u+h+|u+m+|e+r+m*|h+m+|a+h+)$/.test(word)));
}

const names = '(?:cascade|alexa|siri|cortana|bixby|jarvis|olly|mycroft)';
const calledNames = '(?:google|computer|assistant|echo|robot|buddy|snips|there)';
const leads: readonly RegExp[] = [
  new RegExp(`^(?:(?:hey|hi|hello|ok|okay|yo) )?${names} (?=.)`),
  new RegExp(`^(?:hey|hi|hello|ok|okay|yo) ${calledNames} (?=.)`),
  /^(?:hey there|hi there|hello there|good (?:morning|afternoon|evening)|excuse me|hey|hi|hello) (?=\S+ \S)/,
  /^(?:okay|ok|alright|all right|well|so|oh|now|right|then|and then|and|but|also|actually|yeah|yes|no|sure|great|cool|fine|sorry) (?=\S+ \S)/,
  /^(?:thanks|thank you) (?!very\b|so\b|a lot|again\b|for\b|you\b|much\b)(?=\S+ \S)/,
];
const trails: readonly RegExp[] = [
  new RegExp(`(?<=.) (?:hey |ok |okay )?${names}$`),
  /(?<=.) (?:if you (?:can|could|would|will|do not mind)|when you can|will you|would you|could you|can you|okay|ok|thanks|thank you(?: very much)?|for me|you know|as soon as possible|immediately|at the moment|right away|right now|now)$/,
];

/** Frames around a request, outermost first; each is taken off as long as something is left. */
const frames: readonly RegExp[] = [
  /^(?:please|kindly|just|quickly|maybe|simply) (?=.)/,
  /^(?:would|do) you mind (?=\w+ing\b)/,
  /^(?:can|could|would|will|would not|could not|can not) you (?:be so kind (?:as )?to |be able to )?(?=.)/,
  /^(?:i|we) (?:really )?(?:want|need|would like|would love|like|expect) you to (?=.)/,
  /^(?:i|we) (?:really )?(?:want to|need to|would like to|would love to|have to|am going to|am trying to|should) (?=.)/,
  /^(?:may|can|could) (?:i|we) (?:ask|get|have) you to (?=.)/,
  /^(?:can|could|shall) we (?!(?:get|have|order|grab)\b)(?=.)/,
  /^go (?:and )?(?=(?:get|fetch|find|turn|open|close|bring|make|clean|grab|pick|buy|check|switch|put)\b)/,
  /^(?:are you able|is it possible(?: for you)?|is there (?:a|any) way) to (?=.)/,
  /^(?:i was wondering|i wonder|wondering) if you (?:can|could|would|will) (?=.)/,
  /^(?:it would be (?:great|nice|good)|i would (?:appreciate it|be (?:happy|glad|grateful))) if you (?:can|could|would|will)? ?(?=.)/,
  /^(?:go ahead and|do me a favor and|be so kind (?:as )?to|make sure (?:to|you|that you)|be sure to|try to|do not forget to|remember to) (?=.)/,
  /^(?:you (?:should|must|need to|have to|can|could)) (?=.)/,
  /^let us (?=.)/,
  /^i (?:said|told you to|asked you to) (?=.)/,
  /^(?:it is|this is) (?:too|so|very|really|far too|much too) \w+(?: in here| here| in this room)? (?=(?:turn|switch|make|set|put|open|close|dim|lower|raise)\b)/,
  /^help me (?:to )?(?=(?!with\b)\S+ \S)/,
];
const misheardWouldYou = /^(?:which|what|with|who) you please\b/;
const questionFrames: readonly RegExp[] = [
  /^(?:(?:can|could|would|will) you (?:please |just )?)?(?:tell me|let me know|remind me|say|check|find out|look up|explain(?: to me)?) (?=(?:what|how|who|when|where|which|if|whether|why)\b)/,
  /^(?:do you (?:happen to )?know|have you any idea|do you have any idea|any idea|i wonder|i (?:want|need|would like) to know|i am wondering|i do not know) (?=(?:what|how|who|when|where|which|if|whether|why)\b)/,
];

function takeOff(text: string, patterns: readonly RegExp[]): string {
  for (let before = ''; before !== text; ) {
    before = text;
    for (const pattern of patterns) text = text.replace(pattern, '');
  }
  return text;
}

/** Recognizers say a sentence again when they find no end: "Clear my notes. Clear my notes. Clear my". */
export function withoutRepeats(raw: string): string {
  const [first, ...others] = raw.split(/(?<=[.!?])\s+(?=\p{L})/u);
  if (first === undefined || others.length === 0) return raw;
  const bare = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} ]/gu, '')
      .trim();
  return others.every((other) => bare(first).startsWith(bare(other))) ? first : raw;
}

/** Never throws, whatever the text. */
export function readUtterance(raw: string): Utterance {
  const words = plainWords(withoutRepeats(raw)).filter(
    (word, index, all) => word !== all[index - 1] || /^\d/.test(word),
  );
  const heard = words.join(' ').replace(misheardWouldYou, 'would you please');
  const plain = takeOff(withoutWakePhrase(heard), [...leads, ...trails]);
  const polite = plain
    .replace(/\b(?:please|kindly)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const asked = takeOff(polite, [...questionFrames, ...leads]);
  const text = takeOff(asked, [...frames, ...leads, ...trails]);
  return {
    raw,
    plain,
    text,
    requested: text !== asked || /\bplease\b/.test(heard),
    question:
      /\?\s*$/.test(raw) ||
      /^(?:what|how|who|when|where|which|why|whose|is|are|was|were|do|does|did|has|have|had|will|can|could|should)\b/.test(
        asked,
      ),
  };
}
