import { inputRateHz } from '@cascade/contracts';
import { describe, expect, it } from 'vitest';
import { activeLevelDbfs, seededRandom } from '../sounds/index.ts';
import { fromAfar, roomReflections } from './far-microphone.ts';
import { recordSaying } from './microphone.ts';
import { defaultSnrsDb, planSaying, type Saying } from './saying.ts';

const options = { seed: 'test', snrsDb: defaultSnrsDb };

describe('planSaying', () => {
  it('says the same question alike, and others otherwise', () => {
    expect(planSaying('a', 'noisy', options)).toEqual(planSaying('a', 'noisy', options));
    expect(planSaying('a', 'noisy', options)).not.toEqual(planSaying('b', 'noisy', options));
    expect(planSaying('a', 'noisy', options)).not.toEqual(planSaying('a', 'noisy', { ...options, seed: 'other' }));
  });

  it('disturbs noisy questions only, each in noise, half of them fast and half of them far', () => {
    const ids = Array.from({ length: 400 }, (_, index) => `q${index}`);
    const spoken = ids.map((id) => planSaying(id, 'spoken', options));
    expect(spoken.every(({ noise, reverberationMs }) => !noise && reverberationMs === undefined)).toBe(true);
    const noisy = ids.map((id) => planSaying(id, 'noisy', options));
    expect(new Set(noisy.map(({ noise }) => noise?.snrDb))).toEqual(new Set(defaultSnrsDb));
    expect(noisy.filter(({ speed }) => speed >= 1.15).length / 400).toBeCloseTo(0.5, 1);
    expect(noisy.filter(({ reverberationMs }) => reverberationMs !== undefined).length / 400).toBeCloseTo(0.5, 1);
  });
});

const tone = Float32Array.from({ length: 24_000 }, (_, index) => 0.3 * Math.sin((2 * Math.PI * 440 * index) / 24_000));
const quiet: Saying = {
  speed: 1,
  voiceRatio: 1,
  levelDbfs: -25,
  noise: undefined,
  reverberationMs: undefined,
  seed: 's',
};

describe('recordSaying', () => {
  it('puts silence around the speech and brings it to its level', () => {
    const recorded = recordSaying(tone, quiet);
    expect(recorded.subarray(0, 0.3 * inputRateHz).every((sample) => sample === 0)).toBe(true);
    expect(recorded.length / inputRateHz).toBeCloseTo(2.3, 1);
    expect(activeLevelDbfs(recorded)).toBeCloseTo(-25, 0);
  });

  it.each(['pink', 'babble', 'hum-and-keys', 'crowd'] as const)('adds %s that much below the speech', (kind) => {
    const still = recordSaying(tone, quiet);
    const recorded = recordSaying(tone, { ...quiet, noise: { kind, snrDb: 10 } });
    const noise = recorded.map((sample, index) => sample - still[index]!);
    expect(activeLevelDbfs(noise)).toBeCloseTo(-35, 0);
    expect(recordSaying(tone, { ...quiet, noise: { kind, snrDb: 10 } })).toEqual(recorded);
  });
});

describe('a far microphone', () => {
  it('hears as much of the room as of the talker', () => {
    const [direct, ...reflections] = roomReflections(seededRandom('r'), 400);
    expect(direct).toEqual({ delaySamples: 0, gain: 1 });
    expect(reflections.reduce((sum, { gain }) => sum + gain * gain, 0)).toBeCloseTo(1, 5);
    const late = reflections.filter(({ delaySamples }) => delaySamples > 0.2 * inputRateHz);
    // Half of the time that takes 60 dB takes 30: a thousandth of the energy is left behind it.
    expect(late.reduce((sum, { gain }) => sum + gain * gain, 0)).toBeLessThan(0.01);
  });

  it('hears the speech die away', () => {
    const click = Float32Array.from([1]);
    const heard = fromAfar(click, 300, 'seed');
    expect(heard.length).toBe(1 + 0.3 * inputRateHz);
    expect(heard[0]).toBe(1);
    expect(heard.some((sample, index) => index > 1000 && sample !== 0)).toBe(true);
  });
});
