import type { ConfigDefinition } from '@cascade/runtime';
import { z } from 'zod';

const milliseconds = (min: number, max: number) =>
  z.coerce
    .number(`expected milliseconds from ${min} to ${max}`)
    .min(min, `expected at least ${min} ms`)
    .max(max, `expected at most ${max} ms`);

export const asrEngines = ['moonshine', 'openai-transcription'] as const;

/** What an operator may set. */
export const asrConfigDefinition = {
  engine: {
    env: 'CASCADE_ASR_ENGINE',
    schema: z.enum(asrEngines, `expected one of ${asrEngines.join(', ')}`),
    default: 'moonshine',
    describe: 'Recognizer: the embedded model, or an OpenAI-compatible transcription address.',
  },
  finalCuts: {
    env: 'CASCADE_ASR_FINAL_CUTS',
    schema: z.coerce.number().pipe(z.union([z.literal(1), z.literal(2)], 'expected 1 or 2')),
    default: 2,
    describe: 'Decodings of a final with different margins around the speech, of which the surer is kept.',
  },
  url: {
    env: 'CASCADE_ASR_URL',
    schema: z.url({ protocol: /^https?$/, error: 'expected an http or https address' }),
    default: 'http://127.0.0.1:8000/v1',
    describe: 'Address of the transcription API, up to its version.',
  },
  apiKey: {
    env: 'CASCADE_ASR_API_KEY',
    schema: z.string(),
    default: 'none',
    describe: 'Key for that address.',
    secret: true,
  },
  model: {
    env: 'CASCADE_ASR_MODEL',
    schema: z.string().min(1, 'expected a name'),
    default: 'whisper-1',
    describe: 'Model that the address is asked for.',
  },
  language: {
    env: 'CASCADE_ASR_LANGUAGE',
    schema: z.string().regex(/^[a-z]{2}$/, 'expected two letters (ISO 639-1)'),
    default: 'en',
    describe: 'Language that the address is told to expect.',
  },
  timeoutMs: {
    env: 'CASCADE_ASR_TIMEOUT_MS',
    schema: milliseconds(100, 60_000),
    default: 10_000,
    describe: 'Longest wait for an answer of the address.',
  },
  partialIntervalMs: {
    env: 'CASCADE_ASR_PARTIAL_INTERVAL_MS',
    schema: milliseconds(200, 60_000),
    default: 1_000,
    describe: 'Audio between two partials asked of the address; each is a request.',
  },
} as const satisfies ConfigDefinition;
