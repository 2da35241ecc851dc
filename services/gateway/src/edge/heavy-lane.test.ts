import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HeavyLane } from './heavy-lane.ts';

test('one piece of work in a turn of the event loop, in order, never at once', async () => {
  const lane = new HeavyLane();
  const done: string[] = [];
  for (const name of ['a', 'b', 'c']) lane.push(() => done.push(name));
  expect(done).toEqual([]);
  for (const expected of [['a'], ['a', 'b'], ['a', 'b', 'c']]) {
    await nextTurn();
    expect(done).toEqual(expected);
  }
});

test('short work gets its turn between two pieces', async () => {
  const lane = new HeavyLane();
  const done: string[] = [];
  lane.push(() => done.push('long 1'));
  lane.push(() => done.push('long 2'));
  await nextTurn();
  done.push('short');
  await nextTurn();
  expect(done).toEqual(['long 1', 'short', 'long 2']);
});

test('work may ask for more work, which goes to the end', async () => {
  const lane = new HeavyLane();
  const done: string[] = [];
  lane.push(() => {
    done.push('a');
    lane.push(() => done.push('c'));
  });
  lane.push(() => done.push('b'));
  for (let turn = 0; turn < 3; turn++) await nextTurn();
  expect(done).toEqual(['a', 'b', 'c']);
});
