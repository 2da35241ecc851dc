import { amplitudeToDbfs, joinSamples, rms } from '@cascade/audio';
import { expect, test } from 'vitest';
import { EchoPath } from './echo-path.ts';
import { seededRandom } from './seeded-random.ts';

const pieceSamples = 480;

function pickUpAll(path: EchoPath, played: Float32Array): Float32Array {
  const pieces: Float32Array[] = [];
  for (let start = 0; start < played.length; start += pieceSamples) {
    pieces.push(path.pickUp((sample) => played[sample] ?? 0, start, pieceSamples));
  }
  return joinSamples(pieces);
}

function noise(seconds: number): Float32Array {
  const random = seededRandom('echo');
  return new Float32Array(24_000 * seconds).map((_, index) => (index < 24_000 ? 0 : random.gaussian() * 0.1));
}

test('what the loudspeaker plays arrives late and weaker, at the microphone’s rate', () => {
  const played = noise(3);
  const heard = pickUpAll(new EchoPath({ delayMs: 60, gainDb: -20, room: false, seed: 'a' }), played);
  expect(heard.length).toBe(3 * 16_000);
  const onset = heard.findIndex((sample) => Math.abs(sample) > 0.001);
  expect((onset * 1000) / 16_000).toBeGreaterThan(1058);
  expect((onset * 1000) / 16_000).toBeLessThan(1064);
  // Noise above the microphone's 8 kHz is lost: a third of its power at 24 kHz.
  const level = amplitudeToDbfs(rms(heard.subarray(onset)));
  expect(level).toBeCloseTo(amplitudeToDbfs(0.1) - 20 - 1.8, 0);
});

test('a room adds to the direct sound, and stays linear', () => {
  const played = noise(3);
  const options = { delayMs: 30, gainDb: -10, seed: 'a' };
  const dry = pickUpAll(new EchoPath({ ...options, room: false }), played);
  const wet = pickUpAll(new EchoPath({ ...options, room: true }), played);
  expect(rms(wet)).toBeGreaterThan(rms(dry) * 1.05);
  const halved = pickUpAll(
    new EchoPath({ ...options, room: true }),
    played.map((sample) => sample / 2),
  );
  expect(halved.every((sample, index) => Math.abs(2 * sample - wet[index]!) < 1e-5)).toBe(true);
});

test('the same seed is the same room', () => {
  const played = noise(2);
  const options = { delayMs: 30, gainDb: -10, room: true };
  expect(pickUpAll(new EchoPath({ ...options, seed: 'a' }), played)).toEqual(
    pickUpAll(new EchoPath({ ...options, seed: 'a' }), played),
  );
});
