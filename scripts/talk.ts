/** `pnpm talk`: says wav files to the service and prints what comes back. See `talk/arguments.ts` for its options. */
import { systemClock } from '@cascade/runtime';
import { parseTalkArguments, type TalkArguments, usage } from './talk/arguments.ts';
import { runTalk } from './talk/run.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
// A reader that leaves early (`| head`) ends the conversation, and is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  stop.abort();
});

const target = (stream: NodeJS.WriteStream) => ({
  write: (text: string) => void stream.write(text),
  isTerminal: stream.isTTY === true,
  columns: stream.columns || 80,
});

let options: TalkArguments | 'help' | undefined;
try {
  options = parseTalkArguments(process.argv.slice(2));
} catch (error) {
  // Node's own text on an unknown option goes on with advice that does not fit here.
  console.error(`${(error as Error).message.split('. To specify')[0]}\n\n${usage}`);
  process.exitCode = 2;
}
if (options === 'help') console.log(usage);
else if (options) {
  process.exitCode = await runTalk(options, {
    clock: systemClock,
    output: target(process.stdout),
    errorOutput: target(process.stderr),
    signal: stop.signal,
  });
}
