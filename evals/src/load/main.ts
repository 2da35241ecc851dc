/** `pnpm load`: see `arguments.ts` for its options and README.md for what it measures. */
import { runCommand } from '../command/run-command.ts';
import { parseLoadArguments, usage } from './arguments.ts';
import { runLoadCommand } from './run.ts';

await runCommand({ usage, parse: parseLoadArguments, run: runLoadCommand });
