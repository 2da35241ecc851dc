import { expect, test } from 'vitest';
import { framesOf, sendPaced } from './paced-audio.ts';

function bench(frameCount: number) {
  const abort = new AbortController();
  const sent: number[] = [];
  let nowMs = 1000;
  let tick: (() => void) | undefined;
  const done = sendPaced({
    frames: Array.from({ length: frameCount }, (_, n) => Uint8Array.of(n)),
    frameMs: 20,
    deliver: ([number]) => sent.push(number!),
    nowMs: () => nowMs,
    every(_intervalMs, call) {
      tick = call;
      return () => {
        tick = undefined;
      };
    },
    signal: abort.signal,
  });
  const at = (ms: number) => {
    nowMs = 1000 + ms;
    tick?.();
  };
  return { sent, at, done, abort, isRunning: () => tick !== undefined };
}

test('a frame leaves when its last sample would have been captured, and late ticks send what is due', async () => {
  const { sent, at, done, isRunning } = bench(4);
  at(19);
  expect(sent).toEqual([]);
  at(20);
  expect(sent).toEqual([0]);
  at(61);
  expect(sent).toEqual([0, 1, 2]);
  at(500);
  expect(sent).toEqual([0, 1, 2, 3]);
  expect(isRunning()).toBe(false);
  await done;
});

test('an abort ends it at once', async () => {
  const { sent, at, done, abort, isRunning } = bench(4);
  at(20);
  abort.abort();
  await done;
  expect(sent).toEqual([0]);
  expect(isRunning()).toBe(false);
});

test('a recording becomes whole frames with silence after it', () => {
  const frames = framesOf(Uint8Array.of(1, 2, 3, 4, 5, 6), 4, 2);
  expect(frames.map((frame) => [...frame])).toEqual([
    [1, 2, 3, 4],
    [5, 6, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
});
