import type { Claim, KnowledgeAnswer, Passage } from '@cascade/knowledge';
import { contentWords, missingEntities, statesFact } from './matching.ts';
import type { Question } from './question-file.ts';

/** What one question under one condition came to. What does not apply is undefined and counts nowhere. */
export interface Judgement {
  /** An expected document is among the five best passages. Answerable questions only. */
  readonly found: boolean | undefined;
  /** 1 / rank of the first passage of an expected document, 0 without one. Answerable questions only. */
  readonly reciprocalRank: number | undefined;
  /** Every fact is spoken and nothing forbidden. Answerable questions only. */
  readonly correct: boolean | undefined;
  /** Every claim is in the passage that it cites. Answers only. */
  readonly grounded: boolean | undefined;
  /** The first claim cites an expected document. Answers to answerable questions only. */
  readonly citationCorrect: boolean | undefined;
  /** Refused what is unanswerable, or did not refuse what is answerable, and spoke nothing forbidden. */
  readonly refusalCorrect: boolean;
  readonly success: boolean;
  readonly entities: number;
  /** Entities of the question that the recognizer lost or replaced. */
  readonly lostInHearing: readonly string[];
  /** Those that are not in the rewritten query. */
  readonly lostInQuery: readonly string[];
}

export const recallDepth = 5;

/** @param heard the question as the knowledge base got it */
export function judge(question: Question, heard: string, answer: KnowledgeAnswer): Judgement {
  const isAnswerable = question.kind !== 'unanswerable';
  const isRefusal = answer.kind === 'refusal';
  const rank = answer.passages.findIndex(({ source }) => question.documents.includes(source));
  const safe = question.forbidden.every((phrase) => !statesFact(answer.speech, phrase));
  const refusalCorrect = isRefusal !== isAnswerable && safe;
  const correct = isAnswerable
    ? !isRefusal && safe && question.answer.every((fact) => statesFact(answer.speech, fact))
    : undefined;
  const grounded = isRefusal ? undefined : isGrounded(answer);
  const success = refusalCorrect && correct !== false && grounded !== false;
  return {
    found: isAnswerable ? rank >= 0 && rank < recallDepth : undefined,
    reciprocalRank: isAnswerable ? (rank < 0 ? 0 : 1 / (rank + 1)) : undefined,
    correct,
    grounded,
    citationCorrect: isAnswerable && !isRefusal ? citesExpected(question, answer) : undefined,
    refusalCorrect,
    success,
    entities: question.entities.length,
    lostInHearing: missingEntities(heard, question.entities),
    lostInQuery: missingEntities(answer.rewrite.query, question.entities),
  };
}

/**
 * At least one claim; each quoted verbatim from the passage that it cites, and saying nothing that the quote does not; and no
 * number spoken that is in no quote and no name of a cited page.
 */
export function isGrounded({
  speech,
  claims,
  passages,
}: Pick<KnowledgeAnswer, 'speech' | 'claims' | 'passages'>): boolean {
  const supports = claims.map((claim) => supportOf(claim, passages));
  if (claims.length === 0 || supports.includes(undefined)) return false;
  const supported = new Set(supports.flatMap((words) => words ?? []));
  return contentWords(speech).every((word) => !/\d/.test(word) || supported.has(word));
}

/** The words of a claim's quote and of the names of its passage; undefined when they do not support the claim. */
function supportOf({ text, chunkId, quote }: Claim, passages: readonly Passage[]): string[] | undefined {
  const passage = passages.find((candidate) => candidate.chunkId === chunkId);
  if (!passage || quote.trim() === '' || !oneLine(passage.text).includes(oneLine(quote))) return undefined;
  const quoted = contentWords(quote);
  if (!contentWords(text).every((word) => quoted.includes(word))) return undefined;
  return [...quoted, ...contentWords([passage.title, ...passage.headings].join('. '))];
}

function citesExpected({ documents }: Question, { claims, passages }: KnowledgeAnswer): boolean {
  const [first] = claims;
  const cited = passages.find(({ chunkId }) => chunkId === first?.chunkId);
  return cited !== undefined && documents.includes(cited.source);
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
