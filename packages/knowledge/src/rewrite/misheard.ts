import type { ReaderView } from '../search/reader-view.ts';
import { isCommon } from '../text/common-words.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { soundOf } from '../text/sound.ts';
import { wordsOf } from '../text/words.ts';
import type { SpokenQuestion } from '../types.ts';
import { codeAt } from './codes.ts';
import type { Repair, Rewritten } from './repairs.ts';
import type { SoundIndex, SoundMatch } from './sound-index.ts';

interface Token {
  readonly surface: string;
  readonly norm: string;
  /** The recognizer's, 0..1; 1 when typed. */
  readonly confidence: number;
}

/** Below this a word may be another one, however common it is. */
const doubtful = 0.55;
const longestSpan = 4;

interface Thresholds {
  /** A word that neither the documents nor common English have. */
  readonly unknown: number;
  /** A common word that the documents do not have. */
  readonly common: number;
  /** … and that the recognizer doubted. */
  readonly doubted: number;
  /** Before a number that goes with a name of the documents. */
  readonly numbered: number;
  readonly numberedCommon: number;
  /** … where the word is a name itself, of something with another number. */
  readonly numberedName: number;
}

/** How alike a span has to sound to be replaced; set by judgement, not searched for. */
const heardThresholds: Thresholds = {
  ...{ unknown: 0.72, common: 0.86, doubted: 0.8 },
  ...{ numbered: 0.62, numberedCommon: 0.72, numberedName: 0.81 },
};

/** What somebody typed is what they meant, but for the spelling of names. */
const typedThresholds: Thresholds = {
  ...{ unknown: 0.85, common: 0.97, doubted: 0.97 },
  ...{ numbered: 0.85, numberedCommon: 0.92, numberedName: 1.01 },
};

/**
 * Replaces words that a recognizer probably took for others by names, codes and terms of the documents that sound like them,
 * across word boundaries too ("zephyr ten" for Zefirten). A word of the documents stays unless the recognizer doubted it; a
 * common word stays unless it sounds nearly the same or stands before the number of a product.
 */
export function repairMisheard(
  text: string,
  question: Pick<SpokenQuestion, 'words'>,
  view: ReaderView,
  sounds: SoundIndex,
): Rewritten {
  const tokens = tokensOf(text, question.words);
  const least = question.words === undefined ? typedThresholds : heardThresholds;
  const repairs: Repair[] = [];
  const said: string[] = [];
  for (let index = 0; index < tokens.length; ) {
    const found =
      codeAt(tokens, index, view) ??
      knownAt(tokens, index, view) ??
      numberedAt(tokens, index, view, sounds, least) ??
      nameAt(tokens, index, view, sounds, least);
    const heard = tokens
      .slice(index, index + (found?.length ?? 1))
      .map(({ surface }) => surface)
      .join(' ');
    if (found?.meant === undefined) said.push(heard);
    else {
      const meant = keepEnding(heard, found.meant);
      if (meant !== heard) repairs.push({ heard, meant, reason: 'phonetic' });
      said.push(meant);
    }
    index += found?.length ?? 1;
  }
  return { text: said.join(' '), repairs };
}

interface Found {
  readonly length: number;
  /** Undefined: right as it is. */
  readonly meant?: string;
}

function tokensOf(text: string, words: SpokenQuestion['words']): Token[] {
  let at = 0;
  return text
    .split(' ')
    .filter((surface) => surface !== '')
    .map((surface) => {
      const norm = bare(surface);
      const found = words?.findIndex((word, index) => index >= at && bare(word.text) === norm) ?? -1;
      if (found >= 0) at = found + 1;
      return { surface, norm, confidence: found >= 0 ? words![found]!.confidence : 1 };
    });
}

