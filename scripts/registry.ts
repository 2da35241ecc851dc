/** `pnpm registry`: what may run, what does, and who decided so. */
import { runCommand } from '../evals/src/command/run-command.ts';
import { parseRegistryArguments, usage } from './registry/arguments.ts';
import { runRegistry } from './registry/command.ts';

await runCommand({
  usage,
  parse: parseRegistryArguments,
  run: (asked) => runRegistry(asked, { environment: process.env, nowMs: Date.now(), print: console.log }),
});
