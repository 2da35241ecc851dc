import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { CascadeError } from '@cascade/contracts';
import { describeReplay, replayLog } from './replay-log.ts';
import { describeDay, simulateDay } from './simulate-day.ts';

const usage = `Usage: pnpm simulate [--seed TEXT] [--hours N] [--faults N] [--log FILE] [--json]
       pnpm simulate replay LOG [--json]

Hours of scripted conversation on a virtual clock against the real gateway session, wiring and turn manager; exits 1
when a rule of conversation is broken. The same seed gives the same day.

  --seed TEXT   default 1
  --hours N     of conversation, default 24
  --faults N    how often things fail: 1 is often (default), 0 never
  --log FILE    writes the event logs of all sessions
  replay LOG    gives a log to the turn manager once more; exits 1 at the first event that is decided otherwise
  --json        one object on standard output`;

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  if (!CascadeError.is(error)) console.error(usage);
  return 2;
});

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      hours: { type: 'string', default: '24' },
      faults: { type: 'string', default: '1' },
      log: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [command, file, ...rest] = positionals;
  if (command === 'replay' && file !== undefined && rest.length === 0) return replay(file, values.json);
  if (command !== undefined) throw new Error(`Not known: ${positionals.join(' ')}`);
  return simulate(values);
}

async function simulate(values: { seed: string; hours: string; faults: string; log?: string; json: boolean }) {
  const log = values.log === undefined ? undefined : createWriteStream(values.log);
  const day = await simulateDay({
    seed: values.seed,
    hours: positive('--hours', values.hours),
    faults: positive('--faults', values.faults),
    ...(log ? { writeLog: (line) => void log.write(`${line}\n`) } : {}),
  });
  if (log) await new Promise((resolve) => log.end(resolve));
  console.log(values.json ? JSON.stringify(day) : describeDay(day));
  return day.violations.length > 0 ? 1 : 0;
}

async function replay(file: string, json: boolean): Promise<number> {
  const replayed = await replayLog(
    createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY }),
  );
  console.log(json ? JSON.stringify(replayed) : describeReplay(replayed));
  return replayed.divergence ? 1 : 0;
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new Error(`${flag}: expected a number, found "${text}"`);
  return value;
}
