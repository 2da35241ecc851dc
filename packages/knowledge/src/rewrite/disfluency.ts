import { oneLine } from '../text/clean-text.ts';
import { isFunctionWord } from '../text/function-words.ts';
import type { Repair, Rewritten } from './repairs.ts';

/** Sounds and phrases that stand for thinking. */
const filler = /^(?:u+h+m*|u+m+|e+r+m*|h+m+|mm+|ah|eh)$/;
const fillerPhrases = ['you know', 'i mean', 'kind of', 'sort of', 'you see', 'let me think', 'how do you say'];
/** At the very beginning only. */
const openings = [
  ...[
    'so',
    'well',
    'okay',
    'ok',
    'yeah',
    'yes',
    'hi',
    'hello',
    'hey',
    'hi there',
    'hello there',
    'good morning',
    'alright',
  ],
  ...['please', 'could you tell me', 'can you tell me', 'do you know', 'i would like to know', "i'd like to know"],
  ...['i was wondering', 'tell me', 'excuse me', 'sorry', 'good afternoon', 'good evening', 'just', 'and um', 'oh'],
];
/** What follows replaces what came before. */
const corrections = [
  ...[
    'no sorry',
    'sorry i mean',
    'no i mean',
    'i mean',
    'or rather',
    'no wait',
    'wait no',
    'scratch that',
    'make that',
  ],
  ...['sorry', 'no', 'actually', 'correction'],
];
/** A word that is none of the others only where the speaker begins the phrase again. */
const weakCorrections = new Set(['no', 'actually', 'i mean', 'sorry']);
const furthestRestart = 5;

interface Token {
  /** As it was written, commas included. */
  readonly surface: string;
  readonly key: string;
}

/** Takes hesitations, false starts and repeats out of a question; what is left is what was meant in the end. */
export function smoothen(text: string): Rewritten {
  const repairs: Repair[] = [];
  let tokens: Token[] = oneLine(text)
    .split(' ')
    .filter((surface) => surface !== '')
    .map((surface) => ({
      surface,
      key: surface
        .toLowerCase()
        .replace(/[^\p{L}\p{N}'’-]/gu, '')
        .replace('’', "'"),
    }));
  for (const step of [
    withoutFillers,
    withoutOpening,
    withoutCorrections,
    withoutFillerPhrases,
    withoutOpening,
    withoutRepeats,
  ]) {
    const result = step(tokens);
    tokens = result.tokens;
    repairs.push(...result.repairs);
  }
  const smooth = tokens
    .map(({ surface }) => surface)
    .join(' ')
    .replace(/^[,;]\s*|,\s*$/g, '');
  return tokens.length === 0 ? { text: oneLine(text), repairs: [] } : { text: smooth, repairs };
}

interface Step {
  tokens: Token[];
  repairs: Repair[];
}

const said = (tokens: readonly Token[]) => tokens.map(({ surface }) => surface).join(' ');
const repair = (heard: readonly Token[], meant: readonly Token[] = []): Repair => ({
  heard: said(heard),
  meant: said(meant),
  reason: 'disfluency',
});

function withoutFillers(tokens: readonly Token[]): Step {
  const fillers = tokens.filter(({ key }) => filler.test(key));
  return { tokens: tokens.filter(({ key }) => !filler.test(key)), repairs: fillers.map((token) => repair([token])) };
}

function withoutFillerPhrases(tokens: readonly Token[]): Step {
  const kept: Token[] = [];
  const repairs: Repair[] = [];
  for (let index = 0; index < tokens.length; ) {
    const length = phraseAt(tokens, index, fillerPhrases);
    // "Do you know the price" and "what kind of filter" mean it: a filler stands at an edge or between commas.
    const isApart = index === 0 || index + length === tokens.length || tokens[index - 1]!.surface.endsWith(',');
    if (length > 0 && isApart) {
      repairs.push(repair(tokens.slice(index, index + length)));
      index += length;
    } else kept.push(tokens[index++]!);
  }
  return { tokens: kept, repairs };
}

function withoutOpening(tokens: readonly Token[]): Step {
  let start = 0;
  for (let length = 1; length > 0; start += length) length = phraseAt(tokens, start, openings);
  // A word alone is all there is to go by.
  if (start === 0 || tokens.length - start < 2) return { tokens: [...tokens], repairs: [] };
  return { tokens: tokens.slice(start), repairs: [repair(tokens.slice(0, start))] };
}

function withoutCorrections(tokens: readonly Token[]): Step {
  let left = [...tokens];
  const repairs: Repair[] = [];
  for (let index = 1; index < left.length - 1; index++) {
    const length = phraseAt(left, index, corrections);
    if (length === 0 || index + length >= left.length) continue;
    const start = replacedFrom(left, index, length);
    if (start === undefined) continue;
    const restart = left.slice(index + length);
    repairs.push(repair(left.slice(start, index + length), restart.slice(0, Math.min(restart.length, index - start))));
    left = [...left.slice(0, start), ...restart];
    index = start;
  }
  return { tokens: left, repairs };
}

/** Where that begins which the words after the correction replace; undefined when it is no correction. */
function replacedFrom(tokens: readonly Token[], index: number, length: number): number | undefined {
  const next = tokens[index + length]!;
  for (let back = index - 1; back >= Math.max(0, index - furthestRestart); back--) {
    if (tokens[back]!.key === next.key) return back;
  }
  const marker = tokens
    .slice(index, index + length)
    .map(({ key }) => key)
    .join(' ');
  const before = tokens[index - 1]!;
  const isApart = before.surface.endsWith(',') || tokens[index + length - 1]!.surface.endsWith(',');
  if (weakCorrections.has(marker) && !isApart) return undefined;
  if (isFunctionWord(before.key) || isFunctionWord(next.key)) return undefined;
  // "the Arden 200, sorry, Arden 300" replaces a name and its number.
  return /^\d/.test(before.key) && !/^\d/.test(next.key) && index >= 2 ? index - 2 : index - 1;
}

/** "How do I, how do I": words said twice in a row, up to four at a time. Numbers are repeated on purpose. */
function withoutRepeats(tokens: readonly Token[]): Step {
  const kept: Token[] = [];
  const repairs: Repair[] = [];
  for (const token of tokens) {
    kept.push(token);
    for (let length = 4; length > 0; length--) {
      const again = kept.slice(-length);
      const before = kept.slice(-2 * length, -length);
      if (before.length !== length || again.some(({ key }, at) => key !== before[at]!.key || isRepeatable(key)))
        continue;
      repairs.push(repair([...before, ...again], again));
      kept.splice(-length);
      break;
    }
  }
  return { tokens: kept, repairs };
}

const isRepeatable = (key: string) => /\d/.test(key) || key === '' || key === 'very';

/** Length in words of the longest of the phrases that begins at a word; 0 for none. */
function phraseAt(tokens: readonly Token[], index: number, phrases: readonly string[]): number {
  let longest = 0;
  for (const phrase of phrases) {
    const words = phrase.split(' ');
    if (words.length > longest && words.every((word, at) => tokens[index + at]?.key === word)) longest = words.length;
  }
  return longest;
}
