import { isCommon } from '../text/common-words.ts';
import { isFunctionWord } from '../text/function-words.ts';

/** `maybe`: a name if it is one elsewhere too. */
export type EntityKind = 'code' | 'name' | 'term' | 'maybe';

export interface Entity {
  /** As most often written. */
  readonly text: string;
  readonly kind: EntityKind;
}

const codePattern = /(?<![\p{L}\p{N}-])\p{Lu}{1,4}-?\d{1,4}\p{Lu}?(?![\p{L}\p{N}-])/gu;
const word = String.raw`\p{Lu}[\p{L}’'-]*\p{L}|\p{Lu}{2,}`;
const namePattern = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:${word})(?: (?:(?:of|and|the|&) )?(?:${word})| \d{1,4}(?![\d,.:]*\d|[\p{L}%]))*`,
  'gu',
);

const termPattern = /(?<![\p{L}\p{N}-])\p{Ll}{5,}(?![\p{L}\p{N}-])/gu;

/** Capitalized without being names. */
const calendar = new Set(
  'monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december mondays tuesdays wednesdays thursdays fridays saturdays sundays english spanish portuguese french german celsius fahrenheit'.split(
    ' ',
  ),
);

interface Sighting {
  readonly text: string;
  /** At the beginning of a sentence a capital letter proves nothing. */
  readonly initial: boolean;
}

/**
 * Names, codes and rare terms of a text. A capitalized run in mid-sentence is a name; one at the beginning of a sentence or of
 * a heading may be one, which other documents decide (`keptEntities`). Emphasized capitalized phrases count as names,
 * uncommon words as terms.
 */
export function entitiesIn(sentences: readonly string[], emphasized: readonly string[] = []): Entity[] {
  const found = new Map<string, Entity>();
  const add = (text: string, kind: EntityKind) => {
    const known = found.get(text);
    if (!known || (known.kind === 'maybe' && kind === 'name')) found.set(text, { text, kind });
  };
  for (const sentence of sentences) {
    for (const [code] of sentence.matchAll(codePattern)) add(code, 'code');
    for (const { text, initial } of namesIn(sentence)) {
      add(text, initial ? 'maybe' : 'name');
      if (initial) for (const rest of restsOf(text)) add(rest, 'name');
      for (const part of text.split(/ (?:and|&) (?:the )?/).slice(0, text.includes(' and ') ? undefined : 0))
        add(part, 'maybe');
    }
    for (const [term] of sentence.matchAll(termPattern)) if (isRare(term)) add(term, 'term');
  }
  for (const phrase of emphasized) if (phrase.split(' ').length <= 4 && /^\p{Lu}/u.test(phrase)) add(phrase, 'name');
  return [...found.values()].filter(({ text }) => text.length > 1);
}

export interface CountedEntity extends Entity {
  readonly chunks: number;
}

/**
 * Of what was found in all documents that count: what may be a name is one if it is a name elsewhere, or consists of uncommon
 * words and numbers; what joins two known names is none.
 */
export function keptEntities(found: readonly CountedEntity[]): CountedEntity[] {
  const sure = new Set(found.filter(({ kind }) => kind === 'name').map(({ text }) => text));
  const merged = new Map<string, CountedEntity>();
  for (const entity of found) {
    if (entity.kind === 'maybe' && !sure.has(entity.text) && !isUnusual(entity.text)) continue;
    const kind = entity.kind === 'maybe' ? 'name' : entity.kind;
    merged.set(entity.text, {
      text: entity.text,
      kind,
      chunks: entity.chunks + (merged.get(entity.text)?.chunks ?? 0),
    });
  }
  const isJoined = ({ text }: Entity) => {
    const parts = text.split(/ and (?:the )?/);
    return parts.length > 1 && parts.every((part) => merged.has(part));
  };
  return [...merged.values()].filter((entity) => !isJoined(entity));
}

/** Several words of which none is common, or one with a number. */
const isUnusual = (text: string) => {
  const words = text.toLowerCase().split(' ');
  return words.length > 1 && words.every((word) => !isCommon(word) && !isFunctionWord(word) && word !== '&');
};

function namesIn(sentence: string): Sighting[] {
  return [...sentence.matchAll(namePattern)].flatMap((match) => {
    let words = match[0].replace(/[’']s$/, '').split(' ');
    let initial = match.index === 0 || /[.!?:;"“(]\s*$/.test(sentence.slice(0, match.index));
    // "The Arden 200", "If Lucas Moreau": the first word is no part of the name.
    while (words.length > 0 && isNoName(words[0]!)) {
      words = words.slice(1);
      initial = false;
    }
    while (words.length > 0 && /^(?:of|and|the|&)$/.test(words.at(-1)!)) words = words.slice(0, -1);
    const text = words.join(' ');
    return words.length === 0 || words.length > 6 || /^\d/.test(text) || text.length < 3 ? [] : [{ text, initial }];
  });
}

const isNoName = (part: string) => isFunctionWord(part.toLowerCase()) || calendar.has(part.toLowerCase());

/** "Ask Priya Raman" and "Set the Senta" begin with a common word that is none of the name. */
function restsOf(text: string): string[] {
  const [first, ...rest] = text.split(' ');
  if (rest.length < 2 || !isCommon(first!.toLowerCase())) return [];
  const name = rest[0] === 'the' || rest[0] === 'of' ? rest.slice(1) : rest;
  return /^\p{Lu}/u.test(name[0] ?? '') ? [name.join(' ')] : [];
}

function isRare(term: string): boolean {
  const base = term.replace(/(?:ies|e?s|ed|ing|ly|er)$/, '');
  return ![term, base, `${base}e`, `${base}y`].some(isCommon);
}
