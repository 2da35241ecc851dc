/**
 * `pnpm attack`: one well-behaved session talks at 50 frames a second while others attack the gateway, one way after the
 * other. Prints what that does to its latency, against the quiet before and after each attack, and to the memory.
 *
 *     pnpm attack [--seconds 60] [--quiet 10] [--only huge-frames,connect-storm] [--together] [--json FILE]
 *
 * Exit codes: 0 it was left alone, 1 it was not.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { attacks } from './attack/attacks.ts';
import { describeAttacks, holds } from './attack/describe.ts';
import { runAttacks } from './attack/phases.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    quiet: { type: 'string', default: '10' },
    only: { type: 'string' },
    together: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const names = values.only?.split(',') ?? Object.keys(attacks);
const unknown = names.filter((name) => !(name in attacks));
if (unknown.length > 0) {
  console.error(`--only: there is no ${unknown.join(', ')}; there are ${Object.keys(attacks).join(', ')}`);
  process.exit(2);
}
const report = await runAttacks({
  attacks: values.together ? [...names.map((name) => [name]), names] : names.map((name) => [name]),
  attackMs: Number(values.seconds) * 1000,
  quietMs: Number(values.quiet) * 1000,
  log: console.error,
});
// Single round trips would be megabytes.
const withoutTimes = (name: string, value: unknown) => (name === 'roundTripsMs' ? undefined : value);
if (values.json) writeFileSync(values.json, `${JSON.stringify(report, withoutTimes, 2)}\n`);
console.log(describeAttacks(report));
process.exitCode = holds(report) ? 0 : 1;
