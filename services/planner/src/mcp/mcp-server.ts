import { CascadeError, type Clock, type StageLogger } from '@cascade/contracts';
import {
  type CallToolResult,
  Client,
  type JsonSchemaType,
  StreamableHTTPClientTransport,
  type Tool,
  type Transport,
} from '@modelcontextprotocol/client';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import type { McpServerConfig } from './mcp-config.ts';

/** A tool that a server offers and the configuration allows. */
export interface McpTool {
  /** `server__tool`: unique over all servers, and a name that models can call functions by. */
  readonly name: string;
  /** As the server calls it. */
  readonly ownName: string;
  readonly description: string;
  /** JSON schema of its arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The server says that it changes nothing. */
  readonly readOnly: boolean;
  /** The user is asked before it is called. */
  readonly confirm: boolean;
  readonly timeoutMs: number;
  /**
   * @throws CascadeError `tool_failed` (its arguments do not fit its schema, it says that it failed, it is too slow, its server is
   * gone) or `cancelled`
   */
  call(callArguments: Readonly<Record<string, unknown>>, signal: AbortSignal, trace?: McpTrace): Promise<McpResult>;
}

export interface McpTrace {
  /** W3C trace context of the call's own span. */
  readonly traceparent?: string;
}

export interface McpResult {
  /** All text of the result; what is no text is named ("an image"). */
  readonly text: string;
  /** As the tool structured it; undefined when it did not. */
  readonly data: unknown;
}

export interface McpServerOptions {
  readonly name: string;
  readonly config: McpServerConfig;
  readonly clock: Clock;
  readonly logger: Pick<StageLogger, 'info' | 'warn'>;
  readonly version: string;
}

const firstBackoffMs = 500;
const longestBackoffMs = 30_000;
const connectMs = 15_000;
/** Between a server's name and its tool's. */
export const serverSeparator = '__';
/** Of a function, for models that call them. */
const longestName = 64;

/** Keeps the connection to one server: started again when it is lost, its tools listed again when they change. */
export class McpServer {
  readonly #options: McpServerOptions;
  readonly #schemas = new AjvJsonSchemaValidator();
  #client: Client | undefined;
  #tools: readonly McpTool[] = [];
  #backoffMs = firstBackoffMs;
  #closed = false;
  #cancelRetry: () => void = () => undefined;

  constructor(options: McpServerOptions) {
    this.#options = options;
  }

  /** Of the last time that it was asked; none while it is not connected. */
  get tools(): readonly McpTool[] {
    return this.#client ? this.#tools : [];
  }

  /** Never throws: a server that is down is tried again, and the assistant goes on without its tools. */
  async connect(): Promise<void> {
    const { version } = this.#options;
    const client = new Client(
      { name: 'cascade', version },
      { listChanged: { tools: { onChanged: () => this.#listAgain(client), autoRefresh: false } } },
    );
    client.onclose = () => this.#lost(client);
    try {
      await client.connect(this.#transport(), { timeout: connectMs });
      await this.#list(client);
      this.#client = client;
      this.#backoffMs = firstBackoffMs;
    } catch (error) {
      await client.close().catch(() => undefined);
      this.#retry(error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry();
    const client = this.#client;
    this.#client = undefined;
    await client?.close();
  }

  #transport(): Transport {
    const { config } = this.#options;
    if ('url' in config) {
      return new StreamableHTTPClientTransport(new URL(config.url), { requestInit: { headers: config.headers } });
    }
    const { command, args, env } = config;
    return new StdioClientTransport({ command, args, env: { ...getDefaultEnvironment(), ...env }, stderr: 'ignore' });
  }

  async #list(client: Client): Promise<void> {
    const { name, config, logger } = this.#options;
    const { tools } = await client.listTools();
    const offered = new Map(tools.map((tool) => [tool.name, tool]));
    const allowed = config.allow.flatMap((tool) => offered.get(tool) ?? []);
    this.#tools = allowed.map((tool) => this.#toolOf(client, tool));
    const missing = config.allow.filter((tool) => !offered.has(tool));
    const others = [...offered.keys()].filter((tool) => !config.allow.includes(tool));
    logger.info({ server: name, tools: allowed.length, others }, 'tools of a server');
    if (missing.length > 0)
      logger.warn({ server: name, missing, others }, 'a tool server does not offer what is allowed');
  }

  /** A connection that is lost in the midst of it is told by its own end. */
  #listAgain(client: Client): void {
    if (this.#client === client) this.#list(client).catch(() => undefined);
  }

  #toolOf(client: Client, tool: Tool): McpTool {
    const { name: server, config } = this.#options;
    const readOnly = tool.annotations?.readOnlyHint === true;
    const name = `${server}${serverSeparator}${tool.name.replace(/[^\w-]/g, '_')}`.slice(0, longestName);
    const fail = (why: string, cause?: unknown) => new CascadeError('tool_failed', `${name}: ${why}`, { cause });
    const validate = this.#schemas.getValidator(tool.inputSchema as JsonSchemaType);
    return {
      name,
      ownName: tool.name,
      description: tool.description ?? tool.title ?? tool.name,
      parameters: tool.inputSchema,
      readOnly,
      confirm: config.confirm?.includes(tool.name) ?? !readOnly,
      timeoutMs: config.timeout_ms,
      async call(callArguments, signal, { traceparent } = {}) {
        const valid = validate(callArguments);
        if (!valid.valid) throw fail(`its arguments are not as it wants them: ${valid.errorMessage}`);
        let result: CallToolResult;
        try {
          const meta = traceparent === undefined ? {} : { _meta: { traceparent } };
          const params = { name: tool.name, arguments: { ...callArguments }, ...meta };
          result = await client.callTool(params, { signal, timeout: config.timeout_ms });
        } catch (error) {
          if (signal.aborted) throw new CascadeError('cancelled', 'The call is not wanted any more.');
          throw fail(error instanceof Error ? error.message : 'it failed', error);
        }
        const text = textOf(result);
        if (result.isError) throw fail(text || 'it failed without saying why');
        return { text, data: result.structuredContent };
      },
    };
  }

  #lost(client: Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#retry(new Error('the connection was closed'));
  }

  #retry(error: unknown): void {
    if (this.#closed) return;
    const { name, clock, logger } = this.#options;
    const retryInMs = this.#backoffMs;
    logger.warn(
      { server: name, error: String(error), retryInMs },
      'a tool server cannot be used: its tools are left out',
    );
    this.#cancelRetry = clock.setTimer(retryInMs, () => void this.connect());
    this.#backoffMs = Math.min(2 * retryInMs, longestBackoffMs);
  }
}

function textOf({ content }: CallToolResult): string {
  return content
    .map((part) => {
      if (part.type === 'text') return part.text;
      if (part.type === 'resource') return 'text' in part.resource ? part.resource.text : 'a file';
      if (part.type === 'resource_link') return part.title ?? part.name;
      return part.type === 'image' ? 'an image' : 'a sound';
    })
    .join('\n')
    .trim();
}
