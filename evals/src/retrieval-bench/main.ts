/** `pnpm bench:retrieval`: see `arguments.ts` for its options. */
import { runCommand } from '../command/run-command.ts';
import { parseRetrievalBenchArguments, usage } from './arguments.ts';
import { runRetrievalBench } from './command.ts';

await runCommand({ usage, parse: parseRetrievalBenchArguments, run: runRetrievalBench });
