import { CascadeError } from '@cascade/contracts';
import { type ModelId, resolveModel } from '@cascade/models';
import { createInferencePool, type InferencePool } from '@cascade/runtime';
import type { SileroJob, SileroResult } from './silero-format.ts';

export const sileroModels = ['silero-vad-v6', 'silero-vad-v5'] as const satisfies readonly ModelId[];
export type SileroModel = (typeof sileroModels)[number];

const modelFiles: Readonly<Record<SileroModel, string>> = {
  'silero-vad-v6': 'silero_vad_v6.onnx',
  'silero-vad-v5': 'silero_vad_v5.onnx',
};

export interface SileroPool {
  readonly registryId: string;
  /**
   * A job that a dying thread took with it is given once more to its successor: it is stateless, so nothing is lost.
   * @throws CascadeError `cancelled` when `signal` aborts, `worker_lost` or `stage_failed` otherwise
   */
  run(
    job: SileroJob,
    signal: AbortSignal,
  ): Promise<SileroResult & { readonly queueMs: number; readonly computeMs: number }>;
  readonly threads: Pick<InferencePool, 'stats' | 'usage'>;
  close(): Promise<void>;
}

/** A thread for VAD alone: frames are short and frequent, and must never wait behind a transcription. */
export async function createSileroPool(model: SileroModel, directory?: string): Promise<SileroPool> {
  const resolved = await resolveModel(model, { directory });
  const pool = await createInferencePool({
    name: 'vad',
    workers: 1,
    engines: [
      {
        name: 'silero',
        module: new URL('./silero-engine.ts', import.meta.url),
        options: { modelPath: resolved.file(modelFiles[model]) },
      },
    ],
  });
  const attempt = async (job: SileroJob, signal: AbortSignal) => {
    const { output, queueMs, computeMs } = await pool.run<SileroResult>('silero', 'probabilities', job, {
      class: 'vad',
      signal,
    });
    return { ...output, queueMs, computeMs };
  };
  return {
    registryId: resolved.registryId,
    run: (job, signal) => onceMoreWhenLost(() => attempt(job, signal)),
    threads: pool,
    close: () => pool.close(),
  };
}

/** Repeats work that a thread took with it when it died; a second loss is passed on, as is every other failure. */
export async function onceMoreWhenLost<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (CascadeError.is(error) && error.code === 'worker_lost') return attempt();
    throw error;
  }
}