const bare = (surface: string) =>
  surface
    .toLowerCase()
    .replace('’', "'")
    .replace(/'s(?=\W*$)/, '')
    .replace(/[^\p{L}\p{N}'.-]|[.'-]+$/gu, '');

/** What is a name or a code of the documents is left alone. */
function knownAt(tokens: readonly Token[], index: number, view: ReaderView): Found | undefined {
  for (let length = Math.min(longestSpan, tokens.length - index); length > 0; length--) {
    const span = tokens.slice(index, index + length);
    const key = wordsOf(span.map(({ norm }) => norm).join(' '))
      .map(({ norm }) => norm)
      .join(' ');
    const entity = view.entityOf.get(key);
    const standsAlone = length > 1 || !nextIsNumber(tokens, index + 1);
    if (entity && entity.kind !== 'term' && standsAlone && span.every(({ confidence }) => confidence >= doubtful / 2)) {
      return { length };
    }
  }
  return undefined;
}

/** A name with a number: the number says which names come into question. */
function numberedAt(
  tokens: readonly Token[],
  index: number,
  view: ReaderView,
  sounds: SoundIndex,
  thresholds: Thresholds,
): Found | undefined {
  for (let length = 1; length <= 2 && index + length < tokens.length; length++) {
    const span = tokens.slice(index, index + length);
    if (span.some(({ norm }) => !/^[a-z'-]+$/.test(norm) || wordsOf(norm).some((word) => /\d/.test(word.norm))))
      return undefined;
    const number = numberAt(tokens, index + length);
    if (!number || span.every(({ norm }) => isFunctionWord(norm))) continue;
    const least = leastForNumbered(span, view, thresholds);
    const sound = soundOf(span.map(({ norm }) => norm).join(' '));
    const [best] = sounds.nearest(sound, least, ({ kind, words }) => {
      const last = words.at(-1)!.norm;
      return kind === 'name' && words.length > 1 && (last === number.value || isConfusedWith(last, number.value));
    });
    if (best && isAcceptable(span, best)) return { length: length + number.length, meant: best.entity.text };
  }
  return undefined;
}

function leastForNumbered(span: readonly Token[], view: ReaderView, thresholds: Thresholds): number {
  const isName = span.some(({ norm }) => view.entityOf.has(norm) || namesWith(view).has(norm));
  if (isName) return thresholds.numberedName;
  return span.some(({ norm }) => isCommon(norm) || view.hasWord(norm))
    ? thresholds.numberedCommon
    : thresholds.numbered;
}

const firstNames = new WeakMap<ReaderView, ReadonlySet<string>>();

/** First words of names with numbers. */
function namesWith(view: ReaderView): ReadonlySet<string> {
  let names = firstNames.get(view);
  if (!names) {
    names = new Set(view.entities.filter(({ kind }) => kind === 'name').map(({ words }) => words[0]!.norm));
    firstNames.set(view, names);
  }
  return names;
}

const nextIsNumber = (tokens: readonly Token[], index: number) => numberAt(tokens, index) !== undefined;

function numberAt(tokens: readonly Token[], index: number): { value: string; length: number } | undefined {
  for (let length = Math.min(3, tokens.length - index); length > 0; length--) {
    const words = wordsOf(
      tokens
        .slice(index, index + length)
        .map(({ norm }) => norm)
        .join(' '),
    );
    if (words.length === 1 && /^\d+$/.test(words[0]!.norm)) return { value: words[0]!.norm, length };
  }
  return undefined;
}

/** "Fifteen" and "fifty": 15 and 50, 215 and 250. */
function isConfusedWith(known: string, heard: string): boolean {
  if (known.length !== heard.length || known.slice(0, -2) !== heard.slice(0, -2)) return false;
  const [one, other] = [known.slice(-2), heard.slice(-2)];
  return (/^1[3-9]$/.test(one) && other === `${one[1]}0`) || (/^1[3-9]$/.test(other) && one === `${other[1]}0`);
}

function nameAt(
  tokens: readonly Token[],
  index: number,
  view: ReaderView,
  sounds: SoundIndex,
  thresholds: Thresholds,
): Found | undefined {
  let best: { length: number; match: SoundMatch } | undefined;
  for (let length = 1; length <= Math.min(longestSpan, tokens.length - index); length++) {
    const span = tokens.slice(index, index + length);
    const least = leastForName(span, view, thresholds);
    if (least === undefined) continue;
    const sound = soundOf(span.map(({ norm }) => norm).join(''));
    const [match] = sounds.nearest(sound, least, ({ kind, words }) => {
      const isRepairable = kind === 'name' || (kind === 'term' && length === 1);
      return isRepairable && !words.some(({ norm }) => /\d/.test(norm));
    });
    if (match && isAcceptable(span, match) && match.likeness > (best?.match.likeness ?? 0)) best = { length, match };
  }
  return best && { length: best.length, meant: best.match.entity.text };
}

/** Undefined: this is no name that was misheard. */
function leastForName(span: readonly Token[], view: ReaderView, thresholds: Thresholds): number | undefined {
  if (span.some(({ norm }) => /\d/.test(norm) || norm === '')) return undefined;
  if (isFunctionWord(span[0]!.norm) || isFunctionWord(span.at(-1)!.norm)) {
    if (span.length === 1 || span.every(({ confidence }) => confidence >= doubtful)) return undefined;
  }
  const isDoubted = span.some(({ confidence }) => confidence < doubtful);
  const known = span.filter(({ norm }) =>
    wordsOf(norm).every((word) => view.hasWord(word.norm) || view.hasStem(word.stem)),
  );
  if (known.length === span.length) return isDoubted && span.length === 1 ? thresholds.common : undefined;
  const common = span.filter(({ norm }) => isCommon(norm));
  if (common.length === span.length || known.length > 0) return isDoubted ? thresholds.doubted : thresholds.common;
  return thresholds.unknown;
}

/** Short words sound like too many others, and a span of several words has to be as long as what it is taken for. */
function isAcceptable(span: readonly Token[], { entity, likeness }: SoundMatch): boolean {
  const letters = span.map(({ norm }) => norm.replace(/[^a-z]/g, '')).join('');
  const meant = entity.text.replace(/[^\p{L}]/gu, '');
  if (Math.min(letters.length, meant.length) < 4 && likeness < 0.95) return false;
  return Math.abs(letters.length - meant.length) <= Math.max(2, meant.length * 0.35);
}

/** A possessive and punctuation stay with the words that replace. */
function keepEnding(heard: string, meant: string): string {
  const possessive = /['’]s(?=\W*$)/.test(heard) ? "'s" : '';
  return `${meant}${possessive}${heard.match(/[?!,.;:]+$/)?.[0] ?? ''}`;
}
