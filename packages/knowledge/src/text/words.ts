import { ordinalWord, readNumber } from './numbers.ts';
import { stem } from './stem.ts';

/** A word of a text, in the form in which texts and questions are compared. */
export interface Word {
  /** As written. */
  readonly surface: string;
  /** Lower case; numbers as digits, codes joined: "Two hundred" is "200", "HX-14" and "h x fourteen" are "hx14". */
  readonly norm: string;
  /** What the index holds. */
  readonly stem: string;
  /** Offsets in the text, end exclusive. */
  readonly start: number;
  readonly end: number;
}

type Piece = Omit<Word, 'stem'>;

const piecePattern = /[\p{L}\p{N}]+(?:[’'.,:-][\p{L}\p{N}]+)*/gu;
const contraction = /^(.+)[’'](?:s|re|ve|ll|d|m|t)$/;
const groupedNumber = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const codePattern = /^[a-z]{1,5}-?\d{1,5}[a-z]?$/;

/** The words of a text in the order in which they stand. */
export function wordsOf(text: string): Word[] {
  return joinCodes(joinNumbers(piecesOf(text))).map((piece) => ({ ...piece, stem: stem(piece.norm) }));
}

export const stemsOf = (text: string): string[] => wordsOf(text).map((word) => word.stem);

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const match of text.matchAll(piecePattern)) {
    const [surface] = match;
    const lower = surface.toLowerCase().replaceAll('’', "'");
    const bare = lower.match(contraction)?.[1] ?? lower;
    const whole = groupedNumber.test(bare) || /^[\d.:]+$/.test(bare) || codePattern.test(bare);
    if (whole) {
      const norm = bare.replace(/[,-]/g, '').replace(/\.$/, '');
      pieces.push({ surface, norm, start: match.index, end: match.index + surface.length });
    } else {
      for (const part of surface.matchAll(/[^.,:-]+/gu)) {
        const start = match.index + part.index;
        const partLower = part[0].toLowerCase().replaceAll('’', "'");
        const norm = partLower.match(contraction)?.[1] ?? partLower;
        pieces.push({ surface: part[0], norm, start, end: start + part[0].length });
      }
    }
  }
  return pieces;
}

/** Numbers in words become digits. */
function joinNumbers(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (let index = 0; index < pieces.length; ) {
    const number = readNumber(normsOfRun(pieces, index), 0);
    const last = pieces[index + (number?.length ?? 1) - 1]!;
    const first = pieces[index]!;
    const norm = number ? String(number.value) : (ordinalWord(first.norm) ?? first.norm);
    joined.push(spanning(first, last, norm, pieces.slice(index, index + (number?.length ?? 1))));
    index += number?.length ?? 1;
  }
  return joined;
}

const longestNumber = 9;

/** The next words as far as no punctuation is between them: "of eighty. Two" are two numbers. */
function normsOfRun(pieces: readonly Piece[], start: number): string[] {
  const run = [pieces[start]!.norm];
  for (let index = start + 1; index < Math.min(pieces.length, start + longestNumber); index++) {
    if (pieces[index]!.start - pieces[index - 1]!.end > 1) break;
    run.push(pieces[index]!.norm);
  }
  return run;
}

/** Letters said one by one before a number, or capitals before it, are a code: "h x 14", "HX 14". */
function joinCodes(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (let index = 0; index < pieces.length; ) {
    let end = index;
    while (end < pieces.length && isLetter(pieces[end]!)) end++;
    if (end === index && isCapitals(pieces[index]!)) end++;
    const number = pieces[end];
    if (end > index && end - index <= 4 && number && /^\d{1,4}$/.test(number.norm)) {
      const parts = pieces.slice(index, end + 1);
      joined.push(spanning(pieces[index]!, number, parts.map(({ norm }) => norm).join(''), parts));
      index = end + 1;
    } else {
      joined.push(pieces[index]!);
      index++;
    }
  }
  return joined;
}

/** "A" and "I" are words of their own. */
const isLetter = ({ norm }: Piece) => /^[b-hj-z]$/.test(norm);
const isCapitals = ({ surface }: Piece) => /^\p{Lu}{2,4}$/u.test(surface);

function spanning(first: Piece, last: Piece, norm: string, parts: readonly Piece[]): Piece {
  return { surface: parts.map(({ surface }) => surface).join(' '), norm, start: first.start, end: last.end };
}
