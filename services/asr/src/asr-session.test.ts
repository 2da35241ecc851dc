import type { AsrEvent, AsrInput } from '@cascade/contracts';
import { testContext } from '@cascade/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AsrSession } from './asr-session.ts';
import type { RecognitionEngine, RecognitionRequest } from './recognition-engine.ts';
import { defaultAsrSettings } from './settings.ts';

/** Reads the audio back: a sample of value n/100 was said in second n, so the words are the seconds that were heard. */
function secondsEngine(requests: RecognitionRequest[] = []): RecognitionEngine {
  return {
    versions: { asr: 'seconds@1' },
    partialIntervalMs: 160,
    firstPartialMs: 180,
    comparesCuts: false,
    async recognize(request) {
      requests.push(request);
      const cut = request.cuts[0] ?? { start: 0, end: request.samples.length };
      const heard = request.samples.subarray(cut.start, cut.end);
      const seconds = new Set(Array.from(heard, (sample) => Math.round(sample * 100)).filter((second) => second > 0));
      return {
        words: [...seconds].sort((a, b) => a - b).map((second) => ({ text: `s${second}`, confidence: 1 })),
        meanLogProbability: -0.1,
        draft: [],
        queueMs: 0,
        computeMs: 1,
        attributes: {},
      };
    },
    async close() {},
  };
}

const second = 16_000;
function audio(fromSecond: number, toSecond: number): AsrInput[] {
  const seconds = Array.from({ length: toSecond - fromSecond }, (_, index) => fromSecond + index);
  return seconds.map((now) => ({
    type: 'audio-chunk',
    index: now,
    startSample: now * second,
    samples: new Float32Array(second).fill(now / 100),
    receivedAtMs: now * 1000,
  }));
}

/** Feeds the events one after the other, letting all work end in between, and returns what was told. */
async function recognize(inputs: readonly AsrInput[]): Promise<AsrEvent[]> {
  const told: AsrEvent[] = [];
  const session = new AsrSession(secondsEngine(), defaultAsrSettings, testContext().context, (event) =>
    told.push(event),
  );
  for (const input of inputs) {
    session.accept(input);
    await session.drain();
  }
  return told;
}
const finals = (events: readonly AsrEvent[]) =>
  events.filter((event) => event.type === 'transcript-final').map(({ utteranceId, text }) => `${utteranceId}: ${text}`);
const start = (at: number): AsrInput => ({
  type: 'speech-start',
  startSample: at * second,
  atSample: at * second,
  probability: 1,
});
const pause = (at: number): AsrInput => ({
  type: 'speech-pause',
  startSample: 0,
  endSample: at * second,
  atSample: at * second,
});
const boundary = (at: number): AsrInput => ({ type: 'utterance-boundary', endSample: at * second });

test('speech that goes on after its utterance was closed is heard in the next one', async () => {
  const told = await recognize([
    ...audio(0, 1),
    start(1),
    ...audio(1, 3),
    pause(3),
    boundary(3),
    ...audio(3, 4),
    { type: 'speech-resume', startSample: second, pausedMs: 1000, atSample: 4 * second },
    ...audio(4, 6),
    pause(6),
  ]);
  expect(finals(told)[0]).toBe('utterance-1: s1 s2');
  expect(finals(told).at(-1)).toMatch(/^utterance-2: (s3 )?s4 s5$/);
});

test('every pause, misfire and commit has exactly one final, also where nothing was said', async () => {
  const step = fc.constantFrom('speak', 'pause', 'resume', 'misfire', 'commit', 'boundary');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const inputs: AsrInput[] = [];
      let now = 0;
      let asked = 0;
      let open = false;
      let paused = false;
      for (const kind of steps) {
        inputs.push(...audio(now, now + 1));
        now++;
        if (kind === 'speak' && !open && !paused) {
          inputs.push(start(now - 1));
          open = true;
        } else if (kind === 'pause' && open) {
          inputs.push(pause(now));
          [open, paused] = [false, true];
          asked++;
        } else if (kind === 'resume' && paused) {
          inputs.push({ type: 'speech-resume', startSample: 0, pausedMs: 1000, atSample: now * second });
          [open, paused] = [true, false];
        } else if (kind === 'commit') {
          inputs.push({ type: 'input-commit', endSample: now * second });
          asked++;
        } else if (kind === 'boundary' && paused) {
          inputs.push(boundary(now));
        } else if (kind === 'misfire' && open) {
          inputs.push({ type: 'speech-misfire', startSample: 0, endSample: now * second, atSample: now * second });
          open = false;
          asked++;
        }
      }
      const told = await recognize(inputs);
      expect(finals(told)).toHaveLength(asked);
      expect(told.filter(({ type }) => type === 'transcript-failed')).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('what partials show as stable is never changed, and is the beginning of the final', async () => {
  const told = await recognize([...audio(0, 1), start(1), ...audio(1, 9), pause(9), ...audio(9, 10)]);
  let stable = '';
  for (const event of told) {
    if (event.type === 'transcript-failed') throw new Error('failed');
    expect(event.text.startsWith(stable)).toBe(true);
    if (event.type === 'transcript-partial') stable = event.stableText;
  }
  expect(finals(told)).toEqual(['utterance-1: s1 s2 s3 s4 s5 s6 s7 s8']);
});

test('a minute without a pause is cut into segments, and no word is lost or doubled', async () => {
  const told = await recognize([...audio(0, 1), start(1), ...audio(1, 60), pause(60)]);
  const expected = Array.from({ length: 59 }, (_, index) => `s${index + 1}`).join(' ');
  expect(finals(told)).toEqual([`utterance-1: ${expected}`]);
});
