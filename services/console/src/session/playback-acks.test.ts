import { expect, test } from 'vitest';
import { PlaybackAcks } from './playback-acks.ts';

function bench() {
  const sent: [string, number][] = [];
  return { sent, acks: new PlaybackAcks((itemId, playedMs) => sent.push([itemId, playedMs])) };
}

test('ten times a second while an item plays, at once when it is dry', () => {
  const { sent, acks } = bench();
  acks.report({ itemId: 'a', heardMs: 20, isDry: false }, 0);
  acks.report({ itemId: 'a', heardMs: 70, isDry: false }, 50);
  acks.report({ itemId: 'a', heardMs: 120.4, isDry: false }, 100);
  acks.report({ itemId: 'a', heardMs: 170, isDry: true }, 150);
  expect(sent).toEqual([
    ['a', 20],
    ['a', 120],
    ['a', 170],
  ]);
});

test('what was heard until a cut is said at once, and nothing twice', () => {
  const { sent, acks } = bench();
  acks.report({ itemId: 'a', heardMs: 20, isDry: false }, 0);
  acks.report({ itemId: 'a', heardMs: 40, isDry: false }, 20, true);
  acks.report({ itemId: 'a', heardMs: 40, isDry: true }, 500, true);
  expect(sent).toEqual([
    ['a', 20],
    ['a', 40],
  ]);
});

test('the next item begins anew', () => {
  const { sent, acks } = bench();
  acks.report({ itemId: 'a', heardMs: 300, isDry: true }, 0);
  acks.report({ itemId: 'b', heardMs: 20, isDry: false }, 10);
  expect(sent).toEqual([
    ['a', 300],
    ['b', 20],
  ]);
});
