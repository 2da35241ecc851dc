import { CascadeError } from '@cascade/contracts';
import { type ConfigDefinition, type ConfigValues, type LoadedConfig, loadConfig } from '@cascade/runtime';
import { IANAZone } from 'luxon';
import { z } from 'zod';

const flag = z.enum(['0', '1', 'false', 'true']).transform((text) => text === '1' || text === 'true');
const whole = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

/** Configuration of the planner: what its README lists. */
export const plannerConfigDefinition = {
  llmUrl: {
    env: 'CASCADE_LLM_URL',
    schema: z.url({ protocol: /^https?$/ }),
    default: '',
    describe: 'OpenAI-compatible address of the language model, with its /v1. Empty: the embedded model.',
  },
  llmKey: {
    env: 'CASCADE_LLM_KEY',
    schema: z.string(),
    default: '',
    describe: 'Key for that address.',
    secret: true,
  },
  llmModel: {
    env: 'CASCADE_LLM_MODEL',
    schema: z.string(),
    default: '',
    describe: 'Model name to ask that address for; required with CASCADE_LLM_URL.',
  },
  llmTimeoutMs: {
    env: 'CASCADE_LLM_TIMEOUT_MS',
    schema: whole(100, 120_000),
    default: 4_000,
    describe: 'Longest wait for the first token, and for each next one, before an apology is spoken (ms).',
  },
  llmMaxTokens: {
    env: 'CASCADE_LLM_MAX_TOKENS',
    schema: whole(8, 4_096),
    default: 96,
    describe: 'Most tokens of one reply.',
  },
  llmTemperature: {
    env: 'CASCADE_LLM_TEMPERATURE',
    schema: z.coerce.number().min(0).max(2),
    default: 0,
    describe: 'Sampling temperature; 0 always takes the likeliest word.',
  },
  llmContextTokens: {
    env: 'CASCADE_LLM_CONTEXT_TOKENS',
    schema: whole(256, 1_000_000),
    default: 2_048,
    describe: 'Context window: instructions, history and reply together (tokens, for each session when embedded).',
  },
  llmTools: {
    env: 'CASCADE_LLM_TOOLS',
    schema: flag,
    default: false,
    describe: 'Whether the model at CASCADE_LLM_URL calls tools well enough to be given those of the client.',
  },
  llmThreads: {
    env: 'CASCADE_LLM_THREADS',
    schema: whole(1, 64),
    default: 1,
    describe: 'Threads of the embedded model.',
  },
  llmSequences: {
    env: 'CASCADE_LLM_SEQUENCES',
    schema: whole(1, 32),
    default: 12,
    describe: 'Conversations that the embedded model keeps warm and answers at once.',
  },
  replySentences: {
    env: 'CASCADE_REPLY_SENTENCES',
    schema: whole(1, 50),
    default: 3,
    describe: 'Sentences of a model reply that are spoken; the rest is not asked for.',
  },
  timeZone: {
    env: 'CASCADE_TIME_ZONE',
    schema: z.string().refine((zone) => IANAZone.isValidZone(zone), 'expected an IANA time zone such as Europe/Paris'),
    default: '',
    describe: "Time zone of sessions that set none; the machine's own when empty.",
  },
} as const satisfies ConfigDefinition;

export type PlannerConfig = ConfigValues<typeof plannerConfigDefinition>;

/** @throws CascadeError `invalid_config` */
export function readPlannerConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  flags: Partial<Record<keyof typeof plannerConfigDefinition, string>> = {},
): LoadedConfig<typeof plannerConfigDefinition> {
  const config = loadConfig(plannerConfigDefinition, environment, flags);
  checkPlannerConfig(config.values);
  return config;
}

/** What one value demands of another. @throws CascadeError `invalid_config` */
export function checkPlannerConfig({ llmUrl, llmModel, llmContextTokens, llmMaxTokens }: PlannerConfig): void {
  if (llmUrl !== '' && llmModel === '') {
    throw new CascadeError(
      'invalid_config',
      'CASCADE_LLM_MODEL: expected a model name, because CASCADE_LLM_URL is set',
    );
  }
  if (llmMaxTokens > llmContextTokens / 2) {
    const found = `found ${llmMaxTokens} of ${llmContextTokens}`;
    throw new CascadeError(
      'invalid_config',
      `CASCADE_LLM_MAX_TOKENS: expected at most half of CASCADE_LLM_CONTEXT_TOKENS (${found})`,
    );
  }
}
