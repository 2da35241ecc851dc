import { endingInput, openInput, testContext } from '@cascade/testing';
import { expect, test } from 'vitest';
import { runStageSession, type StageSession } from './stage-session.ts';

/** Answers each number with its double, once `drain` lets it. */
function doubling(closed: string[] = []) {
  return (emit: (value: number) => void): StageSession<number> => {
    const waiting: number[] = [];
    return {
      accept: (value) => waiting.push(value),
      async drain() {
        for (const value of waiting) emit(value * 2);
      },
      close: () => closed.push('closed'),
    };
  };
}

test('what was accepted is answered after the input has ended, and the session is closed', async () => {
  const closed: string[] = [];
  const output = runStageSession('asr', endingInput([1, 2, 3]), testContext().context, doubling(closed));
  expect(await Array.fromAsync(output)).toEqual([2, 4, 6]);
  expect(closed).toEqual(['closed']);
});

test('an aborted session ends at once and is closed, though its input stays open', async () => {
  const controller = new AbortController();
  const { context } = testContext(controller.signal);
  const closed: string[] = [];
  const emitting = (emit: (value: number) => void): StageSession<number> => ({
    accept: emit,
    drain: async () => undefined,
    close: () => closed.push('closed'),
  });
  for await (const _ of runStageSession('asr', openInput([1], controller.signal), context, emitting))
    controller.abort();
  expect(closed).toEqual(['closed']);
});

test('a session that throws fails the output', async () => {
  const throwing = (): StageSession<number> => ({
    accept: () => {
      throw new Error('broken');
    },
    drain: async () => undefined,
  });
  const output = runStageSession('asr', endingInput([1]), testContext().context, throwing);
  await expect(Array.fromAsync(output)).rejects.toThrow('broken');
});

test('an output that nobody reads fails instead of growing', async () => {
  const flooding = (emit: (value: number) => void): StageSession<number> => ({
    accept: () => {
      for (let value = 0; value < 5000; value++) emit(value);
    },
    drain: async () => undefined,
  });
  const output = runStageSession('turn', endingInput([1]), testContext().context, flooding);
  await expect(Array.fromAsync(output)).rejects.toMatchObject({ code: 'overloaded', stage: 'turn' });
});
