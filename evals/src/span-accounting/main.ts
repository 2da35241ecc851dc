/** `pnpm span-accounting`: see `arguments.ts` for its options and README.md for what is added up. */
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printable } from '@cascade/budget';
import { systemClock } from '@cascade/runtime';
import { startOwnService } from '../../../scripts/talk/own-service.ts';
import { loadClips } from '../bench/clips.ts';
import { runCommand } from '../command/run-command.ts';
import { parseSpanAccountingArguments, type SpanAccountingArguments, usage } from './arguments.ts';
import { recordTurns } from './record-turns.ts';
import { renderSummary, summarize } from './summary.ts';
import { readTurns } from './turns-file.ts';

const recordedTurns = fileURLToPath(new URL('../../results/span-accounting.ndjson', import.meta.url));
async function run(asked: SpanAccountingArguments, stop: AbortSignal): Promise<0 | 1 | 130> {
  const file = asked.file ?? recordedTurns;
  if (asked.record !== undefined) await record({ ...asked, record: asked.record }, file, stop);
  if (stop.aborted) return 130;
  const summary = summarize(await readTurns(file));
  console.log(asked.json ? JSON.stringify(summary) : renderSummary(summary));
  return summary.passed ? 0 : 1;
}

/** Each turn is written as it comes: what was recorded until Ctrl-C is kept. */
async function record(
  asked: SpanAccountingArguments & { record: number },
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const clips = loadClips(asked.manifest);
  const own = asked.server === undefined ? await startOwnService({ signal }) : undefined;
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
      signal,
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

await runCommand({ usage, parse: parseSpanAccountingArguments, run });
