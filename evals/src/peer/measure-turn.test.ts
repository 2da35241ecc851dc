import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import type { BenchClip } from '../bench/clips.ts';
import type { LineEvents, OpenLine } from './line.ts';
import { measureTurn } from './measure-turn.ts';

const clip: BenchClip = {
  id: 'clip',
  slices: [],
  text: undefined,
  samples: new Float32Array(16_000).fill(0.3),
  firstSpeech: 0,
  lastSpeech: 16_000,
};
const silence = (ms: number) => new Float32Array(24 * ms);
const sound = (ms: number) => silence(ms).fill(0.2);

/** Answers so long after the line was opened, with whatever `answer` sends. */
function scripted(clock: VirtualClock, atMs: number, answer: (events: LineEvents) => void): OpenLine {
  return async (events) => {
    clock.setTimer(atMs, () => answer(events));
    return { send: () => undefined, close: async () => undefined };
  };
}

async function measured(atMs: number, answer: (events: LineEvents) => void) {
  const clock = new VirtualClock();
  const measuring = measureTurn(scripted(clock, atMs, answer), clip, { clock, phase: 0, readMachine: () => null });
  await clock.run(30_000);
  return measuring;
}

// The chunk with the last speech sample leaves at 1000 ms of lead-in + 1000 ms of clip.
test('counts from the last speech sample sent to the first audible sample as it is played', async () => {
  const turn = await measured(2500, (events) => {
    events.audio(silence(200));
    events.audio(sound(500));
  });
  expect(turn.outcome).toBe('answered');
  expect(turn.voiceToVoiceMs).toBeCloseTo(700, 0);
});

test('an answer before the end has no latency, and none at all is told', async () => {
  expect(await measured(1500, (events) => events.audio(sound(300)))).toMatchObject({
    outcome: 'replied-before-end',
    voiceToVoiceMs: null,
  });
  expect(await measured(1500, () => undefined)).toMatchObject({ outcome: 'no-reply', voiceToVoiceMs: null });
});

test('a line that breaks is a failure with its reason', async () => {
  expect(await measured(500, (events) => events.ended('gone'))).toMatchObject({ outcome: 'failed', problem: 'gone' });
});

test('what is dropped before it was played was not heard', async () => {
  const turn = await measured(2500, (events) => {
    events.audio(silence(400));
    events.audio(sound(500));
    events.dropped();
  });
  expect(turn.outcome).toBe('no-reply');
});
