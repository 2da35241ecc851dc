import { globSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CascadeError } from '@cascade/contracts';
import type { Command } from '../command/run-command.ts';
import { resultsFolder } from '../gate/index.ts';
import { readResults } from '../results-schema/index.ts';
import { historyOf } from './history.ts';
import { isWorseNow, judgeHistory } from './judge-series.ts';
import { describeWorse, renderSite } from './pages.ts';

const usage = `Usage: pnpm dashboard [FILE|FOLDER…] [options]

History of every metric by slice and version from stored results of pnpm eval, as a static site: trends, and where a level changed.

  FILE, FOLDER      results. Default: evals/results/runs
  --out FOLDER      where the site goes. Default: dist/dashboard; open its index.html
  --fail-on-change  exit code 1 when something became worse: for a nightly run
  --json            what became worse, and every series, as one JSON object
  --help            this text

Exit codes: 0 done; 1 something became worse, with --fail-on-change; 2 bad usage or files.`;

export interface DashboardArguments {
  readonly files: readonly string[];
  readonly out: string;
  readonly failOnChange: boolean;
  readonly json: boolean;
}

/** @throws Error whose message says what is wrong with the arguments */
export function parseDashboardArguments(argv: readonly string[]): DashboardArguments | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      out: { type: 'string', default: 'dist/dashboard' },
      'fail-on-change': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { out, json } = values;
  return {
    files: positionals.length > 0 ? positionals : [resultsFolder],
    out,
    json,
    failOnChange: values['fail-on-change'],
  };
}

/** `pnpm dashboard`. */
export const dashboardCommand: Command<DashboardArguments> = {
  usage,
  parse: parseDashboardArguments,
  async run({ files, out, failOnChange, json }) {
    const runs = (await Promise.all(files.flatMap(resultFiles).map(readResults))).flatMap((file) => file.runs);
    const history = historyOf(runs);
    const judged = judgeHistory(history);
    const worse = judged.filter(isWorseNow);
    await writeSite(out, renderSite(history, judged));
    if (json) console.log(JSON.stringify({ runs: runs.length, worse: worse.map(flat), series: judged.map(flat) }));
    else {
      console.log(
        `${runs.length} runs, ${history.length} series. ${worse.length === 0 ? 'Nothing became worse.' : 'Worse:'}`,
      );
      for (const one of worse) {
        console.log(
          `  ${one.series.suite}, ${one.entry}, ${one.series.metric} in ${one.series.slice}: ${describeWorse(one)}`,
        );
      }
      console.log(`Open ${resolve(out, 'index.html')}`);
    }
    return failOnChange && worse.length > 0 ? 1 : 0;
  },
};

/** @throws CascadeError `invalid_file` for what is not there, or has no results in it */
function resultFiles(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return [path];
  const names = globSync('*.json', { cwd: path }).toSorted();
  if (names.length === 0) {
    throw new CascadeError('invalid_file', `${path} has no results in it: \`pnpm eval all\` makes some.`);
  }
  return names.map((name) => join(path, name));
}

async function writeSite(folder: string, pages: ReturnType<typeof renderSite>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const { name, html } of pages) await writeFile(join(folder, name), html);
  } catch (cause) {
    throw new CascadeError('invalid_file', `${folder}: cannot be written (${(cause as Error).message}).`, { cause });
  }
}

const flat = ({ series, entry, values, times, trend, changes }: ReturnType<typeof judgeHistory>[number]) => ({
  suite: series.suite,
  suite_sha256: series.suiteSha256,
  machine: series.machine ?? null,
  entry,
  metric: series.metric,
  slice: series.slice,
  times,
  values,
  trend: trend ?? null,
  changes,
});
