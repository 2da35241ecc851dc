import { CascadeError, type ErrorCode } from '@cascade/contracts';
import { describe, expect, it } from 'vitest';
import { createSileroPool, onceMoreWhenLost } from './silero-pool.ts';

describe('a lost job', () => {
  /** Fails with each code in turn, then succeeds. */
  function failing(...codes: readonly ErrorCode[]) {
    const left = [...codes];
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      const code = left.shift();
      if (code) throw new CascadeError(code, 'no');
      return attempts;
    };
    return attempt;
  }

  it('is done once more, and no more than once', async () => {
    expect(await onceMoreWhenLost(failing('worker_lost'))).toBe(2);
    await expect(onceMoreWhenLost(failing('worker_lost', 'worker_lost'))).rejects.toMatchObject({
      code: 'worker_lost',
    });
  });

  it('is told from one that failed otherwise', async () => {
    await expect(onceMoreWhenLost(failing('cancelled'))).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the model', () => {
  it('gives the same probabilities in one job as frame by frame, with the state handed on', async () => {
    const pool = await createSileroPool('silero-vad-v6');
    const { signal } = new AbortController();
    const samples = Float32Array.from({ length: 64 + 5 * 512 }, (_, i) =>
      i < 64 ? 0 : 0.3 * Math.sin(i * i * 0.0001),
    );
    const whole = await pool.run({ samples, state: new Float32Array(256) }, signal);
    const single: number[] = [];
    let state: Float32Array = new Float32Array(256);
    for (let frame = 0; frame < 5; frame += 1) {
      const piece = samples.slice(frame * 512, frame * 512 + 576);
      const result = await pool.run({ samples: piece, state }, signal);
      single.push(...result.probabilities);
      ({ state } = result);
    }
    expect([...whole.probabilities]).toEqual(single);
    expect(whole.state).toEqual(state);
    await pool.close();
  });
});
