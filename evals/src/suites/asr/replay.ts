import {
  type AsrEvent,
  type AsrInput,
  type AudioChunk,
  inputRateHz,
  type SessionSettings,
  type Stage,
  type StageContext,
  type VadEvent,
  type VadInput,
  type VadOutput,
} from '@cascade/contracts';
import { EventQueue, systemClock } from '@cascade/runtime';
import type { AsrOutcome } from './outcome.ts';
import type { WatchedEngine } from './watched-engine.ts';

/** 20 ms, as browsers send it. */
const chunkSamples = inputRateHz / 50;
/** Silence behind a recording: enough for its last pause to be told. */
const tailSamples = inputRateHz;

const withPartials: SessionSettings = {
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

export interface Recording {
  /** 16 kHz, mono. */
  readonly samples: Float32Array;
  /** What finals prefer where the audio leaves a doubt. */
  readonly vocabulary: readonly string[];
}

/** Where speech begins, pauses and ends in a recording and a second of silence after it. */
export async function detectSpeech(
  samples: Float32Array,
  vad: Stage<VadInput, VadOutput>,
  signal: AbortSignal,
): Promise<readonly VadEvent[]> {
  const chunks = chunksOf(samples);
  const input = new EventQueue<VadInput>({ capacity: chunks.length, whenFull: 'drop-newest' });
  for (const chunk of chunks) input.push(chunk);
  input.end();
  const activity: VadEvent[] = [];
  for await (const event of vad.run(input, silentContext(signal))) if ('atSample' in event) activity.push(event);
  return activity;
}

/**
 * A recording as one session on the recording's own clock: every chunk of audio waits until the recognizer has nothing left to
 * do, so that texts do not depend on the machine's speed, and processor time belongs to what asked for it.
 *
 * @throws CascadeError `cancelled`
 */
export async function replay(
  { samples, vocabulary }: Recording,
  activity: readonly VadEvent[],
  asr: Stage<AsrInput, AsrEvent>,
  engine: WatchedEngine,
  signal: AbortSignal,
): Promise<AsrOutcome> {
  const input = new EventQueue<AsrInput>({ capacity: 1024, whenFull: 'drop-newest' });
  input.push({ type: 'session-settings', settings: withPartials });
  input.push({ type: 'vocabulary', phrases: vocabulary });
  const outcome: MutableOutcome = {
    text: '',
    failed: 0,
    finalsMs: [],
    shown: [],
    processorMs: 0,
    audioMs: msOf(samples.length),
    speechStartMs: undefined,
  };
  let clockMs = 0;
  const reading = (async () => {
    for await (const event of asr.run(input, silentContext(signal))) take(outcome, event, clockMs + engine.lastMs);
  })();
  let next = 0;
  for (const chunk of chunksOf(samples)) {
    const atSample = chunk.startSample + chunk.samples.length;
    clockMs = msOf(atSample);
    const before = processorMs();
    let askedForFinal = false;
    input.push(chunk);
    for (let event = activity[next]; event && event.atSample <= atSample; event = activity[++next]) {
      if (event.type === 'speech-start') outcome.speechStartMs ??= msOf(event.startSample);
      askedForFinal ||= event.type === 'speech-pause' || event.type === 'speech-misfire';
      input.push(event);
    }
    await engine.whenIdle();
    signal.throwIfAborted();
    const spentMs = processorMs() - before;
    outcome.processorMs += spentMs;
    if (askedForFinal) outcome.finalsMs.push(rounded(spentMs));
  }
  input.end();
  await reading;
  return { ...outcome, processorMs: rounded(outcome.processorMs) };
}

type MutableOutcome = { -readonly [Key in keyof AsrOutcome]: AsrOutcome[Key] } & {
  finalsMs: number[];
  shown: { text: string; atMs: number }[];
};

function take(outcome: MutableOutcome, event: AsrEvent, atMs: number): void {
  if (event.type === 'transcript-failed') {
    outcome.failed++;
    return;
  }
  if (event.type === 'transcript-final') outcome.text = event.text;
  outcome.shown.push({ text: event.text, atMs: rounded(atMs) });
}

/** Of this process with all its threads: one recording at a time, so all of it is the recording's. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const msOf = (samples: number): number => (samples * 1000) / inputRateHz;
const rounded = (ms: number): number => Number(ms.toFixed(1));

function chunksOf(samples: Float32Array): AudioChunk[] {
  const audio = new Float32Array(samples.length + tailSamples);
  audio.set(samples);
  return Array.from({ length: Math.ceil(audio.length / chunkSamples) }, (_, index) => ({
    type: 'audio-chunk',
    index,
    startSample: index * chunkSamples,
    samples: audio.slice(index * chunkSamples, (index + 1) * chunkSamples),
    receivedAtMs: 0,
  }));
}

let sessions = 0;

function silentContext(signal: AbortSignal): StageContext {
  const silent = () => undefined;
  return {
    sessionId: `eval_${++sessions}`,
    traceId: 'eval',
    clock: systemClock,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    signal,
    recordSpan: silent,
  };
}
