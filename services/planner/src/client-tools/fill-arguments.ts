import { readUtterance } from '../fast-path/utterance.ts';
import { similarity } from '../tools/similar.ts';
import { readChoices } from './read-choices.ts';
import { type Parameter, stem, wordsOf } from './tool-vocabulary.ts';

export type ArgumentValue = string | number | boolean | readonly string[];

export interface FilledArguments {
  readonly values: Readonly<Record<string, ArgumentValue>>;
  /** Required, and not said. */
  readonly missing: readonly Parameter[];
}

interface Word {
  /** As recognized, without punctuation around it. */
  readonly text: string;
  readonly lower: string;
  /** A comma or a full stop follows. */
  readonly closes: boolean;
}

const weekday = '(?:mon|tues|wednes|thurs|fri|satur|sun)day';
const month = '(?:january|february|march|april|may|june|july|august|september|october|november|december)';
const timePhrase = new RegExp(
  `\\b(?:(?:the )?day after tomorrow|(?:today|tonight|tomorrow|yesterday)(?: (?:morning|noon|afternoon|evening|night))?|(?:(?:next|this|last|on|coming) )?${weekday}(?: (?:morning|afternoon|evening|night))?|(?:next|this|last) (?:week|weekend|month|year|morning|afternoon|evening)|${month} \\d{1,2}(?:st|nd|rd|th)?|in \\d+ (?:minutes?|hours?|days?|weeks?|months?)|(?:at )?\\d{1,2}(?::\\d{2}| oclock)?(?: ?[ap]m)|at \\d{1,2}(?::\\d{2})?|at (?:noon|midnight)|\\d{4}-\\d{2}-\\d{2}|now)\\b`,
  'g',
);
const prepositions = new Set('in at for near from to of on by with about into onto through around'.split(' '));
const stops = new Set(
  'saying says that which who today tonight tomorrow yesterday now next this please and then or but right like is are was will would at on by with until till before after because if so'.split(
    ' ',
  ),
);

const named = (parameter: Parameter, ...words: string[]) => {
  const own = wordsOf(parameter.name);
  return words.some((word) => own.includes(word));
};
const isPlace = (parameter: Parameter) =>
  named(
    parameter,
    'city',
    'location',
    'place',
    'town',
    'country',
    'region',
    'area',
    'address',
    'origin',
    'destination',
  ) || /\b(?:city|town|location|place)\b/i.test(parameter.description);
const isTime = (parameter: Parameter) =>
  named(parameter, 'date', 'day', 'time', 'when', 'datetime', 'deadline', 'start', 'due');
const isPerson = (parameter: Parameter) =>
  named(parameter, 'person', 'contact', 'recipient', 'customer', 'attendee', 'guest', 'to', 'name', 'department');
const isCode = (parameter: Parameter) => named(parameter, 'id', 'code', 'number', 'reference', 'sku', 'zip');
const isWholeText = (parameter: Parameter) =>
  named(parameter, 'query', 'question', 'input', 'prompt', 'request', 'text', 'search', 'q', 'topic', 'utterance');
const isMessage = (parameter: Parameter) =>
  named(parameter, 'message', 'body', 'note', 'content', 'reason', 'subject', 'title', 'description', 'summary');

/**
 * Reads a function's arguments out of one spoken sentence, by the parameters' types, names and choices. Nothing is made
 * up: what was not said is left out, and comes back in `missing` where it is required.
 *
 * @param topic stems that called for the function ("weather"): they are no argument themselves
 */
