/** `pnpm budget`: `report` looks at many turns and belongs to the evals; everything else is the check of the budget package. */
import { storeAddress } from '@cascade/store';
import { runReportCommand } from '../evals/src/budget-report/command.ts';
import { runBudgetCommand } from '../packages/budget/src/command.ts';

// A reader that leaves early (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const streams = {
  stdin: process.stdin,
  stdout: (text: string) => process.stdout.write(text),
  stderr: (text: string) => process.stderr.write(text),
};
const { DATABASE_URL: databaseUrl, CASCADE_STORE: file } = process.env;
const ownStore = storeAddress({ databaseUrl, file });
const [command, ...argv] = process.argv.slice(2);
process.exitCode =
  command === 'report'
    ? await runReportCommand(argv, { ...streams, store: ownStore, nowMs: Date.now() })
    : await runBudgetCommand(process.argv.slice(2), streams);
