/** What the HTTP interface needs of a model; nothing here knows which one. */

export interface GeneratorMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface GenerationRequest {
  readonly messages: readonly GeneratorMessage[];
  readonly maxTokens: number;
  /** 0 takes the likeliest token always. */
  readonly temperature: number;
  readonly topP?: number;
  readonly seed?: number;
  /** Texts that end the reply and are no part of it. */
  readonly stop: readonly string[];
}

/** `inputTokens` counts the whole prompt; `cachedTokens` of them needed no computing. */
export type GenerationEvent =
  | { readonly type: 'start'; readonly inputTokens: number; readonly cachedTokens: number }
  | { readonly type: 'text'; readonly text: string; readonly outputTokens: number }
  | { readonly type: 'done'; readonly finish: 'stop' | 'length'; readonly outputTokens: number };

export interface TextGenerator {
  readonly modelId: string;
  /** @throws GenerationError */
  generate(request: GenerationRequest, signal: AbortSignal): AsyncIterable<GenerationEvent>;
}

/** A request that cannot be served, in the terms of the chat completions interface. */
export class GenerationError extends Error {
  readonly status: number;
  readonly code: string;
  readonly param: string | null;

  constructor(status: number, code: string, message: string, param: string | null = null) {
    super(message);
    this.name = 'GenerationError';
    this.status = status;
    this.code = code;
    this.param = param;
  }
}
