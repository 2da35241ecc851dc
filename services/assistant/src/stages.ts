import { createAsrStage, createMoonshineEngine, moonshineEngineSpec } from '@cascade/asr';
import type {
  AsrEvent,
  AsrInput,
  Stage,
  StageLogger,
  StageName,
  TurnEvent,
  TurnInput,
  VadEvent,
  VadInput,
} from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { createPlannerStage, type PlannerStage } from '@cascade/planner';
import { createInferencePool, type EngineSpec, type InferencePool } from '@cascade/runtime';
import {
  createHibariEngine,
  createOpenAiSpeechEngine,
  createTtsStage,
  emptyLexicon,
  hibariEngineSpec,
  readPronunciationLexicon,
  type TtsStage,
} from '@cascade/tts';
import { createSmartTurnModel, createTurnStage, smartTurnEngineSpec, turnNumbersOf } from '@cascade/turn';
import { createVadStage } from '@cascade/vad';
import type { AssistantConfig } from './config.ts';

/** Every stage of the online path, ready to open sessions on. */
export interface Stages {
  readonly vad: Stage<VadInput, VadEvent>;
  readonly asr: Stage<AsrInput, AsrEvent>;
  readonly turn: Stage<TurnInput, TurnEvent>;
  readonly planner: PlannerStage;
  readonly tts: TtsStage;
  /** Inference jobs that wait, by class. */
  queueDepths(): { pool: string; class: string; depth: number }[];
  close(): Promise<void>;
}

/**
 * Opens every stage with the engines that the configuration names. Recognition, end of turn and voice share one pool of
 * threads; voice activity has a thread of its own, because it must never wait behind a long job; the language model is
 * a process of its own or somebody else's.
 *
 * @throws CascadeError `model_missing`, `model_corrupt` or `invalid_config`; what was opened is closed again
 */
export async function openStages(config: AssistantConfig, logger: StageLogger): Promise<Stages> {
  const [moonshine, smartTurn, hibari] = await Promise.all([
    resolveModel('moonshine-tiny-en'),
    resolveModel('smart-turn-v3.2'),
    resolveModel('hibari'),
  ]);
  const lexicon = config.tts.lexiconPath ? await readPronunciationLexicon(config.tts.lexiconPath) : emptyLexicon;
  const engines: EngineSpec[] = [
    ...(config.asr.engine === 'moonshine' ? [moonshineEngineSpec(moonshine)] : []),
    smartTurnEngineSpec(smartTurn),
    ...(config.tts.engine === 'hibari' ? [hibariEngineSpec({ model: hibari, lexicon })] : []),
  ];
  const opening = [
    createInferencePool({ name: 'inference', workers: config.assistant.inferenceWorkers, engines }),
    createVadStage(config.vad),
    createPlannerStage({ config: config.planner, logger }),
  ] as const;
  const opened = await Promise.allSettled(opening);
  const failure = opened.find((result) => result.status === 'rejected');
  if (failure) {
    await Promise.all(opened.map((result) => result.status === 'fulfilled' && result.value.close?.()));
    throw failure.reason;
  }
  const [pool, vad, planner] = await Promise.all(opening);
  const asr = createAsrStage({
    engine:
      config.asr.engine === 'moonshine'
        ? createMoonshineEngine({ pool, registryId: moonshine.registryId })
        : hostedRecognizer(config),
  });
  const turn = createTurnStage({
    model: createSmartTurnModel({ pool, registryId: smartTurn.registryId }),
    numbers: turnNumbersOf(config.turn),
  });
  const tts = createTtsStage({
    engine:
      config.tts.engine === 'hibari'
        ? createHibariEngine({ pool, model: hibari, lexicon })
        : createOpenAiSpeechEngine({
            baseUrl: config.tts.speechUrl,
            apiKey: config.tts.speechApiKey,
            model: config.tts.speechModel,
            voice: config.tts.speechVoice,
            timeoutMs: config.tts.speechTimeoutMs,
            lexicon,
          }),
    cacheBytes: config.tts.cacheBytes,
    maxAheadMs: config.tts.maxAheadMs,
    speed: config.tts.speed,
  });
  return {
    vad,
    asr,
    turn,
    planner,
    tts,
    queueDepths: () => depthsOf(pool),
    async close() {
      await Promise.all([vad.close?.(), asr.close?.(), turn.close?.(), planner.close(), tts.close?.()]);
      await pool.close();
    },
  };
}

function hostedRecognizer(_config: AssistantConfig): never {
  throw new Error('x');
}

const depthsOf = (pool: InferencePool) =>
  Object.entries(pool.stats().queued).map(([jobClass, depth]) => ({ pool: 'inference', class: jobClass, depth }));

/** What runs, for records and metrics: the stage's first version under its name, the others as `stage.key`. */
export function versionsByStage(stages: Stages): Record<string, string> {
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
