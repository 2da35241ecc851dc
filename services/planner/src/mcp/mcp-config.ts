import { readFile } from 'node:fs/promises';
import { CascadeError } from '@cascade/contracts';
import { z } from 'zod';

const names = z.array(z.string().min(1));

const common = {
  allow: names
    .min(1)
    .describe('Tools that may be used. What a server offers besides is left out, and named in the log.'),
  confirm: names
    .optional()
    .describe('Of those, which are done only after the user has said yes; all that write when absent.'),
  timeout_ms: z.number().int().min(100).max(120_000).default(8_000).describe('Longest wait for one call.'),
};

const programSchema = z.strictObject({
  command: z.string().min(1).describe('Program that speaks the protocol on its standard input and output.'),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}).describe('Beside the few variables every program is given.'),
  ...common,
});

const addressSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).describe('Address of a server that speaks the protocol over streamable HTTP.'),
  headers: z.record(z.string(), z.string()).default({}).describe('Sent with every request: keys.'),
  ...common,
});

const fileSchema = z.strictObject({ mcpServers: z.record(z.string(), z.looseObject({})) });

/** One server of Model Context Protocol tools, as `mcpServers` names it. */
export type McpServerConfig = z.infer<typeof programSchema> | z.infer<typeof addressSchema>;
export type McpConfig = Readonly<Record<string, McpServerConfig>>;

/**
 * Reads the file that `CASCADE_MCP` names: `{"mcpServers": {"name": {"command": …} | {"url": …}}}`, as other programs have it, with
 * what may be used of each. `${NAME}` in values stands for an environment variable, so that keys need not be in the file.
 *
 * @throws CascadeError `invalid_config`, which names the file and the place in it
 */
export async function readMcpConfig(
  path: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<McpConfig> {
  const refuse = (why: string) => new CascadeError('invalid_config', `CASCADE_MCP: ${path}: ${why}`);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw refuse(error instanceof SyntaxError ? `it is no JSON: ${error.message}` : 'it cannot be read');
  }
  const checked = <T>(schema: z.ZodType<T>, value: unknown, place: string): T => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw refuse(`${place}${z.prettifyError(parsed.error)}`);
    return parsed.data;
  };
  const filled = (text: string) =>
    text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const value = environment[name];
      if (value === undefined) throw refuse(`the environment variable ${name} is not set`);
      return value;
    });
  const fillAll = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, filled(value)]));
  const serverOf = (name: string, value: object): McpServerConfig => {
    if (!/^[\w-]{1,32}$/.test(name)) throw refuse(`"${name}" is no name of at most 32 letters, digits, _ and -`);
    if ('url' in value) {
      const server = checked(addressSchema, value, `${name}: `);
      return { ...server, url: filled(server.url), headers: fillAll(server.headers) };
    }
    const server = checked(programSchema, value, `${name}: `);
    return { ...server, command: filled(server.command), args: server.args.map(filled), env: fillAll(server.env) };
  };
  const { mcpServers } = checked(fileSchema, json, '');
  return Object.fromEntries(Object.entries(mcpServers).map(([name, value]) => [name, serverOf(name, value)]));
}
