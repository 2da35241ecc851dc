import {
  type AsrEvent,
  type AsrInput,
  type AudioChunk,
  CascadeError,
  inputRateHz,
  type StageContext,
  type TranscriptFinal,
  type VadInput,
} from '@cascade/contracts';
import type { TranscribedSpeech } from '@cascade/gateway';
import { EventQueue } from '@cascade/runtime';
import { backgroundSettings } from './background-work.ts';
import { type SpeechGroup, speechGroups, speechStretches } from './speech-groups.ts';
import type { Stages } from './stages.ts';

/** 50 ms: the voice detector takes some hundred chunks at a time, and copies them on the main thread. */
const chunkSamples = inputRateHz / 20;
/** The recognizer listens a little beyond the end of the speech. */
const marginSamples = inputRateHz / 5;
const toMs = (sample: number) => (sample * 1000) / inputRateHz;

/**
 * The speech of a recording in order, by the stages of conversations: voice activity finds the speech, the recognizer is
 * given one group of it after the other. There are no partials, and work gives way to conversations. While one group is
 * recognized the next one is looked for; no more runs ahead of a reader who takes his time.
 *
 * @throws CascadeError `cancelled` when the context's signal aborts, else what a stage failed with
 */
export async function* transcribeRecording(
  { vad, asr }: Pick<Stages, 'vad' | 'asr'>,
  samples: Float32Array,
  context: StageContext,
): AsyncGenerator<TranscribedSpeech> {
  const input = new EventQueue<AsrInput>({ capacity: Number.POSITIVE_INFINITY, whenFull: 'drop-newest' });
  const left = new AbortController();
  const stageContext = { ...context, signal: AbortSignal.any([context.signal, left.signal]) };
  const groups = speechGroups(speechStretches(vad.run(chunksOf(samples), stageContext)));
  const transcripts = asr.run(input, stageContext)[Symbol.asyncIterator]();
  input.push({ type: 'session-settings', settings: backgroundSettings() });
  let fedSample = 0;
  const feed = ({ startSample, endSample }: SpeechGroup) => {
    for (const chunk of chunksBetween(samples, fedSample, Math.min(samples.length, endSample + marginSamples))) {
      input.push(chunk);
      fedSample = chunk.startSample + chunk.samples.length;
    }
    input.push({ type: 'speech-start', startSample, atSample: startSample, probability: 1 });
    input.push({ type: 'speech-pause', startSample, endSample, atSample: endSample });
  };
  try {
    let next = groups.next();
    for (let group = await next; !group.done; group = await next) {
      feed(group.value);
      next = groups.next();
      // A failure of it is met when it is awaited, though the recognizer may fail before that.
      next.catch(() => undefined);
      const transcript = await finalOf(transcripts);
      input.push({ type: 'utterance-boundary', endSample: group.value.endSample });
      if (transcript.text !== '') yield speechOf(transcript, group.value);
    }
    context.signal.throwIfAborted();
  } finally {
    // Also for a reader who leaves before the end.
    left.abort();
    input.end();
    await Promise.all([groups.return(undefined), transcripts.return?.()]);
  }
}

/** @throws CascadeError what the recognizer failed with, `cancelled` when it ended without an answer */
async function finalOf(events: AsyncIterator<AsrEvent>): Promise<TranscriptFinal> {
  for (;;) {
    const next = await events.next();
    if (next.done) throw new CascadeError('cancelled', 'The transcription was cancelled.', { stage: 'asr' });
    const event = next.value;
    if (event.type === 'transcript-final') return event;
    if (event.type === 'transcript-failed') {
      throw new CascadeError(event.code, 'The recognizer failed on this recording.', { stage: 'asr' });
    }
  }
}

function speechOf({ text, words, meanLogProbability }: TranscriptFinal, group: SpeechGroup): TranscribedSpeech {
  return {
    text,
    startMs: toMs(group.startSample),
    endMs: toMs(group.endSample),
    words: words.map((word) => ({ text: word.text, startMs: toMs(word.startSample), endMs: toMs(word.endSample) })),
    meanLogProbability,
  };
}

async function* chunksOf(samples: Float32Array): AsyncGenerator<VadInput> {
  yield* chunksBetween(samples, 0, samples.length);
}

function* chunksBetween(samples: Float32Array, from: number, to: number): Generator<AudioChunk> {
  for (let startSample = from; startSample < to; startSample += chunkSamples) {
    yield {
      type: 'audio-chunk',
      index: Math.floor(startSample / chunkSamples),
      startSample,
      samples: samples.subarray(startSample, Math.min(to, startSample + chunkSamples)),
      receivedAtMs: 0,
    };
  }
}
