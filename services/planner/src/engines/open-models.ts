import type { StageLogger } from '@cascade/contracts';
import type { PlannerConfig } from '../config.ts';
import { prefixMessages } from '../conversation.ts';
import type { LanguageModel, ModelRequest } from '../language-model.ts';
import { smallVoicePrompt } from '../prompts.ts';
import { type EmbeddedServer, startEmbeddedServer } from './embedded/embedded-server.ts';
import { createModelChain } from './model-chain.ts';
import { modelNeed } from './model-need.ts';
import { createOpenAiCompatibleModel } from './openai-compatible.ts';

export interface OpenedModels {
  readonly model: LanguageModel;
  /** The embedded model's own process, when there is one. */
  readonly server: EmbeddedServer | undefined;
  /** True when the embedded model is the only one. */
  readonly embeddedOnly: boolean;
}

/**
 * The models that the configuration names, as one: large and small by need, then the one to fall back on, then the embedded one.
 * Without any address the embedded one alone.
 *
 * @throws CascadeError `model_missing`, `model_corrupt` or `planner_unavailable` when the embedded model cannot be started
 */
export async function openModels(
  config: PlannerConfig,
  logger?: Pick<StageLogger, 'info' | 'warn'>,
): Promise<OpenedModels> {
  const { llmUrl, llmSmallUrl, llmFallbackUrl, llmEmbeddedFallback } = config;
  const large = llmUrl
    ? addressed(config, { url: llmUrl, key: config.llmKey, model: config.llmModel, callsTools: config.llmTools })
    : undefined;
  const small = llmSmallUrl
    ? addressed(config, { url: llmSmallUrl, key: config.llmSmallKey, model: config.llmSmallModel, callsTools: false })
    : undefined;
  const fallback = llmFallbackUrl
    ? addressed(config, {
        url: llmFallbackUrl,
        key: config.llmFallbackKey,
        model: config.llmFallbackModel,
        callsTools: config.llmTools,
      })
    : undefined;
  const hosted = [large, small, fallback].filter((model) => model !== undefined);
  const server = hosted.length === 0 || llmEmbeddedFallback ? await startServer(config, logger) : undefined;
  const embedded = server && (await embeddedModel(config, server));
  const all = embedded ? [...hosted, embedded] : hosted;
  const [only] = all;
  if (all.length === 1 && only) return { model: only, server, embeddedOnly: only === embedded };
  const links = all.map((model) => ({
    model,
    firstTokenMs: model === all.at(-1) ? config.llmTimeoutMs : Math.min(config.llmFirstTokenMs, config.llmTimeoutMs),
  }));
  const order = (request: ModelRequest) =>
    small && modelNeed(request) === 'small' ? [small, ...all.filter((model) => model !== small)] : all;
  const { llmBreakAfter: breakAfter, llmBreakForMs: breakForMs, llmHedgeMs } = config;
  const hedgeAfterMs = llmHedgeMs > 0 ? llmHedgeMs : undefined;
  return {
    model: createModelChain(links, { order, breakAfter, breakForMs, hedgeAfterMs }),
    server,
    embeddedOnly: false,
  };
}

interface Address {
  readonly url: string;
  readonly key: string;
  readonly model: string;
  readonly callsTools: boolean;
}

const addressed = ({ llmTimeoutMs }: PlannerConfig, { url: baseUrl, key, model, callsTools }: Address): LanguageModel =>
  createOpenAiCompatibleModel({
    address: () => ({ baseUrl, key }),
    model,
    version: model,
    callsTools,
    timeoutMs: llmTimeoutMs,
  });

const startServer = (
  { llmThreads: threads, llmSequences: sequences, llmContextTokens: contextTokens }: PlannerConfig,
  logger: Pick<StageLogger, 'info' | 'warn'> | undefined,
): Promise<EmbeddedServer> => startEmbeddedServer({ threads, sequences, contextTokens, ...(logger ? { logger } : {}) });

async function embeddedModel(config: PlannerConfig, server: EmbeddedServer): Promise<LanguageModel> {
  const model = createOpenAiCompatibleModel({
    address: () => server.address,
    model: server.modelId,
    version: server.modelVersion,
    callsTools: false,
    timeoutMs: config.llmTimeoutMs,
    warmsUp: true,
    close: () => server.close(),
  });
  const prompt = {
    template: smallVoicePrompt,
    contextTokens: config.llmContextTokens,
    replyTokens: config.llmMaxTokens,
  };
  await model.warmUp(prefixMessages(prompt), new AbortController().signal);
  return model;
}
