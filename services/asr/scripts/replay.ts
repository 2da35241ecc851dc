/** Plays a recording through voice activity detection and recognition, as fast as both can, on the recording's clock. */
import {
  type AsrEvent,
  type AsrInput,
  type AudioChunk,
  inputRateHz,
  type SessionSettings,
  type Span,
  type Stage,
  type StageContext,
  type VadEvent,
  type VadInput,
  type VadOutput,
} from '@cascade/contracts';
import { EventQueue, systemClock } from '@cascade/runtime';
import type { Recognition, RecognitionEngine } from '../src/index.ts';

/** 20 ms, as browsers send it. */
const chunkSamples = 320;

export interface ReplayedEvent {
  readonly event: AsrEvent;
  /** Where the audio clock stood when it was asked for. */
  readonly atSample: number;
}

export interface Replay {
  readonly events: readonly ReplayedEvent[];
  readonly vad: readonly VadEvent[];
  readonly spans: readonly Span[];
}

/** Lets the replay wait until the engine has nothing to do, so that results don't depend on the machine's speed. */
export class WatchedEngine implements RecognitionEngine {
  readonly #engine: RecognitionEngine;
  #running = 0;

  constructor(engine: RecognitionEngine) {
    this.#engine = engine;
  }

  get versions() {
    return this.#engine.versions;
  }

  get partialIntervalMs() {
    return this.#engine.partialIntervalMs;
  }

  get firstPartialMs() {
    return this.#engine.firstPartialMs;
  }

  get comparesCuts() {
    return this.#engine.comparesCuts;
  }

  async recognize(request: Parameters<RecognitionEngine['recognize']>[0]): Promise<Recognition> {
    this.#running++;
    try {
      return await this.#engine.recognize(request);
    } finally {
      this.#running--;
    }
  }

  async whenIdle(): Promise<void> {
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    await turn();
    while (this.#running > 0) await turn();
    await turn();
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}

export interface ReplayOptions {
  /** False in a session in the background: nobody reads partials, and finals alone are a third of the work. */
  readonly partials: boolean;
  readonly vocabulary: readonly string[];
}

/** Where voice activity detection finds speech in a recording and one second of silence after it. */
export async function detectSpeech(
  samples: Float32Array,
  vad: Stage<VadInput, VadOutput>,
): Promise<readonly VadEvent[]> {
  const chunks = chunksOf(samples);
  const input = new EventQueue<VadInput>({ capacity: chunks.length, whenFull: 'drop-newest' });
  for (const chunk of chunks) input.push(chunk);
  input.end();
  const activity: VadEvent[] = [];
  for await (const event of vad.run(input, replayContext([]))) if ('atSample' in event) activity.push(event);
  return activity;
}

/** Runs one recording, one second of silence after it, as one session without utterance boundaries. */
export async function replay(
  samples: Float32Array,
  activity: readonly VadEvent[],
  asr: Stage<AsrInput, AsrEvent>,
  engine: WatchedEngine,
  { partials, vocabulary }: ReplayOptions,
): Promise<Replay> {
  const spans: Span[] = [];
  const input = new EventQueue<AsrInput>({ capacity: 1024, whenFull: 'drop-newest' });
  input.push({ type: 'session-settings', settings: { ...silentSettings, background: !partials } });
  input.push({ type: 'vocabulary', phrases: vocabulary });
  const events: ReplayedEvent[] = [];
  let atSample = 0;
  const reading = (async () => {
    for await (const event of asr.run(input, replayContext(spans))) events.push({ event, atSample });
  })();
  let next = 0;
  for (const chunk of chunksOf(samples)) {
    atSample = chunk.startSample + chunk.samples.length;
    input.push(chunk);
    for (let event = activity[next]; event && event.atSample <= atSample; event = activity[++next]) input.push(event);
    await engine.whenIdle();
  }
  input.end();
  await reading;
  return { events, vad: activity, spans };
}

const silentSettings: SessionSettings = {
  instructions: '',
  outputModality: 'text',
  respond: false,
  inputFormat: { codec: 'pcm16', rateHz: 16_000 },
  outputFormat: { codec: 'pcm16', rateHz: 24_000 },
  turnDetection: { mode: 'manual' },
  vadThreshold: 0.5,
  prefixPaddingMs: 300,
  voice: 'none',
  speed: 1,
  clientTools: [],
};

function chunksOf(samples: Float32Array): AudioChunk[] {
  const audio = new Float32Array(samples.length + inputRateHz);
  audio.set(samples);
  return Array.from({ length: Math.ceil(audio.length / chunkSamples) }, (_, index) => ({
    type: 'audio-chunk',
    index,
    startSample: index * chunkSamples,
    samples: audio.slice(index * chunkSamples, (index + 1) * chunkSamples),
    receivedAtMs: 0,
  }));
}

function replayContext(spans: Span[]): StageContext {
  const silent = () => undefined;
  return {
    sessionId: 'replay',
    traceId: 'replay',
    clock: systemClock,
    logger: { debug: silent, info: silent, warn: console.warn, error: console.error },
    signal: new AbortController().signal,
    recordSpan: (span) => spans.push(span),
  };
}
