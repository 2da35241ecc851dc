import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CascadeError } from '@cascade/contracts';
import { type EvalRun, type ResultsFile, readResults } from '../results-schema/index.ts';
import type { Runs } from './run-checks.ts';

export interface WantedRuns {
  readonly candidate: string;
  readonly baseline: string;
  /** Files of results. */
  readonly files: readonly string[];
  /** Name of a suite; any that both have run when absent. */
  readonly suite: string | undefined;
}

/** Where `pnpm eval` leaves results. */
export const resultsFolder = fileURLToPath(new URL('../../results/runs/', import.meta.url));

export const storedResults = (): string[] =>
  globSync('*.json', { cwd: resultsFolder }).map((name) => `${resultsFolder}${name}`);

/**
 * The newest run of the candidate, and the baseline's of the same comparison, or else the newest over the same suite.
 *
 * @throws CascadeError `invalid_config` that says which of them is missing
 */
export async function findRuns({ candidate, baseline, files, suite }: WantedRuns): Promise<Runs> {
  const read = await Promise.all(files.map((file) => readResults(file)));
  const runs = newestFirst(read).filter((run) => suite === undefined || run.suite.name === suite);
  const after = runs.filter(({ entry }) => entry === candidate);
  if (after.length === 0) throw missing(candidate, runs);
  const before = runs.filter(({ entry }) => entry === baseline);
  if (before.length === 0) throw missing(baseline, runs);
  for (const one of after) {
    const ofSuite = before.filter((other) => other !== one && other.suite.sha256 === one.suite.sha256);
    // Times of both are fair only from one comparison, which began at one time.
    const same = ofSuite.find(({ startedAt }) => startedAt === one.startedAt) ?? ofSuite[0];
    if (same) return { candidate: one, baseline: same };
  }
  throw new CascadeError(
    'invalid_config',
    `${candidate} and ${baseline} have not run the same suite. Run both again: pnpm eval SUITE --candidate ${candidate} --baseline ${baseline}.`,
  );
}

const newestFirst = (files: readonly ResultsFile[]): EvalRun[] =>
  files.flatMap(({ runs }) => runs).sort((left, right) => right.startedAt.localeCompare(left.startedAt));

function missing(entry: string, runs: readonly EvalRun[]): CascadeError {
  const known = [...new Set(runs.map((run) => run.entry))].join(', ') || 'none';
  return new CascadeError(
    'invalid_config',
    `There are no results of ${entry}; there are of: ${known}. Run pnpm eval with it.`,
  );
}
