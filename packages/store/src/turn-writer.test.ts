import { CascadeError, type TurnRecord } from '@cascade/contracts';
import { exampleTurnRecord, VirtualClock } from '@cascade/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTurnWriter } from './turn-writer.ts';

const turn = (number: number) => exampleTurnRecord({ turn_id: `turn-${number}` });
const settled = async () => {
  for (let turns = 0; turns < 50; turns++) await Promise.resolve();
};

/** A store that does what the test says: writes at once, holds, or fails. */
function bench({ capacity = 100, batch = 3 } = {}) {
  const clock = new VirtualClock();
  const stored: string[] = [];
  const lost: string[] = [];
  const batches: number[] = [];
  let mode: 'write' | 'fail' | 'hold' = 'write';
  let letGo: () => void = () => undefined;
  const writer = createTurnWriter({
    clock,
    capacity,
    batch,
    store: {
      async put(records) {
        if (mode === 'hold') await new Promise<void>((resolve) => (letGo = resolve));
        if (mode === 'fail') throw new CascadeError('store_failed', 'no');
        batches.push(records.length);
        stored.push(...records.map(({ turn_id }: TurnRecord) => turn_id));
      },
    },
    onLost: ({ turn_id }) => lost.push(turn_id),
  });
  return { writer, clock, stored, lost, batches, setMode: (next: typeof mode) => (mode = next), letGo: () => letGo() };
}

test('records are written in order, as many at once as a batch holds', async () => {
  const { writer, stored, batches, setMode, letGo } = bench();
  setMode('hold');
  for (let number = 0; number < 8; number++) expect(writer.add(turn(number))).toBe(true);
  setMode('write');
  letGo();
  await writer.flush();
  expect(stored).toEqual(Array.from({ length: 8 }, (_, number) => `turn-${number}`));
  expect(Math.max(...batches)).toBe(3);
  expect(writer.stats()).toEqual({ waiting: 0, written: 8, lost: 0, failures: 0 });
});

test('a store that fails is tried again, later each time, and nothing is lost', async () => {
  const { writer, clock, stored, setMode } = bench();
  setMode('fail');
  writer.add(turn(1));
  await settled();
  for (const waitMs of [100, 200, 400]) {
    clock.advance(waitMs - 1);
    await settled();
    const { failures } = writer.stats();
    clock.advance(1);
    await settled();
    expect(writer.stats().failures).toBe(failures + 1);
  }
  setMode('write');
  clock.advance(800);
  await settled();
  expect(stored).toEqual(['turn-1']);
});

test('beyond its room the newest is lost, told and counted', async () => {
  const { writer, clock, lost, stored, setMode } = bench({ capacity: 2 });
  setMode('fail');
  expect([1, 2, 3].map((number) => writer.add(turn(number)))).toEqual([true, true, false]);
  await settled();
  setMode('write');
  clock.advance(100);
  await settled();
  expect([stored, lost]).toEqual([['turn-1', 'turn-2'], ['turn-3']]);
});

test('a close writes what waits; where the store fails it is lost, and told', async () => {
  const fine = bench();
  fine.writer.add(turn(1));
  await fine.writer.close();
  expect(fine.stored).toEqual(['turn-1']);
  expect(fine.writer.add(turn(2))).toBe(false);

  const broken = bench();
  broken.setMode('fail');
  broken.writer.add(turn(1));
  await broken.writer.close();
  expect(broken.lost).toEqual(['turn-1']);
  expect(broken.clock.pendingTimers).toBe(0);
});

test('whatever the store does, every record is written once in order, or told as lost', async () => {
  const acts = fc.array(fc.constantFrom('add', 'add', 'fail', 'write', 'wait'), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(acts, async (steps) => {
      const { writer, clock, stored, lost, setMode } = bench({ capacity: 5, batch: 2 });
      let added = 0;
      for (const step of steps) {
        if (step === 'add') writer.add(turn(added++));
        else if (step === 'wait') clock.advance(1000);
        else setMode(step);
        await settled();
      }
      setMode('write');
      clock.advance(20_000);
      await settled();
      await writer.close();
      const numbers = (ids: readonly string[]) => ids.map((id) => Number(id.slice(5)));
      expect(numbers([...stored, ...lost]).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: added }, (_, i) => i),
      );
      expect(numbers(stored)).toEqual(numbers(stored).toSorted((a, b) => a - b));
    }),
  );
});
