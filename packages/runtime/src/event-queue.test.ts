import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventQueue } from './event-queue.ts';

const drain = async <T>(queue: EventQueue<T>) => {
  const read: T[] = [];
  for await (const value of queue) read.push(value);
  return read;
};

test('what is written is read in order, and nothing after the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer()), async (values) => {
      const queue = new EventQueue<number>({ capacity: values.length + 1, whenFull: 'drop-newest' });
      const reading = drain(queue);
      for (const value of values) queue.push(value);
      queue.end();
      queue.push(999);
      expect(await reading).toEqual(values);
      expect(queue.dropped).toBe(0);
    }),
  );
});

test('a full queue drops the end that it was told to, and counts it', async () => {
  const fill = (whenFull: 'drop-oldest' | 'drop-newest') => {
    const queue = new EventQueue<number>({ capacity: 2, whenFull });
    for (const value of [1, 2, 3]) queue.push(value);
    queue.end();
    return queue;
  };
  expect(await drain(fill('drop-oldest'))).toEqual([2, 3]);
  expect(await drain(fill('drop-newest'))).toEqual([1, 2]);
  expect(fill('drop-oldest').dropped).toBe(1);
});

test('an error comes after the values that were written before it', async () => {
  const queue = new EventQueue<number>({ capacity: 8, whenFull: 'drop-newest' });
  queue.push(1);
  queue.fail(new Error('socket gone'));
  const iterator = queue[Symbol.asyncIterator]();
  expect(await iterator.next()).toEqual({ value: 1, done: false });
  await expect(iterator.next()).rejects.toThrow('socket gone');
  expect(await iterator.next()).toMatchObject({ done: true });
});

test('a reader that leaves ends the queue', async () => {
  const queue = new EventQueue<number>({ capacity: 8, whenFull: 'drop-newest' });
  queue.push(1);
  for await (const _ of queue) break;
  expect(queue.push(2)).toBe(false);
  expect(queue.ended).toBe(true);
});
