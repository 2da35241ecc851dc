import { CascadeError } from '@cascade/contracts';

export interface Command<Options> {
  readonly usage: string;
  /** @throws Error whose message says what is wrong with the arguments */
  parse(argv: readonly string[]): Options | 'help';
  /** @returns the exit code @throws CascadeError for what its user can mend */
  run(options: Options, stop: AbortSignal): Promise<number>;
}

/**
 * The frame of a command-line tool: `--help`, arguments that are wrong (exit code 2, with the usage), failures that their user
 * can mend (2, one line), Ctrl-C (130). Anything else is a fault of the tool and throws.
 */
export async function runCommand<Options>({ usage, parse, run }: Command<Options>): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  let options: Options | 'help';
  try {
    options = parse(process.argv.slice(2));
  } catch (error) {
    // Node's own text on an unknown option goes on with advice that does not fit here.
    console.error(`${(error as Error).message.split('. To specify')[0]}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  if (options === 'help') {
    console.log(usage);
    return;
  }
  try {
    process.exitCode = await run(options, stop.signal);
  } catch (error) {
    if (!CascadeError.is(error)) throw error;
    console.error(error.message);
    process.exitCode = stop.signal.aborted ? 130 : 2;
  }
}
