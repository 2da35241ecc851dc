/** Smart Turn on onnxruntime-node: the module that inference workers load. Its one output, `logits`, is a probability. */

import { CascadeError } from '@cascade/contracts';
import type { JobContext } from '@cascade/runtime';
import * as ort from 'onnxruntime-node';
import { createLogMel, melBands, melFrames, windowSamples } from './log-mel.ts';

export interface SmartTurnOptions {
  readonly modelPath: string;
}

export interface SmartTurnInput {
  /** Mono at 16 kHz, −1 … 1, from a little before the turn's first word to now; the last eight seconds count. */
  readonly audio: Float32Array;
}

export interface SmartTurnOutput {
  /** That the speaker has said all of it, 0..1. */
  readonly probability: number;
  readonly featuresMs: number;
}

/** @throws CascadeError `model_corrupt` when the file does not load */
export async function createEngine({ modelPath }: SmartTurnOptions) {
  const session = await ort.InferenceSession.create(modelPath, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  }).catch((error: unknown) => {
    throw CascadeError.from(error, 'model_corrupt', `The end-of-turn model ${modelPath} does not load.`, {
      stage: 'turn',
    });
  });
  const logMel = createLogMel();
  const engine = {
    async score({ audio }: SmartTurnInput, job: JobContext): Promise<SmartTurnOutput> {
      const startMs = performance.now();
      const features = logMel.compute(audio);
      const featuresMs = performance.now() - startMs;
      // Once the model runs nothing stops it.
      if (job.isCancelled()) throw new CascadeError('cancelled', 'The end-of-turn score is no longer wanted.');
      const tensor = new ort.Tensor('float32', features, [1, melBands, melFrames]);
      const { logits } = await session.run({ input_features: tensor });
      const probability = Number(logits?.data[0]);
      if (!Number.isFinite(probability))
        throw new CascadeError('stage_failed', 'The end-of-turn model gave no number.');
      return { probability, featuresMs };
    },
  };
  // The first run allocates and compiles: it takes twice as long, and nobody waits for this one.
  await engine.score(
    { audio: new Float32Array(windowSamples).fill(0.1, windowSamples / 2) },
    { isCancelled: () => false },
  );
  return engine;
}
