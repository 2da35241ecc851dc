import type { Claim } from '../types.ts';
import { forEar } from './ear.ts';
import { hasEvidence } from './evidence.ts';
import { looksLikeInstruction } from './injection.ts';
import type { AnalyzedQuestion } from './question.ts';
import type { RankedPassage } from './rerank.ts';

export const answerVersion = 'extractive-1';

export interface ComposedAnswer {
  readonly kind: 'answer' | 'refusal';
  readonly speech: string;
  readonly confidence: number;
  readonly claims: readonly Claim[];
  /** Sentences that were not spoken because they address an assistant. */
  readonly instructions: number;
}

export interface AnswerOptions {
  /** Below this confidence nothing is claimed, 0..1. */
  readonly leastConfidence: number;
}

const mostSentences = 3;
/** A neighbouring sentence is said too when it is nearly as good. */
const nearlyAsGood = 0.72;

/** Limits or conditions what was said before it. */
const qualifies =
  /^(?:but|however|except|unless|only|otherwise|exceptions?|still|yet|if|this (?:does|is) not|not |that said|then)\b|\b(?:except|unless|however|does not apply|not included|excluded|with the exception|either)\b/i;
/** Cannot be understood without what was said before it. */
const leans = /^(?:it|its|this|that|these|those|they|them|their|he|she|his|her|then|there|both|also|after that|so)\b/i;

/**
 * Whole sentences of the best passage: the one that answers best, what it leans on, and what qualifies it. Says no more than
 * they do; nothing at all when the confidence is too low.
 */
export function composeAnswer(
  question: AnalyzedQuestion,
  ranked: readonly RankedPassage[],
  options: AnswerOptions,
): ComposedAnswer {
  let instructions = 0;
  const speakable = ranked.filter(({ passage }) => {
    const hostile = passage.sentences.filter(({ text }) => looksLikeInstruction(text)).length;
    instructions += hostile;
    return hostile < passage.sentences.length;
  });
  const best = speakable[0];
  const confidence = best?.score ?? 0;
  if (!best || confidence < options.leastConfidence) {
    return { kind: 'refusal', speech: refusalOf(question), confidence, claims: [], instructions };
  }
  const chosen = chooseSentences(best, question);
  if (chosen.length === 0) {
    return { kind: 'refusal', speech: refusalOf(question), confidence, claims: [], instructions };
  }
  const claims = chosen.map((index) => claimOf(best, index));
  const speech = `According to ${sourceName(best.passage.title)}: ${claims.map(({ text }) => text).join(' ')}`;
  return { kind: 'answer', speech, confidence, claims, instructions };
}

/** Indices of the sentences to be spoken, in the order of the passage. */
function chooseSentences({ passage, sentenceScores }: RankedPassage, { evidence }: AnalyzedQuestion): number[] {
  const isHostile = passage.sentences.map(({ text }) => looksLikeInstruction(text));
  const allowed = passage.sentences.map((_, index) => index).filter((index) => !isHostile[index]);
  const best = allowed.reduce<number | undefined>(
    (left, index) => (left === undefined || sentenceScores[index]! > sentenceScores[left]! ? index : left),
    undefined,
  );
  if (best === undefined) return [];
  const chosen = new Set([best]);
  const text = (index: number) => passage.sentences[index]?.text ?? '';
  const add = (index: number) => {
    if (chosen.size < mostSentences && allowed.includes(index)) chosen.add(index);
  };
  if (leans.test(text(best))) add(best - 1);
  if (qualifies.test(text(best + 1))) add(best + 1);
  if (text(best).endsWith(':') || evidence === 'procedure') {
    add(best + 1);
    add(best + 2);
  }
  if (evidence === 'open') add(best + 1);
  // "We do not do that. The firm of Brandt does": what was asked for may be in the next sentence.
  if (!hasEvidence(text(best), evidence)) {
    for (const index of [best + 1, best - 1]) if (text(index) !== '' && hasEvidence(text(index), evidence)) add(index);
  }
  for (const index of allowed.toSorted((left, right) => sentenceScores[right]! - sentenceScores[left]!)) {
    if (sentenceScores[index]! >= nearlyAsGood * sentenceScores[best]! && Math.abs(index - best) === 1) add(index);
  }
  return [...chosen].sort((left, right) => left - right);
}

function claimOf({ passage }: RankedPassage, index: number): Claim {
  const quote = passage.sentences[index]!.text;
  return { text: forEar(quote), chunkId: passage.chunkId, quote };
}

/** A title as it is named in speech: "the page Returns and exchanges". */
const sourceName = (title: string) =>
  looksLikeInstruction(title) ? 'a page that I have' : `the page ${forEar(title).replace(/[.]$/, '')}`;

function refusalOf({ entities, terms }: AnalyzedQuestion): string {
  const about =
    entities[0]?.text ??
    terms
      .filter(({ isEntity }) => !isEntity)
      .map(({ norm }) => norm)
      .slice(0, 3)
      .join(' ');
  return about === ''
    ? "I don't have anything about that in what I can look up."
    : `I don't have anything about ${entities.length > 0 ? `that for ${about}` : about} in what I can look up.`;
}
