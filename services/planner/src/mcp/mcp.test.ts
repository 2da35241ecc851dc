import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { CascadeError } from '@cascade/contracts';
import { systemClock } from '@cascade/runtime';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { connectMcpServers, type McpConfig, type McpTool, type McpTools, readMcpConfig } from './index.ts';

const variable = (name: string) => `\${${name}}`;
/** The protocol's makers' own server for trying clients out. */
const everything = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/server-everything/package.json')),
  'dist/index.js',
);
const logged: { fields: Record<string, unknown>; message: string }[] = [];
const log = (fields: Record<string, unknown>, message: string) => void logged.push({ fields, message });
const surroundings = { clock: systemClock, logger: { info: log, warn: log } };
const never = new AbortController().signal;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cascade-mcp-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function configured(servers: unknown, environment = {}): Promise<McpConfig> {
  const path = join(folder, 'mcp.json');
  await writeFile(path, typeof servers === 'string' ? servers : JSON.stringify({ mcpServers: servers }));
  return readMcpConfig(path, environment);
}

const toolOf = (tools: McpTools, name: string): McpTool => {
  const found = tools.list().find((tool) => tool.name === name);
  if (!found) throw new Error(`${name} is not among ${tools.list().map((tool) => tool.name)}`);
  return found;
};
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (CascadeError.is(error) ? `${error.code}: ${error.message}` : `not ours: ${error}`),
  );

const allow = [
  'echo',
  'get-sum',
  'get-structured-content',
  'trigger-long-running-operation',
  'toggle-simulated-logging',
];

describe.each(['stdio', 'streamable HTTP'])('a server that nobody here wrote, over %s', (way) => {
  let tools: McpTools;
  let server: ChildProcess | undefined;

  beforeAll(async () => {
    const common = { allow: [...allow, 'does-not-exist'], timeout_ms: 500 };
    if (way === 'stdio') {
      const command = { command: variable('NODE'), args: [everything], ...common };
      tools = await connectMcpServers(await configured({ demo: command }, { NODE: process.execPath }), surroundings);
      return;
    }
    const preload = new URL('../../test/on-loopback.mjs', import.meta.url).href;
    server = spawn(process.execPath, ['--import', preload, everything, 'streamableHttp'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const port = await portOf(server);
    const url = { url: `http://127.0.0.1:${port}/mcp`, ...common };
    tools = await connectMcpServers(await configured({ demo: url }), surroundings);
  }, 20_000);
  afterAll(async () => {
    await tools?.close();
    server?.kill('SIGKILL');
  });

  it('gives the tools that are allowed, and no others', () => {
    expect(
      tools
        .list()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(allow.map((name) => `demo__${name}`).sort());
    const line = logged.findLast(({ message }) => message === 'a tool server does not offer what is allowed');
    expect(line?.fields).toMatchObject({ server: 'demo', missing: ['does-not-exist'] });
    expect(line?.fields.others).toContain('get-env');
  });

  it('has what only reads called at once, and what writes confirmed', () => {
    expect(toolOf(tools, 'demo__get-sum')).toMatchObject({ readOnly: true, confirm: false, timeoutMs: 500 });
    expect(toolOf(tools, 'demo__toggle-simulated-logging')).toMatchObject({ readOnly: false, confirm: true });
  });

  it('calls them', async () => {
    const sum = await toolOf(tools, 'demo__get-sum').call({ a: 2, b: 40 }, never, {
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });
    expect(sum.text).toContain('42');
    const weather = await toolOf(tools, 'demo__get-structured-content').call({ location: 'Chicago' }, never);
    expect(weather.data).toMatchObject({ temperature: expect.any(Number), conditions: expect.any(String) });
  });

  it('refuses arguments that do not fit before anything is sent', async () => {
    expect(await failureOf(toolOf(tools, 'demo__get-sum').call({ a: 'two' }, never))).toMatch(
      /^tool_failed: demo__get-sum: its arguments are not as it wants them: .*b/,
    );
    expect(await failureOf(toolOf(tools, 'demo__get-structured-content').call({ location: 'Paris' }, never))).toMatch(
      /^tool_failed/,
    );
  });

  it('gives up what takes too long, and what is not wanted any more', async () => {
    const slow = toolOf(tools, 'demo__trigger-long-running-operation');
    expect(await failureOf(slow.call({ duration: 20, steps: 2 }, never))).toMatch(/^tool_failed: .*timed out/i);
    const controller = new AbortController();
    const call = failureOf(slow.call({ duration: 20, steps: 2 }, controller.signal));
    controller.abort();
    expect(await call).toMatch(/^cancelled/);
  });
});

test('a server that is gone takes its tools along, and is started again', { timeout: 20_000 }, async () => {
  const pidFile = join(folder, 'pid');
  const starter = `require('node:fs').writeFileSync(process.env.PID_FILE, String(process.pid)); import(process.argv[1]);`;
  const config = await configured({
    demo: { command: process.execPath, args: ['-e', starter, everything], env: { PID_FILE: pidFile }, allow: ['echo'] },
  });
  const timers: (() => void)[] = [];
  const clock = {
    ...systemClock,
    setTimer: (_: number, callback: () => void) => {
      timers.push(callback);
      return () => undefined;
    },
  };
  const { promise: lost, resolve } = Promise.withResolvers<void>();
  const logger = { info: log, warn: () => resolve() };
  const tools = await connectMcpServers(config, { clock, logger });
  expect(await toolOf(tools, 'demo__echo').call({ message: 'hello' }, never)).toMatchObject({ text: 'Echo: hello' });
  const { readFile } = await import('node:fs/promises');
  process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGKILL');
  await lost;
  expect(tools.list()).toEqual([]);
  expect(timers).toHaveLength(1);
  timers[0]?.();
  await expect.poll(() => tools.list().length, { timeout: 15_000 }).toBe(1);
  await tools.close();
});

test('one that cannot be started leaves the others alone', async () => {
  const config = await configured({ none: { command: 'no-such-program-anywhere', allow: ['x'] } });
  const tools = await connectMcpServers(config, surroundings);
  expect(tools.list()).toEqual([]);
  expect(logged.at(-1)).toMatchObject({ fields: { server: 'none' }, message: expect.stringContaining('left out') });
  await tools.close();
});

describe('a configuration that is wrong is refused, its file and place named', () => {
  it.each<[unknown, RegExp, Record<string, string>?]>([
    ['{', /mcp\.json: it is no JSON/],
    [{ demo: { command: 'x' } }, /allow/],
    [{ demo: { command: 'x', allow: [] } }, /allow/],
    [{ demo: { url: 'ftp://x', allow: ['a'] } }, /url/],
    [{ 'a b': { command: 'x', allow: ['a'] } }, /letters, digits/],
    [
      { demo: { url: 'https://x.example', allow: ['a'], headers: { key: variable('SECRET_KEY') } } },
      /SECRET_KEY is not set/,
    ],
  ])('%j', async (servers, message) => {
    await expect(configured(servers)).rejects.toThrow(message);
  });

  it('a file that is not there', async () => {
    await expect(readMcpConfig(join(folder, 'none.json'))).rejects.toThrow(/none\.json: it cannot be read/);
  });
});

async function portOf(child: ChildProcess): Promise<number> {
  const lines = createInterface({ input: child.stdout! });
  const exited = once(child, 'exit').then(() => Promise.reject(new Error('the server ended at its start')));
  const found = (async () => {
    for await (const line of lines) {
      const port = /^PORT (\d+)$/.exec(line)?.[1];
      if (port) return Number(port);
    }
    throw new Error('the server told no port');
  })();
  return Promise.race([found, exited]);
}
