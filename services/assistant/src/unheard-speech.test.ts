import { readFile } from 'node:fs/promises';
import { readWav, resample } from '@cascade/audio';
import { inputRateHz } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { expect, test } from 'vitest';
import { type SpeechLikeSound, UnheardSpeech } from './unheard-speech.ts';

const seconds = (count: number) => Math.round(count * inputRateHz);
/** White, from a linear congruential generator (Numerical Recipes). */
function noise(length: number, amplitude: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return amplitude * ((2 * state) / 2 ** 32 - 1);
  });
}

/** What is found in sound that comes in chunks of that length, the detector hearing what `heard` says, when it says it. */
function found(sound: Float32Array, heard: readonly { atSample: number; startSample: number }[] = [], chunk = 320) {
  const unheard: SpeechLikeSound[] = [];
  const watch = new UnheardSpeech((one) => unheard.push(one));
  for (let at = 0; at < sound.length; at += chunk) {
    watch.push({ startSample: at, samples: sound.subarray(at, at + chunk) });
    for (const { startSample, atSample } of heard)
      if (atSample >= at && atSample < at + chunk) watch.heard(startSample);
  }
  return unheard;
}

async function spoken(): Promise<Float32Array> {
  const { file } = await resolveModel('sample-speech');
  const { samples, sampleRateHz } = readWav(await readFile(file('beckett.wav')));
  const speech = resample(samples, { fromHz: sampleRateHz, toHz: inputRateHz }).subarray(0, seconds(3));
  const sound = noise(seconds(10), 0.0005);
  for (const [index, value] of speech.entries()) sound[seconds(1) + index]! += value;
  return sound;
}

test('a person whom the detector does not hear is found, in chunks of any length', async () => {
  const sound = await spoken();
  const whole = found(sound);
  expect(whole.length).toBeGreaterThanOrEqual(1);
  expect(whole[0]!.startSample).toBeGreaterThan(seconds(0.9));
  expect(whole[0]!.startSample).toBeLessThan(seconds(2));
  expect(found(sound, [], 777)).toEqual(whole);
});

test('one whom it hears is not, also when it says so late', async () => {
  const sound = await spoken();
  const starts = found(sound).map(({ startSample }) => startSample + 100);
  expect(
    found(
      sound,
      starts.map((startSample) => ({ startSample, atSample: startSample + 500 })),
    ),
  ).toEqual([]);
  expect(
    found(
      sound,
      starts.map((startSample) => ({ startSample, atSample: startSample + seconds(3) })),
    ),
  ).toEqual([]);
  const elsewhere = [{ startSample: 0, atSample: seconds(1) }];
  expect(found(sound, elsewhere).length).toBeGreaterThanOrEqual(1);
});

test('silence, a steady noise, one that grows slowly, a click and a voice far away are none', async () => {
  expect(found(new Float32Array(seconds(10)))).toEqual([]);
  expect(found(noise(seconds(10), 0.2))).toEqual([]);
  expect(found(noise(seconds(30), 0.2).map((value, index) => value * (0.01 + index / seconds(30))))).toEqual([]);
  const click = noise(seconds(8), 0.0005);
  click.set(noise(seconds(0.1), 0.5), seconds(2));
  expect(found(click)).toEqual([]);
  expect(found((await spoken()).map((value) => value * 0.01))).toEqual([]);
});
