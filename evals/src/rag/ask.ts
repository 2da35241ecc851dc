import { performance } from 'node:perf_hooks';
import { CascadeError } from '@cascade/contracts';
import type { KnowledgeAnswer, KnowledgeBase, Reader, SpokenQuestion } from '@cascade/knowledge';
import type { Condition, Counted } from './figures.ts';
import type { Hearing } from './hearing.ts';
import { judge } from './judge.ts';
import { lossOf } from './loss.ts';
import { sameWords } from './matching.ts';
import type { Question } from './question-file.ts';
import type { Hypothesis } from './recognize.ts';
import { planSaying, type Saying } from './saying.ts';

/** Everything that is known of one question under one condition. */
export interface Asked extends Counted {
  readonly condition: Condition;
  readonly question: Question;
  /** Undefined for clean text. */
  readonly saying: Saying | undefined;
  /** What the knowledge base was asked. */
  readonly heard: string;
  readonly answer: KnowledgeAnswer;
}

export interface AskingOptions {
  readonly knowledge: KnowledgeBase;
  readonly hearing: Hearing;
  /** Who asks where a question does not say. */
  readonly tenant: string;
  /** Whether the recognizer is told the names of the knowledge base. */
  readonly bias: boolean;
  readonly snrsDb: readonly number[];
  readonly seed: string;
  readonly parallel: number;
  readonly onProgress: (condition: Condition, done: number, of: number) => void;
  readonly signal: AbortSignal;
}

/** As many passages as mean reciprocal ranks look at. */
const passageLimit = 10;

/** Asks every question under every condition; clean text always, since losses are told from it. */
export async function askAll(
  questions: readonly Question[],
  conditions: readonly Condition[],
  options: AskingOptions,
): Promise<Asked[]> {
  const clean = await askCondition(questions, 'clean', new Map(), options);
  const succeeded = new Map(clean.map(({ question, judgement }) => [question.id, judgement.success]));
  const asked = conditions.includes('clean') ? [...clean] : [];
  for (const condition of conditions) {
    if (condition !== 'clean') asked.push(...(await askCondition(questions, condition, succeeded, options)));
  }
  return asked;
}

async function askCondition(
  questions: readonly Question[],
  condition: Condition,
  cleanSucceeded: ReadonlyMap<string, boolean>,
  options: AskingOptions,
): Promise<Asked[]> {
  let done = 0;
  return inParallel(questions, options.parallel, async (question) => {
    if (options.signal.aborted) throw new CascadeError('cancelled', 'Stopped: the same command goes on from here.');
    const asked = await ask(question, condition, cleanSucceeded.get(question.id) ?? false, options);
    options.onProgress(condition, ++done, questions.length);
    return asked;
  });
}

async function ask(
  question: Question,
  condition: Condition,
  cleanSucceeded: boolean,
  options: AskingOptions,
): Promise<Asked> {
  const reader = question.reader ?? { tenant: options.tenant, labels: [] };
  const saying = condition === 'clean' ? undefined : planSaying(question.id, condition, options);
  const heard = saying === undefined ? { text: question.question } : await hear(question, saying, reader, options);
  const spoken: SpokenQuestion = { ...heard, history: question.history };
  const startMs = performance.now();
  const answer = await options.knowledge.search(spoken, reader, { limit: passageLimit });
  const searchMs = performance.now() - startMs;
  const judgement = judge(question, heard.text, answer);
  const misheard = !sameWords(heard.text, question.question);
  const loss = lossOf({ judgement, misheard, cleanSucceeded });
  return { condition, question, saying, heard: heard.text, answer, judgement, loss, searchMs };
}

async function hear(
  { question }: Question,
  saying: Saying,
  reader: Reader,
  { knowledge, hearing, bias, signal }: AskingOptions,
): Promise<Hypothesis> {
  const phrases = bias ? await knowledge.entities(reader) : [];
  return hearing.hear(question, saying, phrases, signal);
}

/** At most so many at once; results in the order of the items. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
