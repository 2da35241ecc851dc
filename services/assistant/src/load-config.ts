import type { ConfigDefinition } from '@cascade/runtime';
import { z } from 'zod';
import { defaultLoadPolicy } from './load-policy.ts';

/** When the service begins to give things up for want of computing time. */
export const loadConfigDefinition = {
  waitMs: {
    env: 'CASCADE_LOAD_WAIT_MS',
    schema: z.coerce.number().min(5).max(10_000),
    default: defaultLoadPolicy.waitMs,
    describe:
      'Wait of urgent inference for a thread at which partials are slowed; at twice this nothing is prepared ahead, at four times finals are decoded once.',
  },
  calmMs: {
    env: 'CASCADE_LOAD_CALM_MS',
    schema: z.coerce.number().min(1000).max(600_000),
    default: defaultLoadPolicy.calmMs,
    describe: 'Time without a sign of load before each of these measures is taken back.',
  },
} as const satisfies ConfigDefinition;
