/** `pnpm gate`: may a candidate of the registry go on? */
import { parseArgs } from 'node:util';
import { runCommand } from '../command/run-command.ts';
import { judgeCandidate } from './judge.ts';
import { readRegistry, registryAddress } from './open-registry.ts';
import { gateText } from './text-report.ts';

const usage = `Usage: pnpm gate CANDIDATE [--baseline ID] [--results FILE]… [--suite NAME] [--gate FILE] [--store ADDRESS] [--json]

  Compares results of a candidate with those of the baseline, clip by clip, and says pass or fail, why, and what would
  have to stay on the baseline for it to pass.

  --baseline  an entry of the registry; the live bundle of the same kind when left out
  --results   files that pnpm eval wrote; all of evals/results/runs when left out
  --gate      rules; evals/gates/KIND.yaml when left out
  --json      one JSON document: pass, failing, insufficient, win, routing, checks

Exit code 0: pass. 1: fail. 2: wrong use, results missing, or nothing fails but too few recordings to say so.`;

function parse(argv: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      baseline: { type: 'string' },
      results: { type: 'string', multiple: true },
      suite: { type: 'string' },
      gate: { type: 'string' },
      store: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help' as const;
  const [candidate, ...others] = positionals;
  if (candidate === undefined) throw new Error('Which candidate?');
  if (others.length > 0) throw new Error(`One candidate at a time, not also ${others.join(', ')}.`);
  return { ...values, candidate };
}

await runCommand({
  usage,
  parse,
  async run({ store, json, ...options }) {
    const registry = await readRegistry(registryAddress(process.env, store));
    const { report } = await judgeCandidate(registry, options);
    console.log(json ? JSON.stringify(report, null, 2) : gateText(report));
    if (report.pass) return 0;
    return report.failing.length > 0 ? 1 : 2;
  },
});
