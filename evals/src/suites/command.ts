import { writeFile } from 'node:fs/promises';
import { CascadeError } from '@cascade/contracts';
import type { Command } from '../command/run-command.ts';
import { readRegistry, registryAddress } from '../gate/open-registry.ts';
import type { EvalRun } from '../results-schema/index.ts';
import { parseSuiteArguments, type SuiteArguments, usage } from './arguments.ts';
import { compareRuns } from './compare/compare-runs.ts';
import { worstRegressions } from './compare/regressions.ts';
import { htmlReport } from './report/html-report.ts';
import { jsonReport } from './report/json-report.ts';
import { comparisonText, runText } from './report/text-report.ts';
import { runSuite } from './runner/run-suite.ts';
import { storeRuns } from './store-runs.ts';
import type { LoadOptions } from './suite.ts';
import { loadSuite, type SuiteName, suiteNames } from './suites.ts';

/** As many as a page holds without becoming too large to open. */
const shownRegressions = 12;

/** `pnpm eval asr` and its like. */
export const suiteCommand = (name: SuiteName): Command<SuiteArguments> => ({
  usage,
  parse: parseSuiteArguments,
  run: async (options, signal) => {
    await runOne(name, 'full', options, signal);
    return 0;
  },
});

/** `pnpm eval all` and `pnpm eval smoke`: every suite, one after the other. */
export const everySuiteCommand = (size: LoadOptions['size']): Command<SuiteArguments> => ({
  usage,
  parse(argv) {
    const options = parseSuiteArguments(argv);
    if (options === 'help') return options;
    if (options.candidate !== undefined) throw new Error('Entries are of one kind: compare them in their own suite.');
    if (options.html !== undefined) throw new Error('--html takes one suite at a time.');
    return size === 'smoke' && !argv.includes('--out') ? { ...options, out: undefined } : options;
  },
  async run(options, signal) {
    for (const name of suiteNames) await runOne(name, size, options, signal);
    return 0;
  },
});

async function runOne(
  name: SuiteName,
  size: LoadOptions['size'],
  options: SuiteArguments,
  signal: AbortSignal,
): Promise<void> {
  const suite = await loadSuite[name]();
  const registry = await readRegistry(registryAddress(process.env));
  const { runs, told } = await runSuite({ ...options, size, suite, suiteName: nameOf(name, size), registry, signal });
  const pair = runs.length === 2 ? (runs as readonly [EvalRun, EvalRun]) : undefined;
  const differences = pair ? compareRuns(...pair, { seed: String(options.seed) }) : [];
  const regressions = pair ? worstRegressions(pair, told, suite.shown[0]!, shownRegressions) : [];
  const files = options.out === undefined ? [] : [await storeRuns(runs, options.out)];
  if (options.html !== undefined) {
    await write(options.html, await htmlReport({ suite, runs, differences, regressions }));
  }
  if (options.json) console.log(JSON.stringify(jsonReport(runs, differences, regressions, files)));
  else {
    console.log(pair ? comparisonText(pair, differences, suite) : runText(runs[0]!, suite));
    for (const file of files) console.log(`\nStored in ${file}`);
  }
}

/** Few items of every kind are a suite of their own. */
const nameOf = (name: SuiteName, size: LoadOptions['size']): string => (size === 'smoke' ? `${name}-smoke` : name);

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((cause: Error) => {
    throw new CascadeError('invalid_file', `${file}: cannot be written (${cause.message}).`, { cause });
  });
}
