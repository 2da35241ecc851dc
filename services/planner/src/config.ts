import { CascadeError } from '@cascade/contracts';
import { type ConfigDefinition, type ConfigValues, type LoadedConfig, loadConfig } from '@cascade/runtime';
import { IANAZone } from 'luxon';
import { z } from 'zod';

const flag = z.enum(['0', '1', 'false', 'true']).transform((text) => text === '1' || text === 'true');
const names = z.string().transform((text) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== ''),
);
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
  llmFirstTokenMs: {
    env: 'CASCADE_LLM_FIRST_TOKEN_MS',
    schema: whole(50, 120_000),
    default: 1_500,
    describe: 'Longest wait for the first token of a model while there is another one to ask (ms).',
  },
  llmSmallUrl: {
    env: 'CASCADE_LLM_SMALL_URL',
    schema: z.url({ protocol: /^https?$/ }),
    default: '',
    describe:
      'Address of a smaller, faster model for what does not need the large one. Empty: the large one answers all.',
  },
  llmSmallKey: {
    env: 'CASCADE_LLM_SMALL_KEY',
    schema: z.string(),
    default: '',
    describe: 'Key for that address.',
    secret: true,
  },
  llmSmallModel: {
    env: 'CASCADE_LLM_SMALL_MODEL',
    schema: z.string(),
    default: '',
    describe: 'Model name to ask that address for; required with CASCADE_LLM_SMALL_URL.',
  },
  llmFallbackUrl: {
    env: 'CASCADE_LLM_FALLBACK_URL',
    schema: z.url({ protocol: /^https?$/ }),
    default: '',
    describe: 'Address of the model that answers when the others fail, before the embedded one does.',
  },
  llmFallbackKey: {
    env: 'CASCADE_LLM_FALLBACK_KEY',
    schema: z.string(),
    default: '',
    describe: 'Key for that address.',
    secret: true,
  },
  llmFallbackModel: {
    env: 'CASCADE_LLM_FALLBACK_MODEL',
    schema: z.string(),
    default: '',
    describe: 'Model name to ask that address for; required with CASCADE_LLM_FALLBACK_URL.',
  },
  llmEmbeddedFallback: {
    env: 'CASCADE_LLM_EMBEDDED_FALLBACK',
    schema: flag,
    default: true,
    describe: 'Keep the embedded model (600 MB) ready for when every configured model fails.',
  },
  llmBreakAfter: {
    env: 'CASCADE_LLM_BREAK_AFTER',
    schema: whole(1, 100),
    default: 3,
    describe: 'Failures in a row after which a model is not asked for a while.',
  },
  llmBreakForMs: {
    env: 'CASCADE_LLM_BREAK_FOR_MS',
    schema: whole(100, 3_600_000),
    default: 15_000,
    describe: 'That while (ms); one request tries the model after it.',
  },
  llmHedgeMs: {
    env: 'CASCADE_LLM_HEDGE_MS',
    schema: whole(0, 60_000),
    default: 0,
    describe: 'Ask the next model as well when the first token is this late, and take who speaks first (ms); 0: never.',
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
  tools: {
    env: 'CASCADE_TOOLS',
    schema: names,
    default: [] as readonly string[],
    describe: 'Tools of the assistant that may be used: `list_add,list_read`. Empty: all; `none`: none.',
  },
  demoBusiness: {
    env: 'CASCADE_DEMO_BUSINESS',
    schema: flag,
    default: true,
    describe: 'Give every user a made-up shop with orders and a practice with appointments, to try the tools on.',
  },
  knowledge: {
    env: 'CASCADE_KNOWLEDGE',
    schema: z.string(),
    default: '',
    describe: 'Folder of a knowledge base that questions are answered from. Empty: none.',
  },
  knowledgeTenant: {
    env: 'CASCADE_KNOWLEDGE_TENANT',
    schema: z.string(),
    default: 'default',
    describe: 'Whose documents of it are shown.',
  },
  knowledgeLabels: {
    env: 'CASCADE_KNOWLEDGE_LABELS',
    schema: names,
    default: [] as readonly string[],
    describe: 'Access labels that everybody who talks to the service holds: `staff,managers`. Empty: public documents.',
  },
  mcp: {
    env: 'CASCADE_MCP',
    schema: z.string(),
    default: '',
    describe: 'File that names servers of Model Context Protocol tools. Empty: none.',
  },
  safety: {
    env: 'CASCADE_SAFETY',
    schema: z.string(),
    default: '',
    describe: "File of what is answered in one way only, not talked about and never said. Empty: the planner's own.",
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
export function checkPlannerConfig(config: PlannerConfig): void {
  const addresses = [
    ['CASCADE_LLM', config.llmUrl, config.llmModel],
    ['CASCADE_LLM_SMALL', config.llmSmallUrl, config.llmSmallModel],
    ['CASCADE_LLM_FALLBACK', config.llmFallbackUrl, config.llmFallbackModel],
  ] as const;
  for (const [name, url, model] of addresses) {
    if (url === '' || model !== '') continue;
    const message = `${name}_MODEL: expected a model name, because ${name}_URL is set`;
    throw new CascadeError('invalid_config', message);
  }
  if (config.llmUrl === '' && config.llmSmallUrl !== '') {
    const message = 'CASCADE_LLM_SMALL_URL: expected only beside CASCADE_LLM_URL; a single model is named there';
    throw new CascadeError('invalid_config', message);
  }
  const { llmContextTokens, llmMaxTokens } = config;
  if (llmMaxTokens > llmContextTokens / 2) {
    const found = `found ${llmMaxTokens} of ${llmContextTokens}`;
    throw new CascadeError(
      'invalid_config',
      `CASCADE_LLM_MAX_TOKENS: expected at most half of CASCADE_LLM_CONTEXT_TOKENS (${found})`,
    );
  }
}
