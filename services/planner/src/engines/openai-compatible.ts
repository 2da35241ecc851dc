import { CascadeError, type ClientTool, type Clock } from '@cascade/contracts';
import OpenAI from 'openai';
import type { ChatMessage, LanguageModel, ModelEvent, ModelRequest } from '../language-model.ts';

export interface ModelAddress {
  /** With its /v1. */
  readonly baseUrl: string;
  readonly key: string;
}

export interface OpenAiCompatibleOptions {
  /** Asked before every request; undefined while there is nobody to ask. */
  readonly address: () => ModelAddress | undefined;
  /** Name in the request. */
  readonly model: string;
  /** Name in records and metrics. */
  readonly version: string;
  readonly callsTools: boolean;
  /** Longest wait for the first token and for each next one. */
  readonly timeoutMs: number;
  /** Whether a prefix may be computed ahead: only where it costs nothing. */
  readonly warmsUp?: boolean;
  readonly close?: () => Promise<void>;
}

type CompletionRequest = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming;
type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;

/** Any server of the chat completions interface, through its makers' own client. */
export function createOpenAiCompatibleModel(options: OpenAiCompatibleOptions): LanguageModel {
  return new OpenAiCompatibleModel(options);
}

class OpenAiCompatibleModel implements LanguageModel {
  readonly version: string;
  readonly callsTools: boolean;
  readonly #options: OpenAiCompatibleOptions;
  readonly #refused = new Set<string>();
  #client: { readonly baseUrl: string; readonly client: OpenAI } | undefined;

  constructor(options: OpenAiCompatibleOptions) {
    this.#options = options;
    this.version = options.version;
    this.callsTools = options.callsTools;
  }

  get available(): boolean {
    return this.#options.address() !== undefined;
  }

