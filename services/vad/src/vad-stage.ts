import {
  type AudioChunk,
  CascadeError,
  type Stage,
  type StageContext,
  type VadEvent,
  type VadInput,
  type VadOutput,
} from '@cascade/contracts';
import { contextSamples, frameSamples, stateValues } from './engines/silero-format.ts';
import { createSileroPool, type SileroModel, type SileroPool } from './engines/silero-pool.ts';
import { FrameCutter } from './frame-cutter.ts';
import { inputBatches } from './input-batches.ts';
import { SpeechDetector } from './speech-detector.ts';

export interface VadStageOptions {
  /** Default `silero-vad-v6`. */
  readonly model?: SileroModel;
  /** Speech probability that opens speech until the session's settings say otherwise. Default 0.5. */
  readonly threshold?: number;
  /** Silence by the model's judgement after which a pause is told. Default 64. */
  readonly pauseMs?: number;
  /** Silence that closes a stretch of speech. Default 384. */
  readonly hangoverMs?: number;
  /** A stretch with less speech than this is a misfire. Default 96. */
  readonly minSpeechMs?: number;
  /** Default: where @cascade/models keeps them. */
  readonly modelsDirectory?: string;
}

export interface VadStage extends Stage<VadInput, VadOutput> {
  /** How its thread is doing. */
  readonly threads: SileroPool['threads'];
}

/** Two seconds: 10 ms of work. */
const maxFrames = 64;
/** Values that may wait while the model works; more stay with the sender, whose queue says what gives way. */
const maxWaiting = 512;
/** Told often and by rule: not worth a span each. */
const withoutSpan: ReadonlySet<VadEvent['type']> = new Set(['speech-silence']);

/**
 * Loads the model into a thread of its own.
 * @throws CascadeError `model_missing` or `model_corrupt`
 */
export async function createVadStage(options: VadStageOptions = {}): Promise<VadStage> {
  const pool = await createSileroPool(options.model ?? 'silero-vad-v6', options.modelsDirectory);
  return {
    name: 'vad',
    versions: { model: pool.registryId },
    threads: pool.threads,
    run: (input, context) => runSession(pool, options, input, context),
    close: () => pool.close(),
  };
}

async function* runSession(
  pool: SileroPool,
  { threshold = 0.5, pauseMs = 64, hangoverMs = 384, minSpeechMs = 96 }: VadStageOptions,
  input: AsyncIterable<VadInput>,
  context: StageContext,
): AsyncGenerator<VadOutput> {
  const cutter = new FrameCutter({ frameSamples, contextSamples, maxFrames });
  const detector = new SpeechDetector({ frameSamples, threshold, pauseMs, hangoverMs, minSpeechMs });
  let state: Float32Array = new Float32Array(stateValues);

  async function* detect(chunks: readonly AudioChunk[]): AsyncGenerator<VadEvent> {
    const startMs = chunks.at(-1)?.receivedAtMs ?? 0;
    for (const { startSample, frames, samples } of cutter.cut(chunks)) {
      const result = await pool.run({ samples, state }, context.signal);
      ({ state } = result);
      for (let frame = 0; frame < frames; frame += 1) {
        const probability = result.probabilities[frame]!;
        for (const event of await detector.next(startSample + frame * frameSamples, probability)) {
          if (!withoutSpan.has(event.type)) {
            const { queueMs, computeMs } = result;
            const endMs = Math.max(startMs, context.clock.nowMs());
            context.recordSpan({
              stage: 'vad',
              name: event.type,
              startMs,
              endMs,
              queueMs,
              computeMs,
              attributes: { frames },
            });
          }
          yield event;
        }
      }
    }
  }

  try {
    for await (const batch of inputBatches(input, { maxWaiting, signal: context.signal })) {
      for (const group of groupAudio(batch)) {
        if (Array.isArray(group)) yield* detect(group);
        else if (group.type === 'input-commit') {
          yield* detector.commit(group.endSample);
          yield group;
        } else if (group.type === 'input-clear') {
          yield* detector.clear(group.endSample);
          yield group;
        } else detector.setThreshold(group.settings.vadThreshold);
      }
    }
    if (!context.signal.aborted) yield* detector.end();
  } catch (error) {
    if (context.signal.aborted) return;
    throw CascadeError.from(error, 'stage_failed', 'Voice activity detection failed.', { stage: 'vad' });
  }
}

type ControlInput = Exclude<VadInput, AudioChunk>;

/** Audio that came in one after the other is taken together; everything else stays in its place. */
function groupAudio(batch: readonly VadInput[]): readonly (AudioChunk[] | ControlInput)[] {
  const groups: (AudioChunk[] | ControlInput)[] = [];
  for (const event of batch) {
    const last = groups.at(-1);
    if (event.type !== 'audio-chunk') groups.push(event);
    else if (Array.isArray(last)) last.push(event);
    else groups.push([event]);
  }
  return groups;
}
