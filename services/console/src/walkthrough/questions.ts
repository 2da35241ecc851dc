import type { CardId } from './card.ts';
import type { Question } from './question.ts';
import { exercises } from './questions/exercises.ts';
import { framework } from './questions/framework.ts';
import { prompts } from './questions/prompts.ts';
import { tradeoffs } from './questions/tradeoffs.ts';

/** Everything that an interviewer asks about such a system, each placed on the cards that answer it. */
export const questions: readonly Question[] = [...framework, ...tradeoffs, ...exercises, ...prompts];

/** The card's questions, those first that belong to it most. */
export const questionsOf = (card: CardId): Question[] =>
  questions
    .filter(({ cards }) => cards.includes(card))
    .toSorted((a, b) => Number(b.cards[0] === card) - Number(a.cards[0] === card));
