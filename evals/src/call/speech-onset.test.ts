import { expect, test } from 'vitest';
import { seededRandom } from '../sounds/index.ts';
import { speechAboveRoomDb, speechOnset } from './speech-onset.ts';

const ms = (count: number) => count * 16;

/** A room's noise with louder stretches in it: [from, to, amplitude]. */
function recording(lengthMs: number, stretches: readonly (readonly [number, number, number])[], room = 0.002) {
  const random = seededRandom('room');
  const samples = new Float32Array(ms(lengthMs)).map(() => random.gaussian() * room);
  for (const [from, to, amplitude] of stretches) {
    for (let index = ms(from); index < ms(to); index++) samples[index] = random.gaussian() * amplitude;
  }
  return samples;
}

test('speech begins where it rises out of the room', () => {
  expect(speechOnset(recording(1000, [[400, 800, 0.1]]))).toBe(ms(400));
});

test('a click before it is not part of it, a first word is', () => {
  expect(
    speechOnset(
      recording(1500, [
        [100, 160, 0.08],
        [700, 1300, 0.1],
      ]),
    ),
  ).toBe(ms(700));
  expect(
    speechOnset(
      recording(1500, [
        [300, 560, 0.08],
        [700, 1300, 0.1],
      ]),
    ),
  ).toBe(ms(300));
});

test('a loud room does not hide where speech begins', () => {
  expect(speechOnset(recording(1500, [[700, 1300, 0.2]], 0.03))).toBe(ms(700));
});

test('speech that fills the recording begins with it', () => {
  expect(speechOnset(recording(600, [[0, 600, 0.1]]))).toBe(0);
  expect(speechOnset(new Float32Array(0))).toBe(0);
});

test('speech stands out of its room by its loudest frame', () => {
  expect(speechAboveRoomDb(recording(1000, [[400, 800, 0.2]]))).toBeCloseTo(40, -1);
  expect(speechAboveRoomDb(recording(1000, [[400, 800, 0.02]]))).toBeCloseTo(20, -1);
  expect(speechAboveRoomDb(new Float32Array(10))).toBe(0);
});
