import { type BoundaryKind, judgeBoundary } from './clause-boundaries.ts';

/** How long a piece has to be, in words, before it is cut at a boundary of each kind. */
export interface PieceLimits {
  readonly sentence: number;
  readonly clause: number;
  readonly connective: number;
  readonly word: number;
}

export interface ClauseChunkerOptions {
  /** The first piece is cut early, so that speech can begin. */
  readonly first?: PieceLimits;
  readonly second?: PieceLimits;
  /** Longer pieces sound better: the voice plans its melody over what it is given. */
  readonly later?: PieceLimits;
}

export const defaultPieceLimits = {
  first: { sentence: 1, clause: 3, connective: 6, word: 10 },
  second: { sentence: 1, clause: 7, connective: 14, word: 20 },
  later: { sentence: 1, clause: 14, connective: 24, word: 32 },
} as const satisfies Record<string, PieceLimits>;

export interface ClauseChunker {
  /** Takes more of the text and gives back the pieces that are complete by now. */
  push(delta: string): string[];
  /** The text is over: the rest of it, in pieces. */
  end(): string[];
}

/**
 * Cuts a growing text into pieces to be spoken one after the other. Joined, the pieces are the text; white space stays
 * at the end of a piece. The same text gives the same pieces, however it is split into deltas: whether a gap between two
 * words is a cut depends on the text alone, and is decided as soon as enough of what follows has been seen.
 */
export function createClauseChunker(options: ClauseChunkerOptions = {}): ClauseChunker {
  const limits = { ...defaultPieceLimits, ...options };
  let pending = '';
  /** Up to here the gaps of `pending` have been judged. */
  let judged = 0;
  let words = 0;
  let pieces = 0;

  const nextPiece = (isEnd: boolean): string | undefined => {
    const gaps = /\s+/gu;
    gaps.lastIndex = judged;
    for (let gap = gaps.exec(pending); gap !== null; gap = gaps.exec(pending)) {
      const cut = gap.index + gap[0].length;
      // White space at either end of what there is: nothing to judge, or not yet.
      if (cut === pending.length) return undefined;
      if (gap.index > 0) {
        const boundary = judgeBoundary(pending.slice(0, gap.index), gap[0], pending.slice(cut), isEnd);
        if (boundary === undefined) return undefined;
        words += 1;
        if (isLongEnough(boundary, words, [limits.first, limits.second, limits.later][Math.min(pieces, 2)]!)) {
          const piece = pending.slice(0, cut);
          pending = pending.slice(cut);
          judged = 0;
          words = 0;
          pieces += 1;
          return piece;
        }
      }
      judged = cut;
    }
    return undefined;
  };

  const completePieces = (isEnd: boolean): string[] => {
    const complete: string[] = [];
    for (let piece = nextPiece(isEnd); piece !== undefined; piece = nextPiece(isEnd)) complete.push(piece);
    return complete;
  };

  return {
    push(delta) {
      pending += delta;
      return completePieces(false);
    },
    end() {
      const complete = completePieces(true);
      if (pending !== '') complete.push(pending);
      pending = '';
      return complete;
    },
  };
}

function isLongEnough(boundary: BoundaryKind, words: number, limits: PieceLimits): boolean {
  return boundary !== 'never' && words >= limits[boundary];
}
