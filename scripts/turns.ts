/** `pnpm turns`: what the turn store holds, to look at, take along and delete. */
import { runCommand } from '../evals/src/command/run-command.ts';
import { parseTurnsArguments, usage } from './turns/arguments.ts';
import { runTurns } from './turns/command.ts';

// A reader that leaves early (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

await runCommand({
  usage,
  parse: (argv) => parseTurnsArguments(argv, Date.now()),
  run: (asked) => runTurns(asked, { environment: process.env, print: console.log, note: console.error }),
});