  async *stream(request: ModelRequest, signal: AbortSignal, clock: Clock): AsyncGenerator<ModelEvent> {
    if (signal.aborted) throw cancelled();
    const call = new AbortController();
    const soon = <T>(work: Promise<T>) => within(work, this.#options.timeoutMs, signal, clock);
    try {
      const chunks = (await soon(this.#start(request, call.signal)))[Symbol.asyncIterator]();
      const toolCalls = new ToolCalls();
      let finish: string | undefined;
      for (;;) {
        const { value: chunk, done } = await soon(chunks.next());
        if (done) break;
        const [choice] = chunk.choices ?? [];
        if (chunk.usage) {
          const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = chunk.usage;
          yield { type: 'usage', inputTokens, outputTokens };
        }
        if (choice?.delta?.content) yield { type: 'text', delta: choice.delta.content };
        toolCalls.add(choice?.delta?.tool_calls ?? []);
        finish = choice?.finish_reason ?? finish;
      }
      if (finish === undefined)
        throw new CascadeError('planner_unavailable', 'The language model broke off its answer.');
      yield* toolCalls.events();
      yield { type: 'done', complete: finish !== 'length' };
    } catch (error) {
      throw CascadeError.from(error, 'planner_unavailable', failureMessage(error));
    } finally {
      call.abort();
    }
  }

  async warmUp(messages: readonly ChatMessage[], signal: AbortSignal): Promise<void> {
    if (!this.#options.warmsUp || !this.available) return;
    const request: ModelRequest = { messages, tools: [], maxTokens: 1, temperature: 0 };
    try {
      for await (const _ of await this.#start(request, signal));
    } catch {
      // The next real request will say what is wrong.
    }
  }

  async close(): Promise<void> {
    await this.#options.close?.();
  }

  #connect(): OpenAI {
    const address = this.#options.address();
    if (!address) throw new CascadeError('planner_unavailable', 'The language model is being restarted.');
    if (this.#client?.baseUrl !== address.baseUrl) {
      const client = new OpenAI({ baseURL: address.baseUrl, apiKey: address.key || 'none', maxRetries: 0 });
      this.#client = { baseUrl: address.baseUrl, client };
    }
    return this.#client.client;
  }

  /** Sends the request; a parameter that this server refuses is left out or renamed from then on. */
  async #start(request: ModelRequest, signal: AbortSignal): Promise<AsyncIterable<Chunk>> {
    const client = this.#connect();
    for (;;) {
      try {
        const { traceparent } = request;
        return await client.chat.completions.create(this.#body(request), {
          signal,
          ...(traceparent === undefined ? {} : { headers: { traceparent } }),
        });
      } catch (error) {
        const param = error instanceof OpenAI.BadRequestError ? error.param : undefined;
        const known = param === 'max_tokens' || param === 'temperature' || param === 'stream_options';
        if (!known || this.#refused.has(param)) throw error;
        this.#refused.add(param);
      }
    }
  }

  #body({ messages, tools, toolChoice, maxTokens, temperature }: ModelRequest): CompletionRequest {
    return {
      model: this.#options.model,
      messages: messages.map(toOpenAi),
      stream: true,
      ...(this.#refused.has('stream_options') ? {} : { stream_options: { include_usage: true } }),
      ...(this.#refused.has('max_tokens') ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }),
      ...(this.#refused.has('temperature') ? {} : { temperature }),
      ...(tools.length > 0 ? { tools: tools.map(toolToOpenAi), ...toolChoiceToOpenAi(toolChoice) } : {}),
    };
  }
}

/** Tool calls arrive in pieces, by index. */
class ToolCalls {
  readonly #calls = new Map<number, { id: string; name: string; arguments: string }>();

  add(deltas: readonly OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall[]): void {
    for (const delta of deltas) {
      const call = this.#calls.get(delta.index) ?? { id: '', name: '', arguments: '' };
      call.id ||= delta.id ?? '';
      call.name += delta.function?.name ?? '';
      call.arguments += delta.function?.arguments ?? '';
      this.#calls.set(delta.index, call);
    }
  }

  *events(): Generator<ModelEvent> {
    for (const [index, call] of this.#calls) {
      if (call.name === '') continue;
      yield {
        type: 'tool-call',
        callId: call.id || `call_${index}`,
        name: call.name,
        arguments: call.arguments || '{}',
      };
    }
  }
}

function toOpenAi(message: ChatMessage): OpenAI.Chat.Completions.ChatCompletionMessageParam {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.callId, content: message.content };
  if ('toolCalls' in message) {
    const toolCalls = message.toolCalls.map(({ callId, name, arguments: text }) => ({
      id: callId,
      type: 'function' as const,
      function: { name, arguments: text },
    }));
    return { role: 'assistant', tool_calls: toolCalls };
  }
  return { role: message.role, content: message.content };
}

const toolToOpenAi = ({ name, description, parameters }: ClientTool): OpenAI.Chat.Completions.ChatCompletionTool => ({
  type: 'function',
  function: { name, ...(description ? { description } : {}), ...(parameters ? { parameters } : {}) },
});

function toolChoiceToOpenAi(choice: ModelRequest['toolChoice']) {
  if (choice === undefined || choice === 'auto') return {};
  return { tool_choice: typeof choice === 'string' ? choice : { type: 'function' as const, function: choice } };
}

const cancelled = () => new CascadeError('cancelled', 'The response was cancelled.');

/** Settles as `work` does, or rejects after `limitMs` or when `signal` aborts, whatever `work` does then. */
function within<T>(work: Promise<T>, limitMs: number, signal: AbortSignal, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      stopTimer();
      signal.removeEventListener('abort', stop);
      then();
    };
    const stop = () => settle(() => reject(cancelled()));
    const stopTimer = clock.setTimer(limitMs, () => {
      const message = `The language model said nothing for ${limitMs} ms.`;
      settle(() => reject(new CascadeError('planner_timeout', message)));
    });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    work.then(
      (value) => settle(() => resolve(value)),
      (error) => settle(() => reject(error)),
    );
  });
}

/** Safe to show: no address, no key, no text of the conversation. */
function failureMessage(error: unknown): string {
  if (error instanceof OpenAI.APIConnectionError) return 'The language model cannot be reached.';
  if (error instanceof OpenAI.APIError && error.status) return `The language model answered with HTTP ${error.status}.`;
  return 'The language model broke off its answer.';
}
