/** `pnpm bench:peer`: see `arguments.ts` for its options and README.md for what it measures. */
import { runCommand } from '../command/run-command.ts';
import { parsePeerArguments, usage } from './arguments.ts';
import { runComparison } from './run.ts';

await runCommand({ usage, parse: parsePeerArguments, run: runComparison });
