import type { ConfigDefinition } from '@cascade/runtime';
import { z } from 'zod';
import { defaultAsrSwitches } from './settings.ts';

const milliseconds = (min: number, max: number) =>
  z.coerce
    .number(`expected milliseconds from ${min} to ${max}`)
    .min(min, `expected at least ${min} ms`)
    .max(max, `expected at most ${max} ms`);

const flag = z.stringbool({ error: 'expected true or false' });
const phraseList = z.string().transform((text) =>
  text
    .split(',')
    .map((phrase) => phrase.trim())
    .filter(Boolean),
);

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
    default: defaultAsrSwitches.finalCuts,
    describe: 'Decodings of a final with different margins around the speech, of which the surer is kept.',
  },
  highPass: {
    env: 'CASCADE_ASR_HIGH_PASS',
    schema: flag,
    default: defaultAsrSwitches.highPass,
    describe: 'Rumble below 120 Hz is filtered out before the embedded recognizer.',
  },
  levelNormalization: {
    env: 'CASCADE_ASR_LEVEL_NORMALIZATION',
    schema: flag,
    default: defaultAsrSwitches.levelNormalization,
    describe: 'Speech is brought to -25 dBFS before the embedded recognizer.',
  },
  noiseReduction: {
    env: 'CASCADE_ASR_NOISE_REDUCTION',
    schema: flag,
    default: defaultAsrSwitches.noiseReduction,
    describe: 'Noise suppression before the embedded recognizer, where a session does not say.',
  },
  biasing: {
    env: 'CASCADE_ASR_BIASING',
    schema: flag,
    default: defaultAsrSwitches.biasing,
    describe: 'Finals prefer the words of tools, timers and commands where the audio leaves a doubt.',
  },
  phrases: {
    env: 'CASCADE_ASR_PHRASES',
    schema: phraseList,
    default: defaultAsrSwitches.phrases,
    describe: 'Names and words that are likely in every session, separated by commas; finals prefer them too.',
  },
  sureEnough: {
    env: 'CASCADE_ASR_SURE_ENOUGH',
    schema: z.coerce
      .number('expected a number from -5 to 0')
      .min(-5, 'expected at least -5')
      .max(0, 'expected at most 0'),
    default: defaultAsrSwitches.sureEnough,
    describe: 'Mean log-probability above which a final is taken without its second cut and without the vocabulary.',
  },
  finalFromPartial: {
    env: 'CASCADE_ASR_FINAL_FROM_PARTIAL',
    schema: flag,
    default: defaultAsrSwitches.finalFromPartial,
    describe: 'A final takes the text of the last partial, if that has heard all of the speech and is sure enough.',
  },
  speechCheck: {
    env: 'CASCADE_ASR_SPEECH_CHECK',
    schema: flag,
    default: defaultAsrSwitches.speechCheck,
    describe: 'A final that sounds like nothing that was said (a cough, music) is empty.',
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
