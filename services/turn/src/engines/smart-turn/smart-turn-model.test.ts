import { existsSync, readFileSync } from 'node:fs';
import { readWav } from '@cascade/audio';
import { resolveModel } from '@cascade/models';
import { createInferencePool, type InferencePool } from '@cascade/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { golden, madeSignal } from '../../../test/smart-turn-golden.ts';
import type { EndOfTurnModel } from '../../end-of-turn-model.ts';
import { createSmartTurnModel, smartTurnEngineSpec } from './smart-turn-model.ts';

const speech = new URL('../../../../../../shared/speech/wav/', import.meta.url);
const never = new AbortController().signal;

describe('Smart Turn', () => {
  let pool: InferencePool;
  let model: EndOfTurnModel;

  beforeAll(async () => {
    const files = await resolveModel('smart-turn-v3.2');
    pool = await createInferencePool({ name: 'test', workers: 1, engines: [smartTurnEngineSpec(files)] });
    model = createSmartTurnModel({ pool, registryId: files.registryId });
  });
  afterAll(() => pool.close());

  // The quantized model steps by a few hundredths for the last bit of its input.
  it.each(golden.signals)(
    'gives the probability of the reference: $samples samples',
    async ({ samples, offset, probability }) => {
      const judged = await model.judge(madeSignal(samples, offset), never);
      expect(Math.abs(judged.probability - probability)).toBeLessThan(0.03);
      expect(judged.computeMs).toBeGreaterThan(0);
    },
  );

  it.skipIf(!existsSync(speech))('gives the probability of the reference for human speech', async () => {
    for (const { id, probability } of golden.clips) {
      const { samples } = readWav(readFileSync(new URL(`${id}.wav`, speech)));
      const judged = await model.judge(samples.slice() as Float32Array<ArrayBuffer>, never);
      expect(Math.abs(judged.probability - probability), id).toBeLessThan(0.03);
    }
  });

  it('says that it was cancelled', async () => {
    await expect(model.judge(new Float32Array(16_000), AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('refuses a file that is no model', async () => {
    const files = { file: () => new URL('../../../package.json', import.meta.url).pathname };
    const starting = createInferencePool({ name: 'test', workers: 1, engines: [smartTurnEngineSpec(files)] });
    await expect(starting).rejects.toMatchObject({ code: 'model_corrupt' });
  });
});
