import type { SessionSettings, Stage, StageContext, TtsEvent, TtsInput } from '@cascade/contracts';
import { EventQueue } from '@cascade/runtime';
import { ClauseCache } from './clause-cache.ts';
import { createClauseChunker } from './clause-chunker.ts';
import { ResponseSpeaker } from './response-speaker.ts';
import type { SpeechEngine } from './speech-engine.ts';
import { createMarkupStripper } from './spoken-text/markup.ts';

export interface TtsStageOptions {
  readonly engine: SpeechEngine;
  /** Samples kept of phrases that are said again and again. Default 8 MiB: 87 s of speech. */
  readonly cacheBytes?: number;
  /** Audio is made at most so far ahead of when it can be heard at the earliest. Default 6000. */
  readonly maxAheadMs?: number;
  /** Until the session's settings say otherwise. Default 1. */
  readonly speed?: number;
}

export interface TtsStage extends Stage<TtsInput, TtsEvent> {
  /** Speaks phrases into the cache before anyone needs them, at normal speed and with the default voice. */
  prepare(phrases: readonly string[], signal?: AbortSignal): Promise<void>;
}

type VoiceSettings = Pick<SessionSettings, 'voice' | 'speed' | 'outputModality' | 'background'>;

/** Text of the planner to speech, clause by clause. The engine is closed with the stage. */
export function createTtsStage(options: TtsStageOptions): TtsStage {
  const { engine, cacheBytes = 8 << 20 } = options;
  const cache = new ClauseCache(cacheBytes);
  return {
    name: 'tts',
    versions: engine.versions,
    run: (input, context) => runSession(options, cache, input, context),
    async prepare(phrases, signal = new AbortController().signal) {
      const { speed, ...settings } = defaultSettings(options);
      const voice = engine.voiceFor(settings.voice);
      for (const text of phrases.flatMap(spokenPieces)) {
        const key = { versions: engine.versions, voice, speed, text };
        const urgency = () => 'background' as const;
        const parts = await Array.fromAsync(engine.synthesize({ text, voice, speed, urgency, signal }));
        if (parts.length === 1) cache.set(key, parts[0]!);
      }
    },
    close: () => engine.close(),
  };
}

/** A text as it reaches the engine when it is a whole response. */
function spokenPieces(text: string): string[] {
  const chunker = createClauseChunker();
  const markup = createMarkupStripper();
  return [...chunker.push(text), ...chunker.end()].map((piece) => markup.strip(piece).trim());
}

const defaultSettings = ({ speed = 1 }: TtsStageOptions): VoiceSettings => ({
  voice: 'default',
  speed,
  outputModality: 'audio',
});

async function* runSession(
  options: TtsStageOptions,
  cache: ClauseCache,
  input: AsyncIterable<TtsInput>,
  context: StageContext,
): AsyncGenerator<TtsEvent> {
  // What one response may have ready is bounded by `maxAheadMs`, so this queue is never long.
  const output = new EventQueue<TtsEvent>({ capacity: Number.POSITIVE_INFINITY, whenFull: 'drop-newest' });
  const end = () => output.end();
  context.signal.addEventListener('abort', end, { once: true });
  if (context.signal.aborted) end();
  readInput(options, cache, input, context, output).then(end, (error: unknown) => output.fail(error));
  try {
    yield* output;
  } finally {
    context.signal.removeEventListener('abort', end);
  }
}

async function readInput(
  options: TtsStageOptions,
  cache: ClauseCache,
  input: AsyncIterable<TtsInput>,
  context: StageContext,
  output: EventQueue<TtsEvent>,
): Promise<void> {
  const { engine, maxAheadMs = 6000 } = options;
  const speakers = new Map<string, ResponseSpeaker>();
  const finishing = new Set<Promise<void>>();
  let settings = defaultSettings(options);
  const speakerOf = (responseId: string, responseSignal: AbortSignal): ResponseSpeaker => {
    const known = speakers.get(responseId);
    if (known) return known;
    const signal = AbortSignal.any([responseSignal, context.signal]);
    const emit = (event: TtsEvent) => void output.push(event);
    const speaker = new ResponseSpeaker({ engine, cache, maxAheadMs, settings, responseId, signal, context, emit });
    speakers.set(responseId, speaker);
    signal.addEventListener('abort', () => speakers.delete(responseId), { once: true });
    return speaker;
  };
  for await (const event of input) {
    if (context.signal.aborted) return;
    if (event.type === 'session-settings') {
      settings = event.settings;
    } else if (event.signal.aborted) {
      speakers.delete(event.responseId);
    } else if (event.type === 'plan-text') {
      speakerOf(event.responseId, event.signal).addText(event.delta, event.committed);
    } else {
      const finished = speakerOf(event.responseId, event.signal).finish();
      speakers.delete(event.responseId);
      finishing.add(finished);
      void finished.finally(() => finishing.delete(finished));
    }
  }
  await Promise.all(finishing);
}
