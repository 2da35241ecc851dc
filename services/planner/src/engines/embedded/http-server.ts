import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type ChatRequest, errorBody, parseChatRequest } from './chat-api.ts';
import { GenerationError, type TextGenerator } from './text-generator.ts';

export interface ChatServerOptions {
  readonly generator: TextGenerator;
  /** Bearer token that every request but /health must carry: other users of the machine share the loopback. */
  readonly key: string;
}

/** A long conversation is a few kilobytes. */
const maxBodyBytes = 1_000_000;

/** `/v1/chat/completions` (plain and streamed), `/v1/models`, `/health`. Not yet listening. */
export function createChatServer(options: ChatServerOptions): Server {
  const server = createServer((request, response) => {
    handle(options, request, response).catch((error: unknown) => fail(response, error));
  });
  // A stream is open as long as the model speaks; a client that sends its request byte by byte is not waited for.
  server.requestTimeout = 10_000;
  return server;
}

async function handle(options: ChatServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const route = `${request.method} ${path}`;
  if (route === 'GET /health') return sendJson(response, 200, { status: 'ok' });
  if (!authorized(request, options.key)) throw new GenerationError(401, 'invalid_api_key', 'The key is wrong.');
  if (route === 'GET /v1/models') {
    const model = { id: options.generator.modelId, object: 'model', created: 0, owned_by: 'cascade' };
    return sendJson(response, 200, { object: 'list', data: [model] });
  }
  if (route === 'POST /v1/chat/completions') {
    const chat = parseChatRequest(await readBody(request), options.generator.modelId);
    return complete(options.generator, chat, response);
  }
  throw new GenerationError(404, 'unknown_url', `There is no ${route}.`);
}

async function complete(generator: TextGenerator, chat: ChatRequest, response: ServerResponse): Promise<void> {
  // The client is gone: nobody wants the rest.
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const common = {
    id: `chatcmpl-${crypto.randomUUID()}`,
    created: Math.floor(Date.now() / 1000),
    model: generator.modelId,
  };
  let promptTokens = 0;
  let cachedTokens = 0;
  const usage = (completionTokens: number) => ({
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  });
  let text = '';
  for await (const event of generator.generate(chat.generation, gone.signal)) {
    if (event.type === 'start') {
      promptTokens = event.inputTokens;
      cachedTokens = event.cachedTokens;
      continue;
    }
    if (!chat.stream) {
      if (event.type === 'text') text += event.text;
      else {
        const message = { role: 'assistant', content: text, refusal: null };
        const choices = [{ index: 0, message, finish_reason: event.finish, logprobs: null }];
        sendJson(response, 200, { ...common, object: 'chat.completion', choices, usage: usage(event.outputTokens) });
      }
      continue;
    }
    if (!response.headersSent)
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    const delta = event.type === 'text' ? { role: 'assistant', content: event.text } : {};
    const choices = [{ index: 0, delta, finish_reason: event.type === 'done' ? event.finish : null, logprobs: null }];
    // Usage so far in every chunk, so that a client that stops early still knows it.
    const soFar = chat.includeUsage ? { usage: usage(event.outputTokens) } : {};
    await sendEvent(response, { ...common, object: 'chat.completion.chunk', choices, ...soFar });
    if (event.type !== 'done') continue;
    if (chat.includeUsage) {
      await sendEvent(response, {
        ...common,
        object: 'chat.completion.chunk',
        choices: [],
        usage: usage(event.outputTokens),
      });
    }
    response.end('data: [DONE]\n\n');
  }
}

/** Waits while the client does not read. */
async function sendEvent(response: ServerResponse, event: unknown): Promise<void> {
  if (response.write(`data: ${JSON.stringify(event)}\n\n`) || response.destroyed) return;
  await new Promise<void>((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.destroyed) return;
  // A stream that has begun cannot change its status: breaking it off tells the client.
  if (response.headersSent) return void response.destroy();
  const known =
    error instanceof GenerationError ? error : new GenerationError(500, 'server_error', 'The model failed.');
  sendJson(response, known.status, errorBody(known));
}

function authorized(request: IncomingMessage, key: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${key}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // What is too much is read to its end and thrown away: a connection cut in between would hide the answer.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  if (bytes <= maxBodyBytes) return Buffer.concat(chunks).toString('utf8');
  throw new GenerationError(413, 'request_too_large', `The body is larger than ${maxBodyBytes} bytes.`);
}
