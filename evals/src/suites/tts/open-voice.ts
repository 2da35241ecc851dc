import { CascadeError } from '@cascade/contracts';
import type { resolveModel } from '@cascade/models';
import { createInferencePool } from '@cascade/runtime';
import {
  createHibariEngine,
  createTtsStage,
  emptyLexicon,
  hibariEngineSpec,
  loadTtsConfig,
  readPronunciationLexicon,
  type TtsStage,
} from '@cascade/tts';

export interface OpenVoice {
  readonly stage: TtsStage;
  close(): Promise<void>;
}

type Speaker = Awaited<ReturnType<typeof resolveModel>>;

/** An entry's voice by its settings. @throws CascadeError `invalid_config`, also for a voice at an address: it is not pinned by the registry */
export async function openVoice(model: Speaker, settings: Readonly<Record<string, string>>): Promise<OpenVoice> {
  const config = loadTtsConfig(settings).values;
  if (config.engine !== 'hibari') {
    throw new CascadeError('invalid_config', `Entries run the embedded voice, not ${config.engine}.`);
  }
  const lexicon = config.lexiconPath ? await readPronunciationLexicon(config.lexiconPath) : emptyLexicon;
  const pool = await createInferencePool({
    name: 'voice',
    workers: 1,
    engines: [hibariEngineSpec({ model, lexicon })],
  });
  const engine = createHibariEngine({ pool, model, lexicon });
  // Nothing from the cache, and no waiting for a listener.
  const stage = createTtsStage({ engine, cacheBytes: 0, maxAheadMs: 600_000, speed: config.speed });
  return {
    stage,
    async close() {
      await stage.close?.();
      await pool.close();
    },
  };
}
