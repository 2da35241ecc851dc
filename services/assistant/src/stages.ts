import {
  asrSettingsOf,
  createAsrStage,
  createMoonshineEngine,
  createOpenAiTranscriptionEngine,
  moonshineEngineSpec,
  type RecognitionEngine,
} from '@cascade/asr';
import type {
  AsrEvent,
  AsrInput,
  Stage,
  StageLogger,
  StageName,
  TurnEvent,
  TurnInput,
  VadInput,
  VadOutput,
} from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { createPlannerStage, type PlannerStage, plannerPhrases } from '@cascade/planner';
import { createInferencePool, type EngineSpec, type InferencePool } from '@cascade/runtime';
import { openUserStore, storeAddress } from '@cascade/store';
import {
  createHibariEngine,
  createOpenAiSpeechEngine,
  createTtsStage,
  emptyLexicon,
  hibariEngineSpec,
  readPronunciationLexicon,
  type SpeechEngine,
  type TtsStage,
} from '@cascade/tts';
import { createSmartTurnModel, createTurnStage, smartTurnEngineSpec, turnNumbersOf, turnPhrases } from '@cascade/turn';
import { createVadStage } from '@cascade/vad';
import type { AssistantConfig } from './config.ts';

/** How threads that conversations share are doing. */
type SharedThreads = Pick<InferencePool, 'stats' | 'watch' | 'usage'>;

/** Every stage of the online path, ready to open sessions on. */
export interface Stages {
  readonly vad: Stage<VadInput, VadOutput>;
  readonly asr: Stage<AsrInput, AsrEvent>;
  readonly turn: Stage<TurnInput, TurnEvent>;
  readonly planner: PlannerStage;
  readonly tts: TtsStage;
  /** Has what is always said in the same words spoken ahead of need, while nobody else needs the voice. */
  prepareSpeech(signal: AbortSignal): Promise<void>;
  /** The threads that conversations share: recognition, end of turn and voice. */
  readonly pool: SharedThreads;
  /** All threads of models by the name of their pool. */
  readonly pools: Readonly<Record<string, Pick<SharedThreads, 'stats' | 'usage'>>>;
  /** Inference jobs that wait, by class. */
  queueDepths(): { pool: string; class: string; depth: number }[];
  close(): Promise<void>;
}

/** Those that a session runs through. */
export type SessionStages = Pick<Stages, 'vad' | 'asr' | 'turn' | 'planner' | 'tts'>;

/** An engine that may run on the pool's threads, and how to make it once the pool is there. */
interface Choice<T> {
  readonly specs: readonly EngineSpec[];
  open(pool: InferencePool): T;
}

/**
 * Opens every stage with the engines that the configuration names. Recognition, end of turn and voice share one pool of
 * threads; voice activity has a thread of its own, because it must never wait behind a long job; the language model is
 * a process of its own or somebody else's.
 *
 * @throws CascadeError `model_missing`, `model_corrupt` or `invalid_config`; what was opened is closed again
 */
export async function openStages(config: AssistantConfig, logger: StageLogger): Promise<Stages> {
  const [recognizer, voice, endOfTurn] = await Promise.all([
    chooseRecognizer(config.asr),
    chooseVoice(config.tts),
    resolveModel('smart-turn-v3.2'),
  ]);
  const { databaseUrl, store: file } = config.records;
  // Where nothing may be kept, lists and notes last as long as the process.
  const userStore = await openUserStore(storeAddress({ databaseUrl, file }) ?? ':memory:');
  const engines = [...recognizer.specs, smartTurnEngineSpec(endOfTurn), ...voice.specs];
  const opening = [
    createInferencePool({ name: 'inference', workers: config.assistant.inferenceWorkers, engines }),
    createVadStage(config.vad),
    createPlannerStage({ config: config.planner, logger, store: userStore }),
  ] as const;
  const opened = await Promise.allSettled(opening);
  const failure = opened.find((result) => result.status === 'rejected');
  if (failure) {
    await Promise.all(opened.map((result) => result.status === 'fulfilled' && result.value.close?.()));
    await userStore.close();
    throw failure.reason;
  }
  const [pool, vad, planner] = await Promise.all(opening);
  const asr = createAsrStage({
    engine: recognizer.open(pool),
    settings: asrSettingsOf(config.asr),
  });
  const numbers = turnNumbersOf(config.turn);
  const turn = createTurnStage({
    model: createSmartTurnModel({ pool, registryId: endOfTurn.registryId }),
    numbers,
  });
  const { cacheBytes, maxAheadMs, speed } = config.tts;
  const tts = createTtsStage({ engine: voice.open(pool), cacheBytes, maxAheadMs, speed });
  return {
    vad,
    asr,
    turn,
    planner,
    tts,
    prepareSpeech: (signal) => tts.prepare([...plannerPhrases, ...turnPhrases(numbers)], signal),
    pool,
    pools: { inference: pool, vad: vad.threads },
    queueDepths: () =>
      Object.entries(pool.stats().queued).map(([jobClass, depth]) => ({ pool: 'inference', class: jobClass, depth })),
    async close() {
      await Promise.all([vad.close?.(), asr.close?.(), turn.close?.(), planner.close(), tts.close?.()]);
      await Promise.all([pool.close(), userStore.close()]);
    },
  };
}

async function chooseRecognizer(config: AssistantConfig['asr']): Promise<Choice<RecognitionEngine>> {
  if (config.engine === 'openai-transcription') {
    const { url, apiKey, model, language, timeoutMs, partialIntervalMs } = config;
    const options = { url, apiKey, model, language, timeoutMs, partialIntervalMs };
    return { specs: [], open: () => createOpenAiTranscriptionEngine(options) };
  }
  const model = await resolveModel('moonshine-tiny-en');
  const { registryId } = model;
  return { specs: [moonshineEngineSpec(model)], open: (pool) => createMoonshineEngine({ pool, registryId }) };
}

async function chooseVoice(config: AssistantConfig['tts']): Promise<Choice<SpeechEngine>> {
  const lexicon = config.lexiconPath ? await readPronunciationLexicon(config.lexiconPath) : emptyLexicon;
  if (config.engine === 'openai-speech') {
    const { speechUrl: baseUrl, speechApiKey: apiKey, speechModel: model, speechVoice: voice } = config;
    const { speechTimeoutMs: timeoutMs } = config;
    const options = { baseUrl, apiKey, model, voice, timeoutMs, lexicon };
    return { specs: [], open: () => createOpenAiSpeechEngine(options) };
  }
  const model = await resolveModel('hibari');
  return {
    specs: [hibariEngineSpec({ model, lexicon })],
    open: (pool) => createHibariEngine({ pool, model, lexicon }),
  };
}

/** What runs, for records and metrics: the stage's first version under its name, the others as `stage.key`. */
export function versionsByStage(stages: SessionStages): Record<string, string> {
  const named: [StageName, Readonly<Record<string, string>>][] = [
    ['vad', stages.vad.versions],
    ['asr', stages.asr.versions],
    ['turn', stages.turn.versions],
    ['planner', stages.planner.versions],
    ['tts', stages.tts.versions],
  ];
  return Object.fromEntries(
    named.flatMap(([name, versions]) =>
      Object.entries(versions).map(([key, version], index) => [index === 0 ? name : `${name}.${key}`, version]),
    ),
  );
}
