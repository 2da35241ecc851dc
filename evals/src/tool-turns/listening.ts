import { createHash } from 'node:crypto';
import { createAsrStage, createMoonshineEngine, moonshineEngineSpec } from '@cascade/asr';
import { inputRateHz } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { createInferencePool, type InferencePool } from '@cascade/runtime';
import { createVadStage } from '@cascade/vad';
import { openHearing } from '../rag/hearing.ts';
import { KeptFiles } from '../rag/kept-files.ts';
import { type Ears, type Hypothesis, hypothesisSchema, recognize } from '../rag/recognize.ts';
import { type ClipSource, readClip } from '../turn-lab/clips.ts';
import type { SpokenUtterance } from './turn-set.ts';

/** Raised when the same clip and models would come out otherwise. */
const listeningVersion = 1;
/** The voice activity detection needs an end of speech. */
const silenceAfter = new Float32Array(0.9 * inputRateHz);

/** What the recognizer makes of utterances, of the voice and of people. */
export interface Listening {
  /** @throws CascadeError `cancelled`, or what voice or recognizer fail with */
  hear(utterance: SpokenUtterance, phrases: readonly string[], signal: AbortSignal): Promise<Hypothesis>;
  close(): Promise<void>;
}

/** Models are loaded when something is not kept from an earlier run. @throws CascadeError `model_missing` or `model_corrupt` */
export async function openListening(cacheFolder: string, threads: number): Promise<Listening> {
  const hearing = await openHearing(cacheFolder, threads);
  const kept = await KeptFiles.open(cacheFolder);
  const [recognizer, detector] = await Promise.all([resolveModel('moonshine-tiny-en'), resolveModel('silero-vad-v6')]);
  let opened: Promise<{ readonly pool: InferencePool; readonly ears: Ears }> | undefined;
  const open = async () => {
    const pool = await createInferencePool({
      name: 'tool-turns',
      workers: threads,
      engines: [moonshineEngineSpec(recognizer)],
    });
    const asr = createAsrStage({ engine: createMoonshineEngine({ pool, registryId: recognizer.registryId }) });
    return { pool, ears: { asr, vad: await createVadStage() } };
  };
  const parts = () => {
    opened ??= open();
    return opened;
  };

  async function hearClip(clip: ClipSource, phrases: readonly string[], signal: AbortSignal): Promise<Hypothesis> {
    const { samples } = readClip(clip);
    const sound = createHash('sha256').update(new Uint8Array(samples.buffer)).digest('hex');
    const key = [listeningVersion, [recognizer.registryId, detector.registryId], sound, phrases];
    const file = await kept.get(key, '.json', async () => {
      const whole = new Float32Array(samples.length + silenceAfter.length);
      whole.set(samples);
      const hypothesis = await recognize(whole, phrases, (await parts()).ears, signal);
      return new TextEncoder().encode(`${JSON.stringify(hypothesis)}\n`);
    });
    return hypothesisSchema.parse(JSON.parse(new TextDecoder().decode(file)));
  }

  return {
    hear: ({ reference, sound }, phrases, signal) =>
      sound.type === 'clip'
        ? hearClip(sound.clip, phrases, signal)
        : hearing.hear(reference, sound.saying, phrases, signal),
    async close() {
      const { pool, ears } = (await opened?.catch(() => undefined)) ?? {};
      await Promise.all([ears?.vad.close?.(), ears?.asr.close?.(), hearing.close()]);
      await pool?.close();
    },
  };
}
