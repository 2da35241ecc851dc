import { createAsrStage, createMoonshineEngine, moonshineEngineSpec } from '@cascade/asr';
import { joinSamples, readWav, writeWav } from '@cascade/audio';
import { outputRateHz } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { createInferencePool, type InferencePool } from '@cascade/runtime';
import { createHibariEngine, hibariEngineSpec, normalizeForSpeech, type SpeechEngine } from '@cascade/tts';
import { createVadStage } from '@cascade/vad';
import { KeptFiles } from './kept-files.ts';
import { recordSaying } from './microphone.ts';
import { type Ears, type Hypothesis, hypothesisSchema, recognize } from './recognize.ts';
import type { Saying } from './saying.ts';

/** Raised when the same question, saying and models would come out otherwise. */
const soundVersion = 1;

/** Says questions with the service's own voice and hears them with its own recognizer. */
export interface Hearing {
  /** @throws CascadeError `cancelled`, or what voice or recognizer fail with */
  hear(text: string, saying: Saying, phrases: readonly string[], signal: AbortSignal): Promise<Hypothesis>;
  close(): Promise<void>;
}

interface Parts {
  readonly pool: InferencePool;
  readonly voice: SpeechEngine;
  readonly ears: Ears;
}

/**
 * Models are loaded when the first question is not kept from an earlier run.
 *
 * @param threads of inference
 * @throws CascadeError `model_missing` or `model_corrupt`
 */
export async function openHearing(cacheFolder: string, threads: number): Promise<Hearing> {
  const kept = await KeptFiles.open(cacheFolder);
  const [speaker, recognizer, detector] = await Promise.all([
    resolveModel('hibari'),
    resolveModel('moonshine-tiny-en'),
    resolveModel('silero-vad-v6'),
  ]);
  let opened: Promise<Parts> | undefined;
  const open = async (): Promise<Parts> => {
    const engines = [moonshineEngineSpec(recognizer), hibariEngineSpec({ model: speaker })];
    const pool = await createInferencePool({ name: 'rag', workers: threads, engines });
    const asr = createAsrStage({ engine: createMoonshineEngine({ pool, registryId: recognizer.registryId }) });
    return {
      pool,
      voice: createHibariEngine({ pool, model: speaker }),
      ears: { asr, vad: await createVadStage() },
    };
  };
  const parts = () => {
    opened ??= open();
    return opened;
  };

  async function say(text: string, speed: number, signal: AbortSignal): Promise<Float32Array> {
    const key = [soundVersion, speaker.registryId, text, speed];
    const file = await kept.get(key, '.wav', async () => {
      const { voice } = await parts();
      const request = { text: normalizeForSpeech(asSentence(text)), speed, voice: voice.voiceFor('default'), signal };
      const spoken: Float32Array[] = [];
      for await (const { samples } of voice.synthesize({ ...request, urgency: () => 'later-clause' }))
        spoken.push(samples);
      return writeWav(joinSamples(spoken), outputRateHz);
    });
    return readWav(file).samples;
  }

  return {
    async hear(text, saying, phrases, signal) {
      const versions = [recognizer.registryId, detector.registryId, speaker.registryId];
      const key = [soundVersion, versions, text, saying, phrases];
      const file = await kept.get(key, '.json', async () => {
        const samples = recordSaying(await say(text, saying.speed, signal), saying);
        const hypothesis = await recognize(samples, phrases, (await parts()).ears, signal);
        return new TextEncoder().encode(`${JSON.stringify(hypothesis)}\n`);
      });
      return hypothesisSchema.parse(JSON.parse(new TextDecoder().decode(file)));
    },
    async close() {
      const { pool, ears } = (await opened?.catch(() => undefined)) ?? {};
      await Promise.all([ears?.vad.close?.(), ears?.asr.close?.()]);
      await pool?.close();
    },
  };
}

/** Without a mark at its end, the voice breaks off. */
const asSentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}?`);
