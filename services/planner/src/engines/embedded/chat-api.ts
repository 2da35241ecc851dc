/** Requests and replies of the chat completions interface, as far as the embedded model serves it. */
import { z } from 'zod';
import { GenerationError, type GenerationRequest } from './text-generator.ts';

const content = z
  .union([z.string(), z.array(z.object({ type: z.literal('text'), text: z.string() }))])
  .transform((value) => (typeof value === 'string' ? value : value.map(({ text }) => text).join('')));

const chatRequestSchema = z.object({
  model: z.string(),
  messages: z
    .array(
      z.object({
        role: z
          .enum(['system', 'developer', 'user', 'assistant'])
          .transform((role) => (role === 'developer' ? 'system' : role)),
        content,
      }),
    )
    .min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  seed: z.number().int().nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(4)]).nullish(),
  n: z.literal(1).nullish(),
  tools: z.array(z.unknown()).max(0, 'this model does not call tools').nullish(),
});

export interface ChatRequest {
  readonly generation: GenerationRequest;
  readonly stream: boolean;
  readonly includeUsage: boolean;
}

/** As many as fit when the request names no limit. */
const defaultMaxTokens = 512;

/** @throws GenerationError 400 that names the field, or 404 for another model */
export function parseChatRequest(body: string, modelId: string): ChatRequest {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new GenerationError(400, 'invalid_json', 'The body is not JSON.');
  }
  const parsed = chatRequestSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const param = issue?.path.join('.') ?? null;
    throw new GenerationError(400, 'invalid_value', `${param}: ${issue?.message}`, param);
  }
  const request = parsed.data;
  if (request.model !== modelId) {
    throw new GenerationError(404, 'model_not_found', `The model is called ${modelId}.`, 'model');
  }
  return {
    stream: request.stream ?? false,
    includeUsage: request.stream_options?.include_usage ?? false,
    generation: {
      messages: request.messages,
      maxTokens: request.max_completion_tokens ?? request.max_tokens ?? defaultMaxTokens,
      temperature: request.temperature ?? 0,
      ...(request.top_p == null ? {} : { topP: request.top_p }),
      ...(request.seed == null ? {} : { seed: request.seed }),
      stop: typeof request.stop === 'string' ? [request.stop] : (request.stop ?? []),
    },
  };
}

export const errorBody = (error: GenerationError) => ({
  error: {
    message: error.message,
    type: error.status >= 500 ? 'server_error' : 'invalid_request_error',
    param: error.param,
    code: error.code,
  },
});
