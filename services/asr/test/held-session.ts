import { type AsrEvent, type AsrInput, CascadeError, type ErrorCode } from '@cascade/contracts';
import { EventQueue } from '@cascade/runtime';
import { testContext } from '@cascade/testing';
import { createAsrStage, defaultAsrSettings } from '../src/index.ts';
import type { Recognition, RecognitionEngine, RecognitionRequest } from '../src/recognition-engine.ts';

/** Answers when the test says so. */
export class HeldEngine implements RecognitionEngine {
  readonly versions = { asr: 'held@1' };
  readonly partialIntervalMs = 100;
  readonly firstPartialMs = 0;
  readonly comparesCuts = true;
  readonly waiting: { request: RecognitionRequest; answer(text: string): void; fail(code: ErrorCode): void }[] = [];
  /** When set, everything is answered with it at once. */
  immediately: string | undefined;
  closed = false;

  recognize(request: RecognitionRequest): Promise<Recognition> {
    if (this.immediately !== undefined) return Promise.resolve(recognition(this.immediately));
    return new Promise((resolve, reject) => {
      const fail = (code: ErrorCode) => reject(new CascadeError(code, 'scripted'));
      request.signal.addEventListener('abort', () => fail('cancelled'));
      this.waiting.push({ request, answer: (text) => resolve(recognition(text)), fail });
    });
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}
export const recognition = (text: string): Recognition => ({
  words: text
    .split(' ')
    .filter(Boolean)
    .map((word) => ({ text: word, confidence: 0.9 })),
  meanLogProbability: text ? -0.2 : 0,
  draft: text.split('').map((letter) => letter.charCodeAt(0)),
  queueMs: 1,
  computeMs: 2,
  attributes: {},
});

export const samplesPerMs = 16;
export const at = (milliseconds: number) => milliseconds * samplesPerMs;
export const chunk = (fromMs: number, toMs: number): AsrInput => ({
  type: 'audio-chunk',
  index: fromMs,
  startSample: at(fromMs),
  samples: new Float32Array(at(toMs - fromMs)).fill(0.1),
  receivedAtMs: toMs,
});
export const start = (ms: number): AsrInput => ({
  type: 'speech-start',
  startSample: at(ms),
  atSample: at(ms + 60),
  probability: 1,
});
export const pause = (ms: number): AsrInput => ({
  type: 'speech-pause',
  startSample: 0,
  endSample: at(ms),
  atSample: at(ms + 60),
});

/** A session on a held engine; `tell` waits until the stage has taken the events in. */
export function open(engine = new HeldEngine(), settings = defaultAsrSettings) {
  const input = new EventQueue<AsrInput>({ capacity: 1000, whenFull: 'drop-newest' });
  const session = new AbortController();
  const { context, spans } = testContext(session.signal);
  const events: AsrEvent[] = [];
  const ended = (async () => {
    for await (const event of createAsrStage({ engine, settings }).run(input, context)) events.push(event);
  })();
  const settle = async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    engine,
    events,
    spans,
    settle,
    async tell(...values: AsrInput[]) {
      for (const value of values) input.push(value);
      await settle();
    },
    async end() {
      input.end();
      await ended;
    },
    async abort() {
      session.abort();
      await ended;
    },
  };
}