export function fillArguments(
  said: string,
  parameters: readonly Parameter[],
  topic: readonly string[] = [],
): FilledArguments {
  const chosen = readChoices(said, parameters);
  const values: Record<string, ArgumentValue> = { ...chosen.values };
  const numbers = chosen.rest.filter(isNumber).map(Number);
  // Who can be least mistaken chooses first; a word serves one parameter only.
  const taken = new Set(Object.values(chosen.values).map((choice) => wordsOf(choice).join(' ')));
  const take = (value: string | undefined): string | undefined => {
    if (value === undefined || value === '' || taken.has(value)) return undefined;
    taken.add(value);
    return value;
  };
  const read = (parameter: Parameter): ArgumentValue | undefined => {
    if (parameter.type === 'boolean') return booleanIn(said, parameter);
    if (parameter.type === 'number' || parameter.type === 'integer') return numberFor(said, parameter, numbers);
    if (parameter.type === 'array')
      return take(thingIn(said, topic))
        ?.split(/\s*(?:,|\band\b)\s*/)
        .filter(Boolean);
    if (parameter.type === 'other') return undefined;
    if (isCode(parameter)) return take(codeIn(said));
    if (isTime(parameter)) return take(timeIn(said));
    if (isPlace(parameter))
      return take(phraseAfter(said, placePrepositions(parameter), taken, topic) ?? properName(said, topic));
    if (isWholeText(parameter)) return readUtterance(said).text || undefined;
    if (isMessage(parameter)) return take(quotedIn(said) ?? thingIn(said, topic));
    if (isPerson(parameter))
      return take(phraseAfter(said, ['to', 'with', 'for', 'named', 'name is', 'call']) ?? properName(said, topic));
    return take(thingIn(said, topic) ?? phraseAfter(said, [...prepositions]));
  };
  for (const parameter of parameters.filter(({ choices }) => choices.length === 0)) {
    const value = read(parameter);
    if (value !== undefined && value !== '') values[parameter.name] = value;
  }
  return { values, missing: parameters.filter(({ name, required }) => required && !Object.hasOwn(values, name)) };
}

