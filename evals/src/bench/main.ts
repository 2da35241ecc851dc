/** `pnpm bench`: see `arguments.ts` for its options and README.md for what it measures. */
import { runCommand } from '../command/run-command.ts';
import { parseBenchArguments, usage } from './arguments.ts';
import { runBench } from './run.ts';

await runCommand({ usage, parse: parseBenchArguments, run: runBench });
