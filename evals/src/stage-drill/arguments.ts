import { parseArgs } from 'node:util';
import { faultKinds, stageNames } from '@cascade/contracts';
import { allCases, type DrillCase, nameOf } from './cases.ts';

export const usage = `Usage: pnpm drill:stages [STAGE/KIND …] [options]

Does whoever is on call learn which stage is broken? Breaks every stage in every way, one at a time, in a service of its own while two
people talk to it, and looks whether the turns' verdicts, the budget report and a firing alert of a real Prometheus name that stage and
its team; and whether nothing does while nothing is broken. Needs Debian's prometheus.

  STAGE/KIND   only these: of ${stageNames.join(', ')} and ${faultKinds.join(', ')}; "none" is the service as it is
  --seconds N  longest wait for the alert of one case. Default 40
  --json       the result as one JSON object, and nothing else, on standard output
  --help       this text

Exit codes: 0 every case was named rightly; 1 one was not; 2 bad usage, or the service or Prometheus does not start; 130 stopped by Ctrl-C.`;

export interface StageDrillArguments {
  readonly cases: readonly DrillCase[];
  readonly seconds: number;
  readonly json: boolean;
}

/** @throws Error whose message names the argument and says what it takes */
export function parseStageDrillArguments(argv: readonly string[]): StageDrillArguments | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '40' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (!/^[1-9]\d{0,2}$/.test(values.seconds))
    throw new Error(`--seconds takes a whole number, not "${values.seconds}".`);
  const cases = positionals.map((name) => {
    const found = allCases.find((one) => nameOf(one) === name);
    if (!found) throw new Error(`"${name}" is no case; there are ${allCases.map(nameOf).join(', ')}.`);
    return found;
  });
  return { cases: cases.length > 0 ? cases : allCases, seconds: Number(values.seconds), json: values.json };
}
