import { CascadeError, type StageContext, type StageName } from '@cascade/contracts';
import { EventQueue } from './event-queue.ts';

/** What a stage keeps of one session while its `run` lasts. */
export interface StageSession<In> {
  /** Takes an event in without waiting. */
  accept(event: In): void;
  /** Resolves when all that was asked has been answered. */
  drain(): Promise<void>;
  /** Called once, however the session ends. */
  close?(): void;
}

/** A reader would have to sleep for minutes to get that far behind. */
const mostWaitingEvents = 4096;

/**
 * The `run` of a stage whose input must never be held up by its work: events are accepted as they come, output is
 * written whenever there is some. Ends when the input has ended and is answered, or when the session aborts. An output
 * that nobody reads fails with `overloaded`.
 *
 * @param open makes the session; `emit` writes one event of output
 */
export async function* runStageSession<In, Out>(
  stage: StageName,
  input: AsyncIterable<In>,
  context: StageContext,
  open: (emit: (event: Out) => void) => StageSession<In>,
): AsyncGenerator<Out> {
  if (context.signal.aborted) return;
  const output = new EventQueue<Out>({ capacity: mostWaitingEvents, whenFull: 'drop-newest' });
  const session = open((event) => {
    if (output.push(event) || output.ended) return;
    output.fail(new CascadeError('overloaded', `Nobody reads what the ${stage} stage says.`, { stage }));
  });
  const stop = () => output.end();
  context.signal.addEventListener('abort', stop, { once: true });
  const reading = (async () => {
    try {
      for await (const event of input) {
        if (context.signal.aborted) return;
        session.accept(event);
      }
      await session.drain();
      output.end();
    } catch (error) {
      output.fail(error);
    }
  })();
  try {
    yield* output;
    if (!context.signal.aborted) await reading;
  } finally {
    context.signal.removeEventListener('abort', stop);
    session.close?.();
  }
}
