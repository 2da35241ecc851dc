/** `pnpm drill:stages`: see `arguments.ts` for its options and README.md for what it shows. */
import { runCommand } from '../command/run-command.ts';
import { parseStageDrillArguments, type StageDrillArguments, usage } from './arguments.ts';
import { nameOf } from './cases.ts';
import type { CaseResult } from './judge-case.ts';
import { renderResults } from './render-results.ts';
import { runCase } from './run-case.ts';

await runCommand({ usage, parse: parseStageDrillArguments, run });

async function run({ cases, seconds, json }: StageDrillArguments, signal: AbortSignal): Promise<number> {
  const results: CaseResult[] = [];
  for (const drillCase of cases) {
    const result = await runCase(drillCase, { alertMs: seconds * 1000, signal });
    results.push(result);
    const outcome = result.problems.length === 0 ? 'named' : result.problems.join('; ');
    console.error(`${results.length}/${cases.length} ${nameOf(drillCase)}: ${result.turns} turns, ${outcome}`);
  }
  const passed = results.every(({ problems }) => problems.length === 0);
  console.log(json ? JSON.stringify({ passed, cases: results }) : renderResults(results));
  return passed ? 0 : 1;
}
