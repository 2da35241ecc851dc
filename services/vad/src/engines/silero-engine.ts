/** Silero VAD v5 and v6 in onnxruntime; runs in an inference worker. The state of a session travels with each job. */
import type { Engine } from '@cascade/runtime';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { contextSamples, frameSamples, type SileroJob, type SileroResult, stateValues } from './silero-format.ts';

export interface SileroEngineOptions {
  readonly modelPath: string;
}

export async function createEngine({ modelPath }: SileroEngineOptions): Promise<Engine> {
  const session = await InferenceSession.create(modelPath, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const rate = new Tensor('int64', BigInt64Array.of(16_000n), []);
  return {
    async probabilities({ samples, state }: SileroJob): Promise<SileroResult> {
      const frames = (samples.length - contextSamples) / frameSamples;
      const probabilities = new Float32Array(frames);
      let carried = new Tensor('float32', state, [2, 1, stateValues / 2]);
      for (let frame = 0; frame < frames; frame += 1) {
        const from = frame * frameSamples;
        const input = new Tensor('float32', samples.subarray(from, from + contextSamples + frameSamples), [
          1,
          contextSamples + frameSamples,
        ]);
        const result = await session.run({ input, state: carried, sr: rate });
        probabilities[frame] = (result.output!.data as Float32Array)[0]!;
        carried = result.stateN as typeof carried;
      }
      return { probabilities, state: Float32Array.from(carried.data as Float32Array) };
    },
  };
}
