/**
 * Reads ahead while the reader is busy, and hands over all that has come in since, in order: work that queued up can then
 * be done in one go. Stops reading while `maxWaiting` values wait. Ends with the source, or at once when `signal` aborts.
 */
export async function* inputBatches<T>(
  source: AsyncIterable<T>,
  { maxWaiting, signal }: { readonly maxWaiting: number; readonly signal: AbortSignal },
): AsyncGenerator<readonly T[]> {
  let waiting: T[] = [];
  let done = false;
  let failure: { readonly error: unknown } | undefined;
  let wakeReader = () => {};
  let wakePump = () => {};

  const iterator = source[Symbol.asyncIterator]();
  const pump = async () => {
    try {
      for (;;) {
        const next = await iterator.next();
        if (next.done || done) break;
        waiting.push(next.value);
        wakeReader();
        if (waiting.length >= maxWaiting) {
          await new Promise<void>((resolve) => {
            wakePump = resolve;
          });
        }
      }
    } catch (error) {
      failure = { error };
    }
    done = true;
    wakeReader();
  };
  const stop = () => {
    done = true;
    wakeReader();
  };

  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  else void pump();
  try {
    while (!signal.aborted) {
      if (waiting.length > 0) {
        const batch = waiting;
        waiting = [];
        wakePump();
        yield batch;
      } else if (done) {
        break;
      } else {
        await new Promise<void>((resolve) => {
          wakeReader = resolve;
        });
      }
    }
    if (failure && !signal.aborted) throw failure.error;
  } finally {
    done = true;
    wakePump();
    signal.removeEventListener('abort', stop);
    // Not awaited: a source that waits for its next value would hold the end up.
    void iterator.return?.()?.then(undefined, () => undefined);
  }
}
