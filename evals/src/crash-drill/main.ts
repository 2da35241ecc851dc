/** `pnpm drill:crash`: see `arguments.ts` for its options and README.md for what it shows. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../command/run-command.ts';
import { type CrashDrillArguments, parseCrashDrillArguments, usage } from './arguments.ts';
import { renderDrill } from './render-drill.ts';
import { runDrill } from './run-drill.ts';

await runCommand({ usage, parse: parseCrashDrillArguments, run });

async function run(asked: CrashDrillArguments, signal: AbortSignal): Promise<number> {
  const folder = asked.store === undefined ? await mkdtemp(join(tmpdir(), 'cascade-crash-')) : undefined;
  try {
    const result = await runDrill({
      ...asked,
      store: asked.store ?? join(folder ?? '.', 'turns.db'),
      signal,
      onKill({ number, afterMs, acknowledged, findings }) {
        const { stored, missing, torn } = findings;
        const faults =
          missing.length + torn.length === 0 ? 'whole' : `${missing.length} missing, torn: ${torn.join('; ')}`;
        console.error(
          `${number}/${asked.kills} killed after ${afterMs} ms: ${acknowledged} acknowledged, ${stored} in all, ${faults}`,
        );
      },
    });
    console.log(asked.json ? JSON.stringify(result) : renderDrill(result));
    return result.passed ? 0 : 1;
  } finally {
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}
