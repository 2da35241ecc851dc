import { rename, writeFile } from 'node:fs/promises';
import { CascadeError, type TurnRecord } from '@cascade/contracts';
import { storeAddress } from '@cascade/store';
import { readTurns } from '../budget-report/read-turns.ts';
import type { Command } from '../command/run-command.ts';
import { type DriftArguments, parseDriftArguments, usage, type Window } from './arguments.ts';
import { checkDrift } from './check-drift.ts';
import { type DriftReport, driftMetrics, driftText } from './report.ts';

/** `pnpm drift`. */
export const driftCommand = (nowMs: number): Command<DriftArguments> => ({
  usage,
  parse: (argv) => parseDriftArguments(argv, nowMs),
  async run(options) {
    const [reference, current] = [await turnsOf(options, options.reference), await turnsOf(options, options.current)];
    const report: DriftReport = {
      checkedAt: new Date(nowMs).toISOString(),
      reference: about(options.reference, reference),
      current: about(options.current, current),
      features: checkDrift(reference, current),
    };
    if (options.prometheus !== undefined) await writeMetrics(options.prometheus, driftMetrics(report));
    console.log(options.json ? JSON.stringify(report) : driftText(report));
    return report.features.some(({ verdict }) => verdict === 'alarm') ? 1 : 0;
  },
});

/** @throws CascadeError `invalid_file` for what is no turn record, `invalid_config` for a window without any */
async function turnsOf({ files, store }: DriftArguments, { fromMs, toMs }: Window): Promise<TurnRecord[]> {
  const { DATABASE_URL: databaseUrl, CASCADE_STORE: file } = process.env;
  const address = store ?? storeAddress({ databaseUrl, file }, process.env);
  const turns: TurnRecord[] = [];
  for await (const read of readTurns({ files, store: address, fromMs, toMs })) {
    if ('trace_id' in read) turns.push(read);
    else {
      const [problem] = read;
      throw new CascadeError(
        'invalid_file',
        `${problem!.file}:${problem!.line}: ${problem!.path}: expected ${problem!.expected}, found ${problem!.found}.`,
      );
    }
  }
  if (turns.length === 0) {
    const window = `${new Date(fromMs).toISOString()} … ${new Date(toMs).toISOString()}`;
    throw new CascadeError('invalid_config', `No turn began in ${window}: name windows that have some.`);
  }
  return turns;
}

const about = ({ fromMs, toMs }: Window, turns: readonly TurnRecord[]) => ({
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
  turns: turns.length,
  sessions: new Set(turns.map(({ session_id }) => session_id)).size,
});

/** The collector must never read half a file. */
async function writeMetrics(file: string, text: string): Promise<void> {
  try {
    await writeFile(`${file}.part`, text);
    await rename(`${file}.part`, file);
  } catch (cause) {
    throw new CascadeError('invalid_file', `${file}: cannot be written (${(cause as Error).message}).`, { cause });
  }
}
