import { createAsrStage, type Recognition, type RecognitionEngine, type RecognitionRequest } from '@cascade/asr';
import { CascadeError, type Stage, type VadInput, type VadOutput } from '@cascade/contracts';
import { testContext } from '@cascade/testing';
import { expect, test } from 'vitest';
import { transcribeRecording } from './transcribe-recording.ts';

const seconds = (value: number) => 16_000 * value;
const spoken = [
  [1, 3],
  [6, 7],
  [10, 12],
] as const;

/** Hears speech where the test says, as soon as the audio has come so far. */
function scriptedVad() {
  const state = { heardSamples: 0, closed: false };
  const stage: Stage<VadInput, VadOutput> = {
    name: 'vad',
    versions: { model: 'scripted@1' },
    async *run(input) {
      try {
        const waiting = [...spoken];
        for await (const event of input) {
          if (event.type !== 'audio-chunk') continue;
          state.heardSamples = event.startSample + event.samples.length;
          while (waiting[0] && seconds(waiting[0][1]) <= state.heardSamples) {
            const [from, to] = waiting.shift()!;
            const at = { startSample: seconds(from), atSample: seconds(to) };
            yield { type: 'speech-start', probability: 1, ...at };
            yield { type: 'speech-pause', endSample: seconds(to), ...at };
            yield { type: 'speech-end', endSample: seconds(to), ...at };
          }
        }
      } finally {
        state.closed = true;
      }
    },
  };
  return { stage, state };
}

class ScriptedEngine implements RecognitionEngine {
  readonly versions = { model: 'scripted@1' };
  readonly partialIntervalMs = 100;
  readonly firstPartialMs = 0;
  readonly comparesCuts = false;
  readonly requests: RecognitionRequest[] = [];
  answer: (index: number) => Promise<string> = async (index) => `piece ${index + 1}`;

  async recognize(request: RecognitionRequest): Promise<Recognition> {
    const index = this.requests.push(request) - 1;
    const text = await this.answer(index);
    const words = text.split(' ').map((word) => ({ text: word, confidence: 1 }));
    return { words, meanLogProbability: -0.5, draft: [], queueMs: 0, computeMs: 1, attributes: {} };
  }

  async close(): Promise<void> {}
}

function open(signal?: AbortSignal) {
  const engine = new ScriptedEngine();
  const vad = scriptedVad();
  const { context } = testContext(signal);
  const samples = new Float32Array(seconds(13)).fill(0.1);
  const speech = transcribeRecording({ vad: vad.stage, asr: createAsrStage({ engine }) }, samples, context);
  return { engine, vad: vad.state, speech };
}

test('every group of speech is recognized once, in the background, with its place and its words', async () => {
  const { engine, speech } = open();
  const pieces = await Array.fromAsync(speech);
  expect(pieces.map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
    ['piece 1', 1000, 3000],
    ['piece 2', 6000, 7000],
    ['piece 3', 10_000, 12_000],
  ]);
  expect(pieces[1]?.meanLogProbability).toBe(-0.5);
  expect(pieces[1]?.words.map(({ text }) => text)).toEqual(['piece', '2']);
  expect(engine.requests.map(({ kind }) => kind)).toEqual(['background', 'background', 'background']);
});

test('no more is looked at than one group ahead of the reader', async () => {
  const { vad, engine, speech } = open();
  await speech.next();
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(engine.requests).toHaveLength(1);
  expect(vad.heardSamples).toBeLessThan(seconds(13));
  await speech.return(undefined);
  expect(vad.closed).toBe(true);
});

test('a failure of the recognizer comes after what it had heard, with its code', async () => {
  const { engine, vad, speech } = open();
  engine.answer = async (index) => {
    if (index === 1) throw new CascadeError('worker_lost', 'scripted');
    return 'heard';
  };
  expect((await speech.next()).value).toMatchObject({ text: 'heard' });
  await expect(speech.next()).rejects.toMatchObject({ code: 'worker_lost', stage: 'asr' });
  expect(vad.closed).toBe(true);
});

test('an abort ends it, also in the midst of a recognition', async () => {
  const controller = new AbortController();
  const { engine, vad, speech } = open(controller.signal);
  engine.answer = () => {
    controller.abort(new CascadeError('cancelled', 'The client is gone.'));
    return Promise.reject(new CascadeError('cancelled', 'scripted'));
  };
  await expect(Array.fromAsync(speech)).rejects.toMatchObject({ code: 'cancelled' });
  expect(vad.closed).toBe(true);
});
