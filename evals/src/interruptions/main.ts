/** `pnpm interruptions`: see `arguments.ts` for its options and README.md for what it measures. */
import { runCommand } from '../command/run-command.ts';
import { parseInterruptionArguments, usage } from './arguments.ts';
import { runInterruptions } from './run.ts';

await runCommand({ usage, parse: parseInterruptionArguments, run: runInterruptions });
