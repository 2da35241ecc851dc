import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { type EndsAfter, runScripted, ScriptedConnection, scriptedStages } from './scripted-session.ts';

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

const ends: readonly EndsAfter[] = ['record', 'nothing', 'speech', 'commit', 'first-audio'];

/** What is left of a session when it is over; nothing of it is held here. */
async function sessionOver(number: number, stages: ReturnType<typeof scriptedStages>): Promise<WeakRef<object>[]> {
  const connection = new ScriptedConnection(`session_${number}`, ends[number % ends.length]!);
  const left = [connection, connection.audio[0]!, connection.audio[0]!.samples, connection.signal];
  await runScripted(connection, stages);
  return left.map((object) => new WeakRef(object));
}

/** Finalizers and promises need a few rounds of the event loop before the last reference is gone. */
async function collected(left: readonly WeakRef<object>[]): Promise<number> {
  for (let round = 0; round < 10; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  return left.filter((reference) => reference.deref() !== undefined).length;
}

test('sessions that are over, however they ended, leave nothing of themselves behind', async () => {
  const stages = scriptedStages();
  const left: WeakRef<object>[] = [];
  for (let number = 0; number < 50; number++) left.push(...(await sessionOver(number, stages)));
  expect(stages.running).toEqual({ vad: 0, asr: 0, turn: 0, planner: 0, tts: 0 });
  expect(await collected(left)).toBe(0);
});

test('fifty sessions at once are let go as well', async () => {
  const stages = scriptedStages();
  const left = await Promise.all(Array.from({ length: 50 }, (_, number) => sessionOver(number, stages)));
  expect(stages.running).toEqual({ vad: 0, asr: 0, turn: 0, planner: 0, tts: 0 });
  expect(await collected(left.flat())).toBe(0);
});

test('after a hundred sessions memory is what it was after ten, and the next one is answered', async () => {
  const stages = scriptedStages();
  const run = async (count: number) => {
    for (let number = 0; number < count; number++) await sessionOver(number, stages);
    await collected([]);
    return process.memoryUsage().heapUsed;
  };
  const afterTen = await run(10);
  const afterAll = await run(100);
  // One chunk of audio that each session left would be 128 KB in all, one session's queues more.
  expect(afterAll - afterTen).toBeLessThan(2_000_000);
  const last = new ScriptedConnection('last', 'record');
  await runScripted(last, stages);
  expect((await last.record.promise).heard_text).toBe('Two.');
});
