import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CompletionBody {
  readonly model: string;
  readonly messages: readonly {
    readonly role: string;
    readonly content?: string;
    readonly tool_calls?: unknown;
    readonly tool_call_id?: string;
  }[];
  readonly stream: boolean;
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly temperature?: number;
}

/** What the server does with one request. */
export type Script = (answer: ScriptedAnswer, body: CompletionBody) => unknown;

/** A chat completions server on loopback that does what a test tells it: also to be slow, to die, to talk nonsense. */
export class ScriptedModelServer {
  readonly bodies: CompletionBody[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  #script: Script = (answer) => answer.say('Hello.').end();
  readonly #arrived = new EventTarget();
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  static async start(): Promise<ScriptedModelServer> {
    const server = new ScriptedModelServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  script(script: Script): void {
    this.#script = script;
    this.bodies.length = 0;
  }

  /** Resolves with the next request once its script has run. */
  nextRequest(): Promise<ScriptedAnswer> {
    return new Promise((resolve) => {
      this.#arrived.addEventListener('request', (event) => resolve((event as CustomEvent<ScriptedAnswer>).detail), {
        once: true,
      });
    });
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as CompletionBody;
    this.bodies.push(body);
    this.headers.push(request.headers);
    const answer = new ScriptedAnswer(response);
    await this.#script(answer, body);
    this.#arrived.dispatchEvent(new CustomEvent('request', { detail: answer }));
  }
}

/** One answer, in the making. */
export class ScriptedAnswer {
  /** Resolves when the client has gone away or the answer is over. */
  readonly closed: Promise<void>;
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
    this.closed = new Promise((resolve) => response.once('close', resolve));
  }

  /** One chunk for each piece. */
  say(...pieces: readonly string[]): this {
    for (const content of pieces) this.chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
    return this;
  }

  chunk(fields: Record<string, unknown>): this {
    this.#open();
    const chunk = { id: 'c', object: 'chat.completion.chunk', created: 0, model: 'scripted', ...fields };
    this.#response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    return this;
  }

  end(finishReason = 'stop', usage?: { prompt_tokens: number; completion_tokens: number }): this {
    this.chunk({ choices: [{ index: 0, delta: {}, finish_reason: finishReason }] });
    if (usage)
      this.chunk({ choices: [], usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens } });
    this.#response.end('data: [DONE]\n\n');
    return this;
  }

  /** Ends the stream as if it were whole, without saying how the model finished. */
  stop(): this {
    this.#response.end();
    return this;
  }

  raw(text: string): this {
    this.#open();
    this.#response.end(text);
    return this;
  }

  fail(status: number, error: Record<string, unknown> = { message: 'no', type: 'server_error' }): this {
    this.#response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
    return this;
  }

  /** The connection breaks. */
  die(): this {
    this.#response.destroy();
    return this;
  }

  #open(): void {
    if (!this.#response.headersSent) this.#response.writeHead(200, { 'content-type': 'text/event-stream' });
  }
}
