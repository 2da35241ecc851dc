import { amplitudeToDbfs, createRealFft, rms } from '@cascade/audio';
import { inputRateHz } from '@cascade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  activeLevelDbfs,
  atLevel,
  babble,
  cough,
  crowd,
  doorSlam,
  hum,
  keyboardClicks,
  otherVoice,
  pinkNoise,
  type SeededRandom,
  seededRandom,
  throatClearing,
  voicedCough,
  whiteNoise,
} from './index.ts';

const makers: Readonly<Record<string, (random: SeededRandom) => Float32Array>> = {
  cough,
  throatClearing,
  doorSlam,
  hum: (random) => hum(random, 800),
  keyboard: (random) => keyboardClicks(random, 800),
  white: (random) => whiteNoise(random, 800),
  pink: (random) => pinkNoise(random, 800),
  babble: (random) => babble(random, 800),
};

describe.each(Object.entries(makers))('%s', (_, make) => {
  test('is the same for the same seed, and another one for another', () => {
    expect(make(seededRandom('a'))).toEqual(make(seededRandom('a')));
    expect(make(seededRandom('a'))).not.toEqual(make(seededRandom('b')));
  });

  test('can be heard at any level that is asked for, and never leaves full scale', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(-20, -30, -40), (seed, dbfs) => {
        const samples = atLevel(make(seededRandom(seed)), dbfs);
        expect(samples.every((sample) => Math.abs(sample) < 1)).toBe(true);
        // A click's peaks may not fit at its level: then it is quieter, never louder.
        expect(activeLevelDbfs(samples)).toBeLessThan(dbfs + 0.5);
        expect(activeLevelDbfs(samples)).toBeGreaterThan(dbfs - 12);
      }),
      { numRuns: 15 },
    );
  });
});

/** Mean power in dB of a band. */
function bandDb(samples: Float32Array, lowHz: number, highHz: number): number {
  const size = 2048;
  const fft = createRealFft(size);
  const [real, imaginary] = [new Float64Array(fft.bins), new Float64Array(fft.bins)];
  let sum = 0;
  for (let at = 0; at + size <= samples.length; at += size) {
    fft.forward(samples.subarray(at, at + size), real, imaginary);
    const [first, last] = [Math.round((lowHz * size) / inputRateHz), Math.round((highHz * size) / inputRateHz)];
    for (let bin = first; bin < last; bin++) sum += (real[bin]! ** 2 + imaginary[bin]! ** 2) / (last - first);
  }
  return 10 * Math.log10(sum);
}

test('pink noise falls by 3 dB an octave, white noise does not', () => {
  const pink = pinkNoise(seededRandom('pink'), 8000);
  const white = whiteNoise(seededRandom('white'), 8000);
  expect(bandDb(pink, 200, 400) - bandDb(pink, 1600, 3200)).toBeCloseTo(9, -0.3);
  expect(Math.abs(bandDb(white, 200, 400) - bandDb(white, 1600, 3200))).toBeLessThan(1);
});

test('a hum has its power below 600 Hz', () => {
  const sound = hum(seededRandom('hum'), 2000);
  expect(bandDb(sound, 40, 500) - bandDb(sound, 1000, 4000)).toBeGreaterThan(30);
});

test('a cough comes in one to three bursts', () => {
  const lengths = new Set(Array.from({ length: 40 }, (_, index) => cough(seededRandom(index)).length));
  expect(lengths.size).toBe(3);
});

describe('sounds made of a voice', () => {
  const voice = otherVoice(whiteNoise(seededRandom('voice'), 900), inputRateHz, 1);

  test('a voiced cough is as long as its bursts, and the same for the same seed', () => {
    const lengths = new Set(Array.from({ length: 40 }, (_, seed) => voicedCough(seededRandom(seed), voice).length));
    expect(lengths.size).toBe(3);
    expect(voicedCough(seededRandom('a'), voice)).toEqual(voicedCough(seededRandom('a'), voice));
  });

  test('a crowd fills the time that is asked for, however short its voices are', () => {
    const room = crowd(seededRandom('crowd'), [voice, voice], 3000);
    expect(room.length).toBe(3 * inputRateHz);
    for (let at = 0; at < room.length; at += inputRateHz / 2) {
      expect(rms(room.subarray(at, at + inputRateHz / 2))).toBeGreaterThan(0.05);
    }
  });
});

test('another voice is as much faster as it is higher', () => {
  const tone = new Float32Array(24_000).map((_, index) => Math.sin((2 * Math.PI * 400 * index) / 24_000));
  const higher = otherVoice(tone, 24_000, 1.25);
  expect(higher.length).toBe(inputRateHz / 1.25);
  expect(bandDb(higher, 480, 520) - bandDb(higher, 380, 420)).toBeGreaterThan(20);
});

test('the active level leaves pauses out', () => {
  const random = seededRandom('level');
  const speech = new Float32Array(inputRateHz * 2);
  speech.set(new Float32Array(inputRateHz).map(() => random.gaussian() * 0.1));
  expect(activeLevelDbfs(speech)).toBeCloseTo(-20, 0);
  expect(amplitudeToDbfs(rms(speech))).toBeLessThan(-22.5);
});

test('chance is spread evenly', () => {
  const random = seededRandom('even');
  const counts = new Array(8).fill(0);
  for (let draw = 0; draw < 8000; draw++) counts[random.below(8)]++;
  expect(Math.min(...counts)).toBeGreaterThan(900);
  expect(Math.max(...counts)).toBeLessThan(1100);
});
