import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inputBatches } from './input-batches.ts';

const never = new AbortController().signal;

async function* values(count: number, onValue: (value: number) => void = () => {}): AsyncGenerator<number> {
  for (let i = 0; i < count; i += 1) {
    onValue(i);
    yield i;
  }
}

async function* silence(signal: AbortSignal): AsyncGenerator<number> {
  yield 1;
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
}

describe('batches', () => {
  it('keeps every value, in order', async () => {
    const seen: number[] = [];
    for await (const batch of inputBatches(values(100), { maxWaiting: 7, signal: never })) seen.push(...batch);
    expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('hands over what came in while the reader was busy, and no more than may wait', async () => {
    let read = 0;
    const batches = inputBatches(
      values(20, () => read++),
      { maxWaiting: 5, signal: never },
    );
    await batches.next();
    for (let i = 0; i < 10; i += 1) await turn();
    const readAhead = read;
    const { value } = await batches.next();
    expect(value).toHaveLength(5);
    expect(readAhead).toBeLessThanOrEqual(7);
    await batches.return(undefined);
  });

  it('ends at once when it is aborted, though the source stays open', async () => {
    const abort = new AbortController();
    const seen: number[] = [];
    for await (const batch of inputBatches(silence(never), { maxWaiting: 5, signal: abort.signal })) {
      seen.push(...batch);
      abort.abort();
    }
    expect(seen).toEqual([1]);
  });

  it('does not begin when it is aborted already', async () => {
    let read = 0;
    const signal = AbortSignal.abort();
    for await (const _ of inputBatches(
      values(3, () => read++),
      { maxWaiting: 5, signal },
    ));
    expect(read).toBe(0);
  });

  it('passes a failure of the source on, after what came before it', async () => {
    async function* failing() {
      yield 1;
      throw new Error('line cut');
    }
    const seen: number[] = [];
    const reading = (async () => {
      for await (const batch of inputBatches(failing(), { maxWaiting: 5, signal: never })) seen.push(...batch);
    })();
    await expect(reading).rejects.toThrow('line cut');
    expect(seen).toEqual([1]);
  });

  it('closes the source when the reader leaves', async () => {
    let closed = false;
    async function* source() {
      try {
        for (let i = 0; ; i += 1) yield i;
      } finally {
        closed = true;
      }
    }
    for await (const _ of inputBatches(source(), { maxWaiting: 5, signal: never })) break;
    await turn();
    expect(closed).toBe(true);
  });
});
