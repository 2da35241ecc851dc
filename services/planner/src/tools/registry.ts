import { CascadeError, type ClientTool } from '@cascade/contracts';
import { z } from 'zod';
import type { Tool, ToolArguments } from './tool.ts';

/** The tools that are allowed here, by name. */
export class ToolRegistry {
  readonly #tools: ReadonlyMap<string, Tool>;
  readonly #elsewhere: () => readonly Tool[];

  /**
   * @param allow names of those that may be used; all when absent
   * @param elsewhere tools of other servers, as they come and go; what may be used of them is said where they are configured
   * @throws CascadeError `invalid_config` when a name of the list is no tool, or two tools share one
   */
  constructor(tools: readonly Tool[], allow?: readonly string[], elsewhere: () => readonly Tool[] = () => []) {
    this.#elsewhere = elsewhere;
    const names = tools.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new CascadeError('invalid_config', `Two tools are called ${twice}: rename one.`);
    const unknown = allow?.find((name) => !names.includes(name));
    if (unknown !== undefined) {
      const message = `CASCADE_TOOLS: there is no tool ${unknown}; expected some of ${names.join(', ')}`;
      throw new CascadeError('invalid_config', message);
    }
    this.#tools = new Map(tools.filter(({ name }) => allow?.includes(name) ?? true).map((tool) => [tool.name, tool]));
  }

  get(name: string): Tool | undefined {
    return this.#tools.get(name) ?? this.elsewhere.find((tool) => tool.name === name);
  }

  /** Those of other servers that can be reached now. */
  get elsewhere(): readonly Tool[] {
    return this.#elsewhere();
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  get names(): readonly string[] {
    return this.#all.map(({ name }) => name);
  }

  /** As models that call tools are told of them. */
  get definitions(): readonly ClientTool[] {
    return this.#all.map(definitionOf);
  }

  get #all(): readonly Tool[] {
    return [...this.#tools.values(), ...this.elsewhere];
  }

  /**
   * The tool, and its arguments as its schema reads them.
   *
   * @throws CascadeError `tool_failed` naming the argument at fault and what is expected of it
   */
  read(name: string, callArguments: unknown): { readonly tool: Tool; readonly arguments: ToolArguments } {
    const tool = this.get(name);
    if (!tool) {
      const message = `${name}: there is no such tool here; expected one of ${this.names.join(', ')}`;
      throw new CascadeError('tool_failed', message);
    }
    const parsed = tool.schema.safeParse(callArguments);
    if (parsed.success) return { tool, arguments: parsed.data };
    const problems = parsed.error.issues.map(
      ({ path, message }) => `argument ${path.join('.') || '(all)'}: ${message}`,
    );
    throw new CascadeError('tool_failed', `${name}: ${problems.join('; ')}`);
  }

  /** The same for arguments as models write them. @throws CascadeError `tool_failed` */
  readJson(name: string, json: string): ReturnType<ToolRegistry['read']> {
    let value: unknown;
    try {
      value = JSON.parse(json === '' ? '{}' : json);
    } catch {
      throw new CascadeError('tool_failed', `${name}: arguments: expected a JSON object`);
    }
    return this.read(name, value);
  }
}

/** As a model is told of a tool. */
export function definitionOf({ name, description, schema, parameters }: Tool): ClientTool {
  if (parameters) return { name, description, parameters };
  const { $schema: _, ...own } = z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>;
  return { name, description, parameters: own };
}
