import { resample } from '@cascade/audio';
import { inputRateHz, outputRateHz } from '@cascade/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { EchoListener, windowMs } from './echo-listener.ts';
import type { SpokenReply } from './turn-state.ts';

/** Noise that is the same in every run, louder and softer as syllables are. */
function babble(seed: number, ms: number, rateHz: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: (ms * rateHz) / 1000 }, (_, n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 0.2 * (state / 2 ** 31 - 1) * (1.05 + Math.sin((2 * Math.PI * 2 * n) / rateHz));
  });
}

const reply = babble(1, 4000, outputRateHz);
const played = resample(reply, { fromHz: outputRateHz, toHz: inputRateHz });
const windowSamples = (windowMs * inputRateHz) / 1000;
/** The reply began when this had been heard of the microphone. */
const beganSample = 16_000;
const sounding: SpokenReply = {
  responseId: 'resp_1',
  clauses: [],
  words: [],
  position: { playedMs: 500, atSample: beganSample + 8000 },
  fadedSample: undefined,
  endedSample: undefined,
};

/** What the microphone hears of the reply in a window, so many milliseconds late. */
function echo(startSample: number, gain: number, lateMs = 120): Float32Array {
  const from = startSample - beganSample - (lateMs * inputRateHz) / 1000;
  return played.slice(from, from + windowSamples).map((sample) => sample * gain);
}

const other = babble(77, windowMs, inputRateHz);
const times = (samples: Float32Array, gain: number) => samples.map((sample) => sample * gain);
const sum = (one: Float32Array, two: Float32Array) => one.map((sample, n) => sample + two[n]!);

let listener: EchoListener;
beforeEach(() => {
  listener = new EchoListener();
  for (let at = 0; at < reply.length; at += 2400) listener.add('resp_1', reply.subarray(at, at + 2400));
});

describe('what sounds while a reply is played', () => {
  const at = 32_000;

  test.each([0.3, 0.1, 0.02])('is the reply, at a gain of %d, early or late', (gain) => {
    for (const lateMs of [-200, 20, 120, 700]) {
      expect(listener.judge(echo(at, gain, lateMs), at, [sounding])).toBe('echo');
    }
  });

  test('is somebody else', () => {
    expect(listener.judge(other, at, [sounding])).toBe('own');
  });

  test('is somebody over the echo, once it is known how loud that is', () => {
    expect(listener.judge(echo(at, 0.05), at, [sounding])).toBe('echo');
    const later = at + windowSamples;
    expect(listener.judge(sum(echo(later, 0.05), times(other, 0.5)), later, [sounding])).toBe('own');
  });

  test('is nothing that can be told, where it is no louder than the echo would be', () => {
    expect(listener.judge(times(other, 0.03), at, [sounding])).toBe('own');
    expect(listener.judge(echo(at, 0.1), at, [sounding])).toBe('echo');
    expect(listener.judge(times(other, 0.03), at, [sounding])).toBe('silence');
    const faded = { ...sounding, fadedSample: at - 8000 };
    expect(listener.judge(times(other, 0.03), at, [faded])).toBe('own');
  });

  test('is silence', () => {
    expect(listener.judge(new Float32Array(windowSamples), at, [sounding])).toBe('silence');
  });
});

test('nothing is compared with replies that are not heard, or are over', () => {
  const at = 32_000;
  expect(listener.judge(other, at, [])).toBeUndefined();
  expect(listener.judge(other, at, [{ ...sounding, position: undefined }])).toBeUndefined();
  expect(listener.judge(other, at, [{ ...sounding, responseId: 'resp_2' }])).toBeUndefined();
  expect(listener.judge(other, at, [{ ...sounding, endedSample: at - 2 * inputRateHz }])).toBeUndefined();
  expect(listener.judge(other, at, [{ ...sounding, endedSample: at - inputRateHz }])).toBe('own');
});

test('the oldest replies are forgotten', () => {
  for (const responseId of ['resp_2', 'resp_3', 'resp_4']) listener.add(responseId, reply.subarray(0, 2400));
  expect(listener.judge(other, 32_000, [sounding])).toBeUndefined();
});
