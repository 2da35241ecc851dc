import { asrConfigDefinition } from '@cascade/asr';
import { CascadeError } from '@cascade/contracts';
import { gatewayConfigDefinition, loadGatewayConfig } from '@cascade/gateway';
import { plannerConfigDefinition, readPlannerConfig } from '@cascade/planner';
import { type ConfigDefinition, describeConfig, type LoadedConfig, loadConfig } from '@cascade/runtime';
import { loadTtsConfig, ttsConfigDefinition } from '@cascade/tts';
import { turnConfigDefinition } from '@cascade/turn';
import { vadConfigDefinition } from '@cascade/vad';
import { z } from 'zod';
import { loadConfigDefinition } from './load-config.ts';
import { recordsConfigDefinition } from './records-config.ts';
import { tracingConfigDefinition } from './tracing-config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What belongs to the process as a whole; each stage has its own definition. */
export const assistantConfigDefinition = {
  logLevel: {
    env: 'CASCADE_LOG_LEVEL',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    default: 'info',
    describe: 'Least level that is logged, to standard error as JSON.',
  },
  budgetProfile: {
    env: 'CASCADE_BUDGET_PROFILE',
    schema: z.string(),
    default: 'default',
    describe: 'Latency budget that every turn is judged against: default, lead, or one of `CASCADE_BUDGETS`.',
  },
  inferenceWorkers: {
    env: 'CASCADE_INFERENCE_WORKERS',
    schema: z.coerce.number().int().min(1).max(64),
    default: 2,
    describe: 'Threads for recognition, end of turn and voice; each loads its own models (about 150 MB).',
  },
  maxWaitingJobs: {
    env: 'CASCADE_MAX_WAITING_JOBS',
    schema: z.coerce.number().int().min(1).max(10_000),
    default: 24,
    describe: 'New sessions are refused while more inference jobs than this wait for a thread (partials not counted).',
  },
  console: {
    env: 'CASCADE_CONSOLE',
    schema: z.stringbool(),
    default: true,
    describe: 'Serve the console at `/`; built when its sources changed.',
  },
} as const satisfies ConfigDefinition;

/** Every part of the configuration, in the order that data takes; the README's table is made from it. */
export const configParts = {
  assistant: assistantConfigDefinition,
  load: loadConfigDefinition,
  gateway: gatewayConfigDefinition,
  vad: vadConfigDefinition,
  asr: asrConfigDefinition,
  turn: turnConfigDefinition,
  planner: plannerConfigDefinition,
  tts: ttsConfigDefinition,
  records: recordsConfigDefinition,
  tracing: tracingConfigDefinition,
} as const;

/** Parts whose values have to fit together bring a loader of their own. */
const loaders: Partial<Record<keyof typeof configParts, typeof loadGatewayConfig>> = {
  gateway: loadGatewayConfig,
  planner: readPlannerConfig as never,
  tts: loadTtsConfig as never,
};

type Parts = typeof configParts;
export type AssistantConfig = { readonly [K in keyof Parts]: LoadedConfig<Parts[K]>['values'] };

export interface LoadedAssistantConfig {
  readonly values: AssistantConfig;
  /** Effective values with their sources, secrets masked. */
  describe(): string;
}

/**
 * Reads the whole configuration once.
 *
 * @throws CascadeError `invalid_config` that names every key at fault of every part
 */
export function loadAssistantConfig(
  environment: Environment = process.env,
  flags: { readonly host?: string; readonly port?: string } = {},
): LoadedAssistantConfig {
  const problems: string[] = [];
  const loaded = Object.entries(configParts).map(([name, definition]) => {
    try {
      const load = loaders[name as keyof Parts];
      const config = load
        ? load(environment, name === 'gateway' ? flags : {})
        : loadConfig<ConfigDefinition>(definition, environment);
      return { name, definition, config: config as LoadedConfig<ConfigDefinition> };
    } catch (error) {
      if (!CascadeError.is(error)) throw error;
      problems.push(error.message);
      return undefined;
    }
  });
  if (problems.length > 0) throw new CascadeError('invalid_config', problems.join('\n'));
  const parts = loaded.filter((part) => part !== undefined);
  return {
    values: Object.fromEntries(parts.map(({ name, config }) => [name, config.values])) as unknown as AssistantConfig,
    describe: () =>
      parts.map(({ name, definition, config }) => `# ${name}\n${describeConfig(definition, config)}`).join('\n\n'),
  };
}
