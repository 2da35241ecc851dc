import { CascadeError } from '@cascade/contracts';
import { testContext } from '@cascade/testing';
import { createTtsStage, type SpeechEngine, type SpeechRequest } from '@cascade/tts';
import { expect, test } from 'vitest';
import { readOut } from './read-out.ts';

/** Two seconds of audio for each clause, at once. */
class QuickVoice implements SpeechEngine {
  readonly versions = { voice: 'quick@1' };
  readonly requests: SpeechRequest[] = [];
  failsAt: string | undefined;

  voiceFor(requested: string): string {
    return requested;
  }

  async *synthesize(request: SpeechRequest) {
    this.requests.push(request);
    if (request.text === this.failsAt) throw new CascadeError('synthesis_failed', 'scripted');
    const samples = new Float32Array(48_000).fill(0.5);
    yield { samples, words: undefined, queueMs: 0, computeMs: 1 };
  }

  async close(): Promise<void> {}
}

const sentences = Array.from({ length: 10 }, (_, index) => `Sentence number ${index + 1} is here.`);
const text = sentences.join(' ');
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

function open(signal?: AbortSignal) {
  const voice = new QuickVoice();
  const tts = createTtsStage({ engine: voice, cacheBytes: 0 });
  const { context } = testContext(signal);
  return { voice, speech: readOut({ tts }, text, { voice: 'quick', speed: 1.5 }, context) };
}

test('every clause is spoken by the voice and at the pace that was asked for, behind conversations', async () => {
  const { voice, speech } = open();
  const chunks = await Array.fromAsync(speech);
  expect(chunks).toHaveLength(sentences.length);
  expect(voice.requests.map((request) => request.text)).toEqual(sentences);
  for (const { voice: name, speed, urgency } of voice.requests) {
    expect([name, speed, urgency()]).toEqual(['quick', 1.5, 'background']);
  }
});

test('a reader who takes his time holds up the making; who leaves ends it', async () => {
  const { voice, speech } = open();
  await speech.next();
  await settled();
  // What the stage makes ahead in any case: six seconds, of clauses of two.
  const ahead = voice.requests.length;
  expect(ahead).toBeLessThan(6);
  await speech.next();
  await speech.next();
  await settled();
  expect(voice.requests.length).toBeLessThan(sentences.length);
  await speech.return(undefined);
  const made = voice.requests.length;
  await settled();
  expect(voice.requests.length).toBeLessThanOrEqual(made + 1);
});

test('a clause that fails ends it: half a text is not the text', async () => {
  const { voice, speech } = open();
  voice.failsAt = sentences[2];
  const chunks: Float32Array[] = [];
  const reading = (async () => {
    for await (const chunk of speech) chunks.push(chunk);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'synthesis_failed' });
  expect(chunks).toHaveLength(2);
});

test('an abort ends it with its reason', async () => {
  const controller = new AbortController();
  const { speech } = open(controller.signal);
  await speech.next();
  controller.abort(new CascadeError('cancelled', 'The client is gone.'));
  await expect(Array.fromAsync(speech)).rejects.toMatchObject({ code: 'cancelled' });
});
