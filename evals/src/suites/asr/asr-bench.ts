import {
  asrConfigDefinition,
  asrSettingsOf,
  createAsrStage,
  createMoonshineEngine,
  moonshineEngineSpec,
} from '@cascade/asr';
import { type AsrEvent, type AsrInput, CascadeError, type Stage } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { createInferencePool, loadConfig } from '@cascade/runtime';
import { createVadStage } from '@cascade/vad';
import { WatchedEngine } from '../../recordings/index.ts';
import type { Bench } from '../suite.ts';
import { type Recording, replay, speechIn } from './replay.ts';

/** A usual partial of the reference machine. */
const nominalMs = 40;

/** Voice activity detection and the recognizer as the service has them; entries differ by their settings. */
export async function openBench(): Promise<Bench> {
  const model = await resolveModel('moonshine-tiny-en');
  const pool = await createInferencePool({ name: 'eval', workers: 1, engines: [moonshineEngineSpec(model)] });
  const engine = new WatchedEngine(createMoonshineEngine({ pool, registryId: model.registryId }), { nominalMs });
  const vad = await createVadStage();
  const stages = new Map<string, Stage<AsrInput, AsrEvent>>();
  const stageOf = (settings: Readonly<Record<string, string>>) => {
    const key = JSON.stringify(settings);
    const stage = stages.get(key) ?? createAsrStage({ engine, settings: asrSettingsOf(configOf(settings)) });
    stages.set(key, stage);
    return stage;
  };
  return {
    async run(settings, input, signal) {
      const recording = input as Recording;
      const activity = await speechIn(recording.samples, vad, signal);
      return replay(recording, activity, stageOf(settings), engine, signal);
    },
    async close() {
      await vad.close?.();
      await engine.close();
      await pool.close();
    },
  };
}

/** @throws CascadeError `invalid_config`, also for a recognizer at an address: it is not pinned by the registry */
function configOf(settings: Readonly<Record<string, string>>) {
  const config = loadConfig(asrConfigDefinition, settings).values;
  if (config.engine === 'moonshine') return config;
  throw new CascadeError('invalid_config', `The suite runs the embedded recognizer, not ${config.engine}.`);
}
