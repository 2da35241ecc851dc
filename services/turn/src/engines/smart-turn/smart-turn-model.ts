import { CascadeError } from '@cascade/contracts';
import type { EngineSpec, InferencePool } from '@cascade/runtime';
import type { EndOfTurnModel } from '../../end-of-turn-model.ts';
import type { SmartTurnInput, SmartTurnOptions, SmartTurnOutput } from './engine.ts';

const engineName = 'smart-turn';

/** What `resolveModel('smart-turn-v3.2')` returns has this shape. */
export interface SmartTurnFiles {
  file(name: string): string;
}

/** What an inference pool needs to load the model on each of its threads. */
export function smartTurnEngineSpec(model: SmartTurnFiles): EngineSpec {
  const options: SmartTurnOptions = { modelPath: model.file('smart-turn-v3.2-cpu.onnx') };
  return { name: engineName, module: new URL('./engine.ts', import.meta.url), options };
}

export interface SmartTurnModelOptions {
  /** A pool that was started with `smartTurnEngineSpec`. It stays the caller's: `close` leaves it open. */
  readonly pool: InferencePool;
  /** Registry id of the model, for the stage's versions. */
  readonly registryId: string;
}

/** Smart Turn v3.2 (Daily), run on the pool's threads. */
export function createSmartTurnModel({ pool, registryId }: SmartTurnModelOptions): EndOfTurnModel {
  return {
    versions: { model: registryId },
    windowMs: 8000,
    async judge(audio, signal) {
      const input: SmartTurnInput = { audio };
      const transfer = audio.byteLength === audio.buffer.byteLength ? [audio.buffer] : [];
      try {
        const { output, queueMs, computeMs } = await pool.run<SmartTurnOutput>(engineName, 'score', input, {
          class: 'end-of-turn',
          signal,
          transfer,
        });
        return { probability: output.probability, queueMs, computeMs };
      } catch (error) {
        throw CascadeError.from(error, 'stage_failed', 'The end-of-turn model failed.', { stage: 'turn' });
      }
    },
    async close() {
      // The pool belongs to whoever made it.
    },
  };
}
