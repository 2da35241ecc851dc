import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import { type Heard, Loudspeaker } from './loudspeaker.ts';

const playedOut: Heard[] = [];
const listener = { onChange: () => undefined, onPlayedOut: (heard: Heard) => playedOut.push(heard) };

test('plays in real time, waits where it runs dry, and goes on', () => {
  const clock = new VirtualClock();
  const loudspeaker = new Loudspeaker(clock, listener);
  loudspeaker.add('a', 300, undefined);
  clock.advance(200);
  expect(loudspeaker.playedMs('a')).toBe(200);
  clock.advance(1000);
  expect([loudspeaker.playedMs('a'), loudspeaker.playing]).toEqual([300, 'a']);
  loudspeaker.add('a', 200, undefined);
  loudspeaker.end('a');
  clock.advance(150);
  expect(loudspeaker.playedMs('a')).toBe(450);
  clock.advance(50);
  expect([loudspeaker.playing, loudspeaker.started]).toEqual([undefined, 1]);
  expect(loudspeaker.heard).toEqual([{ itemId: 'a', playedMs: 500, over: true }]);
  expect(playedOut).toEqual(loudspeaker.heard);
});

test('one reply after the other', () => {
  const clock = new VirtualClock();
  const loudspeaker = new Loudspeaker(clock, listener);
  loudspeaker.add('a', 300, undefined);
  loudspeaker.add('b', 100, undefined);
  loudspeaker.end('a');
  clock.advance(350);
  expect([loudspeaker.playing, loudspeaker.playedMs('b'), loudspeaker.started]).toEqual(['b', 50, 2]);
});

test('is silent at once when it is stopped, and plays nothing of that reply any more', () => {
  const clock = new VirtualClock();
  const loudspeaker = new Loudspeaker(clock, listener);
  loudspeaker.add('a', 300, undefined);
  clock.advance(120.5);
  expect(loudspeaker.stop()).toEqual({ itemId: 'a', playedMs: 120, over: true });
  loudspeaker.add('a', 300, undefined);
  clock.advance(500);
  expect([loudspeaker.playing, loudspeaker.playedMs('a')]).toEqual([undefined, 120]);
  expect(loudspeaker.stop()).toBeUndefined();
});
