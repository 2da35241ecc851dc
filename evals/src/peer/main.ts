/** `pnpm bench:peer`: see `arguments.ts` for its options and README.md for what it measures. */
import { CascadeError } from '@cascade/contracts';
import { type PeerArguments, parsePeerArguments, usage } from './arguments.ts';
import { runComparison } from './run.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

let options: PeerArguments | 'help' | undefined;
try {
  options = parsePeerArguments(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message.split('. To specify')[0]}\n\n${usage}`);
  process.exitCode = 2;
}
if (options === 'help') console.log(usage);
else if (options) {
  try {
    process.exitCode = await runComparison(options, stop.signal);
  } catch (error) {
    if (!CascadeError.is(error)) throw error;
    console.error(error.message);
    process.exitCode = stop.signal.aborted ? 130 : 2;
  }
}
