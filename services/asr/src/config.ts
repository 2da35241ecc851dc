import { CascadeError } from '@cascade/contracts';
import { type ConfigDefinition, type ConfigValues, type LoadedConfig, loadConfig } from '@cascade/runtime';
import { z } from 'zod';

/** What an operator may set of recognition. */
export const asrConfigDefinition = {
  engine: {
    env: 'CASCADE_ASR_ENGINE',
    schema: z.enum(['moonshine', 'openai-transcription'], 'expected moonshine or openai-transcription'),
    default: 'moonshine',
    describe: 'The embedded recognizer, or any OpenAI-compatible transcription address.',
  },
  finalCuts: {
    env: 'CASCADE_ASR_FINAL_CUTS',
    schema: z.coerce.number('expected 1 or 2').pipe(z.union([z.literal(1), z.literal(2)], 'expected 1 or 2')),
    default: 2,
    describe: 'Cuts of the audio that a final is decoded from: 2 keeps the surer text at twice the work.',
  },
  transcriptionUrl: {
    env: 'CASCADE_ASR_URL',
    schema: z.url('expected an http or https address').or(z.literal('')),
    default: '',
    describe: 'Address up to and without /audio/transcriptions; for the engine openai-transcription.',
  },
  transcriptionApiKey: {
    env: 'CASCADE_ASR_API_KEY',
    schema: z.string(),
    default: '',
    describe: 'Key for that address.',
    secret: true,
  },
  transcriptionModel: {
    env: 'CASCADE_ASR_MODEL',
    schema: z.string().min(1, 'expected a name'),
    default: 'whisper-1',
    describe: 'Model to ask for there.',
  },
  transcriptionTimeoutMs: {
    env: 'CASCADE_ASR_TIMEOUT_MS',
    schema: z.coerce.number().min(100, 'expected at least 100 ms').max(120_000, 'expected at most 120000 ms'),
    default: 10_000,
    describe: 'Longest wait for one transcript there, in milliseconds.',
  },
} as const satisfies ConfigDefinition;

export type AsrConfig = ConfigValues<typeof asrConfigDefinition>;

/**
 * Reads the recognizer's part of the configuration.
 *
 * @throws CascadeError `invalid_config`, also when the hosted engine has no address
 */
export function loadAsrConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): LoadedConfig<typeof asrConfigDefinition> {
  const loaded = loadConfig(asrConfigDefinition, environment);
  if (loaded.values.engine === 'openai-transcription' && loaded.values.transcriptionUrl === '') {
    throw new CascadeError(
      'invalid_config',
      'CASCADE_ASR_URL: expected an address for the engine openai-transcription, found none',
    );
  }
  return loaded;
}
