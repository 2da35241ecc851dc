import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultSnrsDb } from '../rag/saying.ts';
import { type Group, groups } from './turn-set.ts';

export const usage = `Usage: pnpm eval tools [options]

Says commands to the recognizer and the planner, and looks at what came of them: the tool, its slots, what is kept afterwards, the
words of the reply, nothing done before the turn was committed, nothing done twice. See evals/src/tool-turns/README.md.

  --split NAME     dev, test or all. Default: all
  --groups LIST    of near, noisy (both synthesized) and human (clips of ../shared/speech). Default: all
  --limit N        only N turns, spread evenly
  --show-test      failures of the test half too: whoever reads them can not call it unseen any more
  --no-bias        the recognizer is not told the vocabulary of the planner
  --snr LIST       signal-to-noise ratios of the noisy group in dB. Default: ${defaultSnrsDb.join(',')}
  --seed TEXT      another seed says and disturbs the commands otherwise. Default: cascade
  --parallel N     turns at once, and threads of inference. Default: 2
  --cache DIR      what was synthesized and recognized is kept there; a stopped run goes on from it
  --json           one JSON object on standard output, and nothing else
  --help           this text

Exit codes: 0 every wanted figure was reached; 1 one was missed; 2 bad usage or files; 130 stopped by Ctrl-C.`;

export interface ToolArguments {
  readonly split: 'dev' | 'test' | 'all';
  readonly groups: readonly Group[];
  readonly limit: number;
  readonly showTest: boolean;
  readonly bias: boolean;
  readonly snrsDb: readonly number[];
  readonly seed: string;
  readonly parallel: number;
  readonly cache: string;
  readonly json: boolean;
}

/** @throws Error whose message says what is wrong with the arguments */
export function parseToolArguments(argv: readonly string[]): ToolArguments | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    allowNegative: true,
    options: {
      split: { type: 'string', default: 'all' },
      groups: { type: 'string', default: groups.join(',') },
      limit: { type: 'string' },
      'show-test': { type: 'boolean', default: false },
      bias: { type: 'boolean', default: true },
      snr: { type: 'string', default: defaultSnrsDb.join(',') },
      seed: { type: 'string', default: 'cascade' },
      parallel: { type: 'string', default: '2' },
      cache: { type: 'string', default: defaultCache() },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { split } = values;
  if (split !== 'dev' && split !== 'test' && split !== 'all') throw new Error('--split takes dev, test or all.');
  return {
    split,
    groups: groupsIn(values.groups),
    limit: values.limit === undefined ? Number.POSITIVE_INFINITY : wholeNumber('--limit', values.limit),
    showTest: values['show-test'],
    bias: values.bias,
    snrsDb: values.snr.split(',').map(decibels),
    seed: values.seed,
    parallel: wholeNumber('--parallel', values.parallel),
    cache: values.cache,
    json: values.json,
  };
}

/** Beside the models, outside any working tree: audio of a run is some hundred megabytes. */
function defaultCache(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cascade', 'evals', 'tools');
}

function groupsIn(value: string): readonly Group[] {
  const named = value.split(',').map((part) => part.trim());
  const unknown = named.find((name) => !groups.some((group) => group === name));
  if (unknown !== undefined)
    throw new Error(`--groups takes ${groups.join(', ')}, separated by commas, not "${unknown}".`);
  return groups.filter((group) => named.includes(group));
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
