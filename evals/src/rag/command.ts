import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { printable } from '@cascade/budget';
import { CascadeError } from '@cascade/contracts';
import type { Command } from '../command/run-command.ts';
import { type Ablation, parseRagArguments, type RagArguments, usage } from './arguments.ts';
import { type Asked, askAll } from './ask.ts';
import { compare } from './comparison.ts';
import type { Condition } from './figures.ts';
import { type Hearing, openHearing } from './hearing.ts';
import { htmlReport } from './html-report.ts';
import { listSources, openKnowledge } from './open-knowledge.ts';
import { type Question, readQuestions } from './question-file.ts';
import { type RagReport, reportOf } from './report.ts';
import { textReport } from './text-report.ts';

/** `pnpm eval rag`: see `arguments.ts` for its options and README.md for what it measures. */
export const ragCommand: Command<RagArguments> = { usage, parse: parseRagArguments, run: runRag };

/** Asks everything, prints the report and gives back the exit code. */
async function runRag(options: RagArguments, signal: AbortSignal): Promise<0 | 1> {
  const { conditions, compare: isCompared, seed } = options;
  const questions = chosen(await readQuestions(options.questions), options);
  checkDocuments(questions, await listSources(options.knowledge), options);
  const hearing = await openHearing(options.cache, options.parallel);
  try {
    const run = (ablate: ReadonlySet<Ablation>) => runOnce(questions, hearing, { ...options, ablate }, signal);
    const { asked, version } = await run(isCompared ? new Set() : options.ablate);
    const ablated = isCompared ? await run(options.ablate) : undefined;
    const report = reportOf(asked, conditions, {
      knowledge: { folder: options.knowledge, version },
      questions: { file: options.questions, split: options.split, asked: questions.length },
      seed,
      ablated: [...options.ablate],
      comparison: ablated && compare(asked, ablated.asked, conditions, seed),
    });
    await print(report, options);
    return report.reached ? 0 : 1;
  } finally {
    await hearing.close();
  }
}

async function runOnce(
  questions: readonly Question[],
  hearing: Hearing,
  options: RagArguments,
  signal: AbortSignal,
): Promise<{ readonly asked: readonly Asked[]; readonly version: string }> {
  const knowledge = await openKnowledge(options);
  try {
    const bias = !options.ablate.has('bias');
    const onProgress = progressPrinter(process.stderr);
    const asked = await askAll(questions, options.conditions, {
      ...options,
      knowledge,
      hearing,
      bias,
      onProgress,
      signal,
    });
    return { asked, version: knowledge.version };
  } finally {
    await knowledge.close();
  }
}

/** @throws CascadeError `invalid_file` when nothing is left */
function chosen(questions: readonly Question[], { split, limit, questions: file }: RagArguments): Question[] {
  const ofSplit = questions.filter((question) => split === 'all' || question.split === split);
  if (ofSplit.length === 0) {
    throw new CascadeError('invalid_file', `${file}: no question has the split "${split}": try --split all.`);
  }
  const count = Math.min(limit, ofSplit.length);
  // Spread over the file, so that few questions are of all kinds.
  return Array.from({ length: count }, (_, index) => ofSplit[Math.floor((index * ofSplit.length) / count)]!);
}

/** A misspelt path would count as a loss of retrieval. @throws CascadeError `invalid_file` */
function checkDocuments(
  questions: readonly Question[],
  sources: ReadonlySet<string>,
  { knowledge, questions: file }: RagArguments,
): void {
  for (const { id, documents } of questions) {
    const missing = documents.find((document) => !sources.has(document));
    if (missing === undefined) continue;
    const message = `${file}: question "${id}" expects ${missing}, which is not in ${knowledge}: mend "documents" or --knowledge.`;
    throw new CascadeError('invalid_file', message);
  }
}

async function print(report: RagReport, { html, summary, json }: RagArguments): Promise<void> {
  if (html !== undefined) await write(html, htmlReport(report));
  if (summary !== undefined) {
    const { failures: _, knowledge, questions, ...rest } = report;
    const figures = {
      knowledge: { ...knowledge, folder: relative('.', knowledge.folder) },
      questions: { ...questions, file: relative('.', questions.file) },
      ...rest,
    };
    await write(summary, `${JSON.stringify(figures, null, 2)}\n`);
  }
  console.log(json ? JSON.stringify(report) : textReport(report).split('\n').map(printable).join('\n'));
}

const write = (file: string, text: string): Promise<void> =>
  writeFile(file, text).catch((cause: NodeJS.ErrnoException) => {
    throw new CascadeError('invalid_file', `${file}: cannot be written (${cause.code ?? cause.message}).`, { cause });
  });

/** A terminal gets one line that changes, anything else a line now and then. */
function progressPrinter(output: NodeJS.WriteStream): (condition: Condition, done: number, of: number) => void {
  return (condition, done, of) => {
    const line = `${condition}: ${done} of ${of} questions`;
    if (output.isTTY) output.write(`\r\u001b[K${line}${done === of ? '\n' : ''}`);
    else if (done % 50 === 0 || done === of) output.write(`${line}\n`);
  };
}
