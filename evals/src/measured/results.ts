import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchResults, readResults as readBench } from '../bench/results.ts';
import { resultsFolder, storedResults } from '../gate/index.ts';
import type { RagReport } from '../rag/report.ts';
import { type EvalRun, readResults } from '../results-schema/index.ts';
import type { SafetyReport } from '../safety/figures.ts';
import type { SuiteName } from '../suites/suites.ts';
import type { ToolReport } from '../tool-turns/report.ts';

/** What the repository keeps of measurements. */
export interface KeptResults {
  readonly bench: BenchResults;
  /** Of the live entry of each suite. */
  readonly runs: Readonly<Record<SuiteName, EvalRun>>;
  readonly rag: RagReport;
  readonly safety: SafetyReport;
  /** By seed; the first is the one that decides. */
  readonly tools: readonly ToolReport[];
}

const kept = (name: string): string => fileURLToPath(new URL(`../../results/${name}`, import.meta.url));
const readJson = <Report>(name: string): Report => JSON.parse(readFileSync(kept(name), 'utf8'));

/** Files of runs that the figures are from: whoever evaluates something has not changed the README by that. */
export const quotedRuns = fileURLToPath(new URL('../../results/quoted-runs.json', import.meta.url));

/**
 * @param liveEntries the live bundle of each suite's stage
 * @returns names of the files with the newest whole run of each
 */
export async function newestRuns(liveEntries: Readonly<Record<SuiteName, string>>): Promise<string[]> {
  const files = (await Promise.all(storedResults().map(readResults))).flatMap(({ file, runs }) =>
    runs.map((run) => ({ file, run })),
  );
  const newest = Object.entries(liveEntries).map(([suite, entry]) => {
    const fitting = files.filter(({ run }) => run.suite.name === suite && run.entry === entry);
    return fitting.toSorted((left, right) => right.run.startedAt.localeCompare(left.run.startedAt))[0];
  });
  return newest.flatMap((found) => (found ? [basename(found.file)] : []));
}

/**
 * @param liveEntries the live bundle of each suite's stage
 * @throws CascadeError for files that are no results, Error naming the suite that has no run
 */
export async function readKeptResults(liveEntries: Readonly<Record<SuiteName, string>>): Promise<KeptResults> {
  const files: string[] = JSON.parse(readFileSync(quotedRuns, 'utf8'));
  const stored = (await Promise.all(files.map((name) => readResults(`${resultsFolder}${name}`)))).flatMap(
    ({ runs }) => runs,
  );
  const runOf = (suite: SuiteName): EvalRun => {
    const run = stored.find((one) => one.suite.name === suite && one.entry === liveEntries[suite]);
    if (!run)
      throw new Error(`${quotedRuns} names no run of ${liveEntries[suite]}: pnpm eval ${suite}, then --newest.`);
    return run;
  };
  return {
    bench: await readBench(kept('bench.json')),
    runs: {
      asr: runOf('asr'),
      tts: runOf('tts'),
      planner: runOf('planner'),
      'end-of-turn': runOf('end-of-turn'),
    },
    rag: readJson('rag.json'),
    safety: readJson('safety.json'),
    tools: readJson('tools/spoken-tool-turns.json'),
  };
}
