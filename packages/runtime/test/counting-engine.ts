/** An engine for the pool's tests: spins until told to stop, fails on request, echoes otherwise. */
import { CascadeError } from '@cascade/contracts';
import type { JobContext } from '../src/index.ts';

const order: string[] = [];

export function createEngine(options: { fail?: string }) {
  if (options.fail) throw new CascadeError('model_corrupt', options.fail);
  return {
    echo: (input: unknown) => input,
    double: ({ samples }: { samples: Float32Array }) => ({ samples: samples.map((sample) => sample * 2) }),
    note: (name: string) => {
      order.push(name);
      return [...order];
    },
    fail: () => {
      throw new CascadeError('invalid_audio', 'too short');
    },
    spinUntilCancelled: (gate: SharedArrayBuffer, job: JobContext) => {
      const flag = new Int32Array(gate);
      Atomics.store(flag, 0, 1);
      Atomics.notify(flag, 0);
      while (!job.isCancelled()) Atomics.wait(flag, 0, 1, 1);
      throw new CascadeError('cancelled', 'stopped');
    },
    waitFor: (gate: SharedArrayBuffer) => {
      Atomics.wait(new Int32Array(gate), 0, 0, 10_000);
      return 'released';
    },
    die: () => process.exit(3),
  };
}
