import type { CardId } from './card.ts';

/** A question of a design interview, with a short answer and what to point at here. */
export interface Question {
  readonly id: string;
  readonly topic: 'Framework' | 'Architecture' | 'Trade-offs' | 'Exercise' | 'Exam prompt' | 'Coding lab';
  readonly question: string;
  /** Sentences that can be said aloud. */
  readonly answer: readonly string[];
  /** What this system shows of it. */
  readonly here: string;
  /** The first is where it belongs most. */
  readonly cards: readonly [CardId, ...CardId[]];
}
