/** `pnpm cost`: what turns cost, and what they would cost if something were different. */
import { CascadeError } from '@cascade/contracts';
import { runCost } from './cost/command.ts';

try {
  process.stdout.write(`${await runCost(process.argv.slice(2), process.env)}\n`);
} catch (error) {
  process.stderr.write(`cost: ${CascadeError.is(error) ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
