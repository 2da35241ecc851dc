import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Retriever, retrievers } from '@cascade/knowledge';
import { type Condition, conditions } from './figures.ts';
import { defaultSnrsDb } from './saying.ts';

export const ablations = ['phonetic', 'bias', 'rewrite', 'dense'] as const;
export type Ablation = (typeof ablations)[number];

export const usage = `Usage: pnpm eval rag [options]

Asks a knowledge base questions whose answers are known: as clean text, spoken (synthesized, and heard by the recognizer), and
spoken fast, from across a room or in noise. Says what was found, answered, cited and refused, and which stage lost the rest.

  --knowledge DIR    folder of documents. Default: the sample knowledge base
  --questions FILE   JSON lines, as README.md describes. Default: those of the sample knowledge base
  --tenant NAME      who asks where a question does not say. Default: harbor-pine
  --conditions LIST  of clean, spoken, noisy. Default: all
  --split NAME       dev, test or all. Default: all
  --limit N          only N questions, spread evenly over the file
  --retrievers LIST  of lexical, phonetic, dense. Default: lexical,phonetic
  --ablate LIST      without these parts: phonetic (retrieval and repair by sound), bias (the recognizer is told no names),
                     rewrite (repair alone), dense
  --compare          asks with and without what --ablate names, and says what those parts gain
  --snr LIST         signal-to-noise ratios of noisy questions in dB. Default: ${defaultSnrsDb.join(',')}
  --seed TEXT        another seed says and disturbs the questions otherwise. Default: cascade
  --parallel N       questions at once, and threads of inference. Default: 2
  --cache DIR        what was synthesized and recognized is kept there; a stopped run goes on from it
  --html FILE        writes the report as one page
  --summary FILE     writes the figures as JSON, without the questions that were lost
  --json             one JSON object on standard output, and nothing else
  --help             this text

Exit codes: 0 every wanted figure was reached; 1 one was missed; 2 bad usage or files; 130 stopped by Ctrl-C.`;

export interface RagArguments {
  readonly knowledge: string;
  readonly questions: string;
  readonly tenant: string;
  readonly conditions: readonly Condition[];
  readonly split: 'dev' | 'test' | 'all';
  readonly limit: number;
  readonly retrievers: readonly Retriever[];
  readonly ablate: ReadonlySet<Ablation>;
  readonly compare: boolean;
  readonly snrsDb: readonly number[];
  readonly seed: string;
  readonly parallel: number;
  readonly cache: string;
  readonly html: string | undefined;
  readonly summary: string | undefined;
  readonly json: boolean;
}

const ownKnowledge = fileURLToPath(new URL('../../../packages/knowledge/sample', import.meta.url));
const ownQuestions = fileURLToPath(new URL('../../fixtures/rag/questions.jsonl', import.meta.url));

/** @throws Error whose message says what is wrong with the arguments */
export function parseRagArguments(argv: readonly string[]): RagArguments | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      knowledge: { type: 'string', default: ownKnowledge },
      questions: { type: 'string' },
      tenant: { type: 'string', default: 'harbor-pine' },
      conditions: { type: 'string', default: conditions.join(',') },
      split: { type: 'string', default: 'all' },
      limit: { type: 'string' },
      retrievers: { type: 'string', default: 'lexical,phonetic' },
      ablate: { type: 'string', default: '' },
      compare: { type: 'boolean', default: false },
      snr: { type: 'string', default: defaultSnrsDb.join(',') },
      seed: { type: 'string', default: 'cascade' },
      parallel: { type: 'string', default: '2' },
      cache: { type: 'string', default: defaultCache() },
      html: { type: 'string' },
      summary: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.questions === undefined && values.knowledge !== ownKnowledge) {
    throw new Error('--knowledge needs --questions: the questions of the sample are about the sample.');
  }
  if (values.compare && values.ablate === '') throw new Error('--compare needs --ablate: what shall be left out?');
  const chosen = listOf('--retrievers', values.retrievers, retrievers);
  const ablate = new Set(values.ablate === '' ? [] : listOf('--ablate', values.ablate, ablations));
  if (ablate.has('dense') && !chosen.includes('dense')) {
    throw new Error('--ablate dense: it is not in use. --retrievers lexical,phonetic,dense adds it.');
  }
  const { split } = values;
  if (split !== 'dev' && split !== 'test' && split !== 'all') throw new Error('--split takes dev, test or all.');
  return {
    knowledge: values.knowledge,
    questions: values.questions ?? ownQuestions,
    tenant: values.tenant,
    conditions: listOf('--conditions', values.conditions, conditions),
    split,
    limit: values.limit === undefined ? Number.POSITIVE_INFINITY : wholeNumber('--limit', values.limit),
    retrievers: chosen,
    ablate,
    compare: values.compare,
    snrsDb: values.snr.split(',').map(decibels),
    seed: values.seed,
    parallel: wholeNumber('--parallel', values.parallel),
    cache: values.cache,
    html: values.html,
    summary: values.summary,
    json: values.json,
  };
}

/** Beside the models, outside any working tree: audio of a run is some hundred megabytes. */
function defaultCache(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cascade', 'evals', 'rag');
}

function listOf<T extends string>(name: string, value: string, known: readonly T[]): T[] {
  const parts = value.split(',').map((part) => part.trim());
  for (const part of parts) {
    if (!known.some((candidate) => candidate === part)) {
      throw new Error(`${name} takes ${known.join(', ')}, separated by commas, not "${part}".`);
    }
  }
  // In the order in which they are known, each once.
  return known.filter((candidate) => parts.includes(candidate));
}

function wholeNumber(name: string, value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`${name} takes a whole number above 0, not "${value}".`);
  return Number(value);
}

function decibels(value: string): number {
  const snr = Number(value);
  if (value.trim() === '' || !Number.isFinite(snr) || Math.abs(snr) > 60) {
    throw new Error(`--snr takes decibels between -60 and 60, separated by commas, not "${value}".`);
  }
  return snr;
}
