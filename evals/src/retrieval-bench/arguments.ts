import { parseArgs } from 'node:util';
import type { Retriever } from '@cascade/knowledge';

export const usage = `Usage: pnpm bench:retrieval [options]

How soon answers from documents begin with a large knowledge base: the sample among made-up pages. Times searches first, then says
questions to a service that has it, as pnpm bench does, against the same budgets.

  --chunks N         of the knowledge base. Default 10000
  --questions N      said to the service; 0: only searches are timed. Default 30
  --retrievers LIST  of the timed searches: of lexical, phonetic, dense. Default lexical,phonetic, as in the service
  --seed TEXT        another seed makes other pages and says questions otherwise. Default "cascade"
  --out DIR          where the report goes. Default dist/bench-retrieval
  --help             this text

Exit codes: 0 measured, whatever the figures are; 1 no turn was answered; 2 bad usage; 130 stopped by Ctrl-C.`;

export interface RetrievalBenchArguments {
  readonly chunks: number;
  readonly questions: number;
  readonly retrievers: readonly Retriever[];
  readonly seed: string;
  readonly outFolder: string;
}

const retrieverNames: readonly Retriever[] = ['lexical', 'phonetic', 'dense'];

/** @throws Error whose message names the argument and says what it takes */
export function parseRetrievalBenchArguments(argv: readonly string[]): RetrievalBenchArguments | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      chunks: { type: 'string', default: '10000' },
      questions: { type: 'string', default: '30' },
      retrievers: { type: 'string', default: 'lexical,phonetic' },
      seed: { type: 'string', default: 'cascade' },
      out: { type: 'string', default: 'dist/bench-retrieval' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    chunks: wholeNumber('--chunks', values.chunks, 1),
    questions: wholeNumber('--questions', values.questions, 0),
    retrievers: values.retrievers.split(',').map(asRetriever),
    seed: values.seed,
    outFolder: values.out,
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least)
    throw new Error(`${name} takes a whole number of ${least} or more, not "${text}".`);
  return value;
}

function asRetriever(text: string): Retriever {
  const found = retrieverNames.find((name) => name === text.trim());
  if (!found) throw new Error(`--retrievers takes ${retrieverNames.join(', ')}, with commas, not "${text}".`);
  return found;
}
