import { CascadeError } from '@cascade/contracts';
import { type ConfigValues, type LoadedConfig, loadConfig } from '@cascade/runtime';
import { z } from 'zod';

const number = z.coerce.number('expected a number');

export const ttsConfigDefinition = {
  engine: {
    env: 'CASCADE_TTS_ENGINE',
    schema: z.enum(['hibari', 'openai-speech'], 'expected hibari or openai-speech'),
    default: 'hibari',
    describe: 'The embedded voice, or any OpenAI-compatible speech address.',
  },
  speed: {
    env: 'CASCADE_TTS_SPEED',
    schema: number.min(0.5, 'expected at least 0.5').max(2, 'expected at most 2'),
    default: 1,
    describe: "Pace of speech until a session asks for another; 1 is the voice's own.",
  },
  lexiconPath: {
    env: 'CASCADE_TTS_LEXICON',
    schema: z.string(),
    default: '',
    describe: 'File of your own pronunciations, one `word = respelling` or `word = /phonemes/` a line.',
  },
  cacheBytes: {
    env: 'CASCADE_TTS_CACHE_BYTES',
    schema: number
      .int()
      .min(0, 'expected at least 0 bytes')
      .max(2 ** 30, 'expected at most 1 GiB'),
    default: 8 << 20,
    describe: 'Memory for the audio of phrases that are said again, in bytes; 96,000 hold a second.',
  },
  maxAheadMs: {
    env: 'CASCADE_TTS_MAX_AHEAD_MS',
    schema: number.min(500, 'expected at least 500 ms').max(600_000, 'expected at most 600000 ms'),
    default: 6000,
    describe: 'How far ahead of its playback a reply is synthesized, in milliseconds.',
  },
  speechUrl: {
    env: 'CASCADE_TTS_URL',
    schema: z.url('expected an http or https address').or(z.literal('')),
    default: '',
    describe: 'Address up to and without /audio/speech; for the engine openai-speech.',
  },
  speechApiKey: {
    env: 'CASCADE_TTS_API_KEY',
    schema: z.string(),
    default: '',
    describe: 'Key for that address.',
    secret: true,
  },
  speechModel: {
    env: 'CASCADE_TTS_MODEL',
    schema: z.string().min(1, 'expected a name'),
    default: 'gpt-4o-mini-tts',
    describe: 'Model to ask for there.',
  },
  speechVoice: {
    env: 'CASCADE_TTS_VOICE',
    schema: z.string().min(1, 'expected a name'),
    default: 'alloy',
    describe: 'Voice to ask for there.',
  },
  speechTimeoutMs: {
    env: 'CASCADE_TTS_TIMEOUT_MS',
    schema: number.min(100, 'expected at least 100 ms').max(120_000, 'expected at most 120000 ms'),
    default: 10_000,
    describe: 'Longest wait for the speech of one clause there, in milliseconds.',
  },
} as const;

export type TtsConfig = ConfigValues<typeof ttsConfigDefinition>;

/**
 * Reads the voice's part of the configuration.
 *
 * @throws CascadeError `invalid_config`, also when the hosted engine has no address
 */
export function loadTtsConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  flags: Partial<Record<keyof TtsConfig, string>> = {},
): LoadedConfig<typeof ttsConfigDefinition> {
  const loaded = loadConfig(ttsConfigDefinition, environment, flags);
  if (loaded.values.engine === 'openai-speech' && loaded.values.speechUrl === '') {
    throw new CascadeError(
      'invalid_config',
      'CASCADE_TTS_URL: expected an address for the engine openai-speech, found none',
    );
  }
  return loaded;
}