/** A reply to "Which city?": the parameter's own value, or all of what was said where any text will do. */
export function answerFor(said: string, parameter: Parameter): ArgumentValue | undefined {
  const found = fillArguments(said, [parameter]).values[parameter.name];
  if (parameter.type !== 'string' || parameter.choices.length > 0) return found;
  const bare = trimmed(said).replace(/^(?:in|at|for|to|on|it'?s|it is|the|my name is|that would be)\s+/i, '');
  // A short reply is the value and nothing else; in a longer one it stands among other words.
  return (bare.split(/\s+/).length <= 4 ? bare : (found ?? bare)) || undefined;
}

const trimmed = (text: string) => text.trim().replace(/[.,!?\s]+$/, '');

const readWords = (said: string): Word[] =>
  said
    .trim()
    .split(/\s+/)
    .map((raw) => {
      const text = raw.replace(/^[^\p{L}\p{N}$€£]+|[^\p{L}\p{N}%]+$/gu, '');
      return { text, lower: text.toLowerCase(), closes: /[.,!?;:]$/.test(raw) };
    })
    .filter(({ text }) => text !== '');

const isNumber = (word: string) => /^\d+(?:\.\d+)?$/.test(word);

const numbersIn = (said: string): number[] => readUtterance(said).plain.split(' ').filter(isNumber).map(Number);

/** The number beside the parameter's own name or unit ("for 20 minutes"), else the next one that nobody took. */
function numberFor(said: string, parameter: Parameter, left: number[]): number | undefined {
  const words = readUtterance(said).plain.split(' ');
  const near = new Set([...wordsOf(parameter.name), ...wordsOf(parameter.description)].map(stem));
  const beside = words.findIndex(
    (word, index) =>
      isNumber(word) &&
      [words[index - 1], words[index + 1]].some((other) => other !== undefined && near.has(stem(other))),
  );
  const value = beside >= 0 ? Number(words[beside]) : left[0];
  const at = value === undefined ? -1 : left.indexOf(value);
  if (value === undefined || at < 0) return undefined;
  if (parameter.type === 'integer' && !Number.isInteger(value)) return undefined;
  left.splice(at, 1);
  return value;
}

const offWords = 'off no not never without disable deactivate stop close false disabled'.split(' ');
const onWords = 'on yes enable activate start open true with enabled'.split(' ');
const negations = ['no', 'not', 'without', 'never'];

/** Switches are on or off; of anything else its own name has to be said: "iced", "no ice". */
function booleanIn(said: string, parameter: Parameter): boolean | undefined {
  const words = wordsOf(said);
  const isSwitch =
    named(parameter, ...onWords, ...offWords, 'state', 'power', 'active', 'value') ||
    /\b(?:on|off|enabled?|disabled?)\b/i.test(parameter.description);
  if (isSwitch && offWords.some((word) => words.includes(word))) return false;
  if (isSwitch && onWords.some((word) => words.includes(word))) return true;
  const at = words.findIndex((word) => wordsOf(parameter.name).some((name) => isForm(word, name)));
  return at < 0 ? undefined : !negations.includes(words[at - 1] ?? '');
}

/** "ice" for "iced": the same beginning, and about the same sound. */
const isForm = (word: string, name: string) =>
  word === name || (word.slice(0, 2) === name.slice(0, 2) && similarity(word, name) >= 0.68);

/** "A 4 7 1 1", "order 4711", "AB-123": letters and digits that belong together. */
function codeIn(said: string): string | undefined {
  const words = readWords(said);
  const isPart = ({ text }: Word) => /^[A-Z]{1,4}$/.test(text) || /\d/.test(text);
  const first = words.findIndex(({ text }) => /\d/.test(text));
  if (first < 0) {
    const spoken = numbersIn(said);
    return spoken.length > 0 ? spoken.join('') : undefined;
  }
  let start = first;
  while (start > 0 && /^[A-Z]{1,4}$/.test(words[start - 1]?.text ?? '') && words[start - 1]?.text !== 'I') start--;
  let end = first;
  while (end + 1 < words.length && !words[end]?.closes && isPart(words[end + 1] as Word)) end++;
  return words
    .slice(start, end + 1)
    .map(({ text }) => text)
    .join('');
}

function timeIn(said: string): string | undefined {
  const found = readUtterance(said).plain.match(timePhrase);
  return found?.map((phrase) => phrase.replace(/^on /, '')).join(' ');
}

const placePrepositions = (parameter: Parameter): string[] => {
  if (named(parameter, 'origin', 'from', 'departure')) return ['from'];
  if (named(parameter, 'destination', 'to', 'arrival')) return ['to', 'for'];
  return ['in', 'near', 'around', 'at', 'for', 'from', 'to', 'of'];
};

/** "in New York today" → "New York". The earlier preposition in the list wins. */
function phraseAfter(
  said: string,
  markers: readonly string[],
  taken: ReadonlySet<string> = new Set(),
  topic: readonly string[] = [],
): string | undefined {
  const words = readWords(said);
  for (const marker of markers) {
    const parts = marker.split(' ');
    const isMarker = (index: number) => parts.every((part, offset) => words[index + offset]?.lower === part);
    for (let at = words.length - 1; at >= 0; at--) {
      const text = isMarker(at) ? phraseFrom(words.slice(at + parts.length)) : '';
      if (text !== '' && !isTimeOnly(text) && !taken.has(text.toLowerCase()) && !isTopic(text, topic)) return text;
    }
  }
  return undefined;
}

function phraseFrom(words: readonly Word[]): string {
  const phrase: string[] = [];
  for (const { text, lower, closes } of words) {
    if (stops.has(lower) || prepositions.has(lower)) break;
    if (phrase.length > 0 || !/^(?:the|a|an|my|me|us|you)$/.test(lower)) phrase.push(text);
    if (closes) break;
  }
  return phrase.join(' ');
}

/** "Is it going to rain" is about no place called rain. */
const isTopic = (text: string, topic: readonly string[]) => wordsOf(text).every((word) => topic.includes(stem(word)));

const isTimeOnly = (text: string) => (timeIn(text)?.length ?? 0) >= text.length - 3;

/** Words with a capital that do not begin the sentence. */
function properName(said: string, topic: readonly string[]): string | undefined {
  const words = readWords(said);
  const run: string[] = [];
  for (const [index, { text, lower, closes }] of words.entries()) {
    const proper = index > 0 && /^\p{Lu}/u.test(text) && text !== 'I' && !topic.includes(stem(lower));
    if (proper && !isTimeOnly(text)) run.push(text);
    else if (run.length > 0) break;
    if (run.length > 0 && closes) break;
  }
  return run.length > 0 ? run.join(' ') : undefined;
}

function quotedIn(said: string): string | undefined {
  const marked = /\b(?:that says|saying|that|reading|called|titled|says)\s+(.+)$/i.exec(said)?.[1];
  return marked === undefined ? undefined : trimmed(marked);
}

/** What is said after the words that called for the function: "add milk and eggs to my list" → "milk and eggs". */
function thingIn(said: string, topic: readonly string[]): string | undefined {
  const words = readWords(said);
  const lead = new Set(
    'please can could would will you i we want need like to the a an some my me us add put play order buy get find send create make set start show give tell turn switch remind take log record note'.split(
      ' ',
    ),
  );
  let start = 0;
  const isLead = ({ lower }: Word) => lead.has(lower) || prepositions.has(lower) || topic.includes(stem(lower));
  while (start < words.length && isLead(words[start] as Word)) start++;
  const rest: string[] = [];
  for (const word of words.slice(start)) {
    if ((rest.length > 0 && prepositions.has(word.lower)) || topic.includes(stem(word.lower))) break;
    rest.push(word.text + (word.closes && said.includes(`${word.text},`) ? ',' : ''));
  }
  const text = trimmed(rest.join(' '));
  return text === '' || prepositions.has(text.toLowerCase()) ? undefined : text;
}
