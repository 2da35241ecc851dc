import { expect, test } from 'vitest';
import { audiblyPlayedMs, firstAudibleMs, lastAudibleMs } from './audible.ts';
import { Loudspeaker } from './loudspeaker.ts';

const ms = (count: number) => count * 24;
const piece = (silentMs: number, soundingMs: number, level = 0.5) =>
  new Float32Array(ms(silentMs + soundingMs)).fill(level, ms(silentMs));

test('the silence at the head of a reply is played in real time, however fast it came', () => {
  const speaker = new Loudspeaker(0);
  speaker.receive('a', piece(200, 0), 1000);
  speaker.receive('a', piece(100, 300), 1000);
  speaker.playTo(1250);
  expect(firstAudibleMs(speaker, ['a'])).toBeUndefined();
  speaker.playTo(3000);
  expect(firstAudibleMs(speaker, ['a'])).toBe(1300);
  expect(lastAudibleMs(speaker, ['a'])).toBeCloseTo(1600 - 1 / 24, 6);
});

test('only what is louder than −40 dBFS counts, of the named items', () => {
  const speaker = new Loudspeaker(0);
  speaker.receive('quiet', piece(0, 100, 0.0099), 0);
  speaker.receive('other', piece(0, 100), 100);
  speaker.receive('mine', piece(0, 100, 0.0101), 200);
  speaker.playTo(1000);
  expect(firstAudibleMs(speaker, ['quiet'])).toBeUndefined();
  expect(lastAudibleMs(speaker, ['quiet'])).toBeUndefined();
  expect(firstAudibleMs(speaker, ['quiet', 'mine'])).toBe(200);
});

test('what was cut off or turned down to nothing was not heard', () => {
  const speaker = new Loudspeaker(0);
  speaker.receive('a', piece(0, 400), 0);
  speaker.setGain(-60, 100);
  speaker.drop(new Set(['a']), 250);
  speaker.playTo(1000);
  expect(lastAudibleMs(speaker, ['a'])).toBeCloseTo(100 - 1 / 24, 6);
  expect(audiblyPlayedMs(speaker, 'a')).toBe(100);
});

test('what came back up after it was turned down counts whole', () => {
  const speaker = new Loudspeaker(0);
  speaker.receive('a', piece(0, 400), 0);
  speaker.setGain(-60, 100);
  speaker.setGain(0, 200);
  speaker.playTo(1000);
  expect(audiblyPlayedMs(speaker, 'a')).toBe(400);
});
