/** `pnpm span-accounting`: see `arguments.ts` for its options and README.md for what is added up. */
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printable } from '@cascade/budget';
import { CascadeError } from '@cascade/contracts';
import { systemClock } from '@cascade/runtime';
import { startOwnService } from '../../../scripts/talk/own-service.ts';
import { loadClips } from '../bench/clips.ts';
import { parseSpanAccountingArguments, type SpanAccountingArguments, usage } from './arguments.ts';
import { recordTurns } from './record-turns.ts';
import { renderSummary, summarize } from './summary.ts';
import { readTurns } from './turns-file.ts';

const recordedTurns = fileURLToPath(new URL('../../results/span-accounting.ndjson', import.meta.url));
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

let options: SpanAccountingArguments | 'help' | undefined;
try {
  options = parseSpanAccountingArguments(process.argv.slice(2));
} catch (error) {
  // Node's own text on an unknown option goes on with advice that does not fit here.
  console.error(`${(error as Error).message.split('. To specify')[0]}\n\n${usage}`);
  process.exitCode = 2;
}
if (options === 'help') console.log(usage);
else if (options) {
  try {
    process.exitCode = await run(options);
  } catch (error) {
    if (!CascadeError.is(error)) throw error;
    console.error(error.message);
    process.exitCode = stop.signal.aborted ? 130 : 2;
  }
}

async function run(asked: SpanAccountingArguments): Promise<0 | 1 | 130> {
  const file = asked.file ?? recordedTurns;
  if (asked.record !== undefined) await record({ ...asked, record: asked.record }, file);
  if (stop.signal.aborted) return 130;
  const summary = summarize(await readTurns(file));
  console.log(asked.json ? JSON.stringify(summary) : renderSummary(summary));
  return summary.passed ? 0 : 1;
}

/** Each turn is written as it comes: what was recorded until Ctrl-C is kept. */
async function record(asked: SpanAccountingArguments & { record: number }, file: string): Promise<void> {
  const clips = loadClips(asked.manifest);
  const own = asked.server === undefined ? await startOwnService({ signal: stop.signal }) : undefined;
  let done = 0;
  let written = Promise.resolve();
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
    await recordTurns(clips, {
      url: own?.url ?? asked.server ?? '',
      key: asked.key,
      turns: asked.record,
      sessions: asked.sessions,
      seed: asked.seed,
      clock: systemClock,
      wallClockMs: Date.now,
      signal: stop.signal,
      onTurn(turn, clip, problem) {
        const line = turn && `${JSON.stringify(turn)}\n`;
        if (line) written = written.then(() => appendFile(file, line));
        const outcome = turn ? `${turn.client_ms} ms` : (problem ?? 'answered before its end');
        console.error(printable(`${++done}/${asked.record} ${clip}: ${outcome}`));
      },
    });
  } finally {
    await written;
    await own?.stop();
  }
}
