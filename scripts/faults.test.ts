import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runFaults } from './faults.ts';

let server: Server;
let url: string;
let seen: { method: string | undefined; path: string | undefined; key: string | undefined; body: string }[];
let answer: { status: number; body?: object };

beforeEach(async () => {
  seen = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method, path: request.url, key: request.headers.authorization, body });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.body ? JSON.stringify(answer.body) : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const fault = {
  id: 'fault_1',
  stage: 'asr',
  kind: 'slow',
  delay_ms: 900,
  session_share: 0.5,
  since: 'then',
  until: 'later',
};
const run = (...args: string[]) =>
  runFaults([...args, '--server', `${url.replace('http', 'ws')}/v1/realtime`], { CASCADE_KEY: 'k' });

test('switches a fault on, with what was asked', async () => {
  answer = { status: 201, body: fault };
  const text = await run('on', 'asr', 'slow', '--delay-ms', '900', '--share', '0.5', '--for', '60');
  expect(text).toBe('fault_1  asr  slow by 900 ms  for 50 % of the sessions  until later');
  const asked = { stage: 'asr', kind: 'slow', delay_ms: 900, session_share: 0.5, for_seconds: 60 };
  expect(seen).toEqual([{ method: 'POST', path: '/v1/faults', key: 'Bearer k', body: JSON.stringify(asked) }]);
});

test('lists them, as lines or as JSON', async () => {
  answer = { status: 200, body: { data: [{ ...fault, session_id: 'sess_1' }] } };
  expect(await run('list')).toContain('for sess_1');
  expect(JSON.parse(await run('list', '--json'))).toEqual(answer.body);
  answer = { status: 200, body: { data: [] } };
  expect(await run('list')).toBe('No fault switch is on.');
});

test('switches one off, or all', async () => {
  answer = { status: 204 };
  expect([await run('off', 'fault_1'), await run('off', '--all')]).toEqual([
    'fault_1 is off.',
    'All fault switches are off.',
  ]);
  expect(seen.map(({ path }) => path)).toEqual(['/v1/faults/fault_1', '/v1/faults']);
});

test('says what the service refused, and what to do', async () => {
  answer = { status: 403, body: { error: { message: 'The key lacks the scope debug.' } } };
  await expect(run('list')).rejects.toThrow('The key lacks the scope debug. Name a key with the scope debug: --key.');
  await expect(runFaults(['list', '--server', 'http://127.0.0.1:9'], {})).rejects.toThrow('start the service');
});

test.each([
  [['on', 'ears', 'slow'], 'ears is no stage.'],
  [['on', 'asr', 'melt'], 'melt is no kind of fault.'],
  [['on', 'asr'], 'Nothing is no kind of fault.'],
  [['on', 'asr', 'slow', '--for', 'ever'], '--for ever is no number.'],
  [['off'], 'Say which switch'],
  [['break'], 'There is no command break.'],
  [['list', '--nope'], "Unknown option '--nope'"],
])('%j is refused with words', async (args, said) => {
  await expect(run(...args)).rejects.toThrow(said);
  expect(seen).toEqual([]);
});
