import type { ConfigDefinition } from '@cascade/runtime';
import { z } from 'zod';
import { sileroModels } from './engines/silero-pool.ts';

const milliseconds = (min: number, max: number) =>
  z.coerce
    .number(`expected milliseconds from ${min} to ${max}`)
    .min(min, `expected at least ${min} ms`)
    .max(max, `expected at most ${max} ms`);

/** What an operator may set. The keys are those of `VadStageOptions`; the threshold is a setting of each session. */
export const vadConfigDefinition = {
  model: {
    env: 'CASCADE_VAD_MODEL',
    schema: z.enum(sileroModels, `expected one of ${sileroModels.join(', ')}`),
    default: 'silero-vad-v6',
    describe: 'Model that tells speech from everything else.',
  },
  pauseMs: {
    env: 'CASCADE_VAD_PAUSE_MS',
    schema: milliseconds(32, 1000),
    default: 64,
    describe: 'Silence within speech after which recognition begins ahead.',
  },
  hangoverMs: {
    env: 'CASCADE_VAD_HANGOVER_MS',
    schema: milliseconds(96, 3000),
    default: 384,
    describe: 'Silence that closes a stretch of speech.',
  },
  minSpeechMs: {
    env: 'CASCADE_VAD_MIN_SPEECH_MS',
    schema: milliseconds(32, 1000),
    default: 96,
    describe: 'A sound with less speech in it than this is a misfire.',
  },
} as const satisfies ConfigDefinition;
