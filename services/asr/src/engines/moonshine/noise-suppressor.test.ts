import { readFile } from 'node:fs/promises';
import { amplitudeToDbfs, readWav, resample, rms } from '@cascade/audio';
import { inputRateHz } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { beforeAll, expect, test } from 'vitest';
import { NoiseSuppressor } from './noise-suppressor.ts';

let suppressor: NoiseSuppressor;
let speech: Float32Array;
beforeAll(async () => {
  suppressor = await NoiseSuppressor.load();
  const wav = readWav(await readFile((await resolveModel('sample-speech')).file('beckett.wav')));
  speech = resample(wav.samples, { fromHz: wav.sampleRateHz, toHz: inputRateHz }).slice(0, 3 * inputRateHz);
});

/** Linear congruential generator of Numerical Recipes: the same noise every time. */
function noise(length: number, amplitude: number): Float32Array {
  let state = 1;
  return new Float32Array(length).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return amplitude * (state / 2 ** 31 - 1);
  });
}

test('noise is 8 dB quieter after a second', () => {
  const hiss = noise(2 * inputRateHz, 0.05);
  const clean = suppressor.suppress(hiss);
  expect(clean).toHaveLength(hiss.length);
  const second = (samples: Float32Array) => amplitudeToDbfs(rms(samples.subarray(inputRateHz)));
  expect(second(clean) - second(hiss)).toBeCloseTo(-8, 0);
});

test('speech stays, and stays in step', () => {
  const clean = suppressor.suppress(speech);
  const likeness = (lag: number) => {
    let sum = 0;
    for (let index = 1000; index < speech.length - 1000; index++) sum += speech[index]! * clean[index + lag]!;
    return sum;
  };
  const lags = Array.from({ length: 401 }, (_, index) => index - 200);
  const best = lags.reduce((a, b) => (likeness(b) > likeness(a) ? b : a));
  expect(Math.abs(best)).toBeLessThanOrEqual(1);
  expect(rms(clean)).toBeGreaterThan(rms(speech) / 2);
});

test('nothing of the browser that it pretends to be is left behind', () => {
  expect('WorkerGlobalScope' in globalThis).toBe(false);
});
