import {
  type AsrEvent,
  type AsrInput,
  inputRateHz,
  type Stage,
  type VadEvent,
  type VadInput,
  type VadOutput,
} from '@cascade/contracts';
import { EventQueue } from '@cascade/runtime';
import {
  chunksOf,
  detectSpeech,
  silentContext,
  textSession,
  type WatchedEngine,
  withTail,
} from '../../recordings/index.ts';
import type { AsrOutcome } from './outcome.ts';

/** As browsers send it. */
const chunkMs = 20;
/** Silence behind a recording: enough for its last pause to be told. */
const tailMs = 1_000;

export interface Recording {
  /** 16 kHz, mono. */
  readonly samples: Float32Array;
  /** What finals prefer where the audio leaves a doubt. */
  readonly vocabulary: readonly string[];
}

/** Where speech begins, pauses and ends in a recording and a second of silence after it. */
export const speechIn = (samples: Float32Array, vad: Stage<VadInput, VadOutput>, signal: AbortSignal) =>
  detectSpeech(chunksOf(withTail(samples, tailMs), chunkMs), vad, silentContext('eval', signal));

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
  input.push({ type: 'session-settings', settings: textSession });
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
    for await (const event of asr.run(input, silentContext('eval', signal)))
      take(outcome, event, clockMs + engine.lastMs);
  })();
  let next = 0;
  for (const chunk of chunksOf(withTail(samples, tailMs), chunkMs)) {
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
