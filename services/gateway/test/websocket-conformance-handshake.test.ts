import { systemClock } from '@cascade/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptOf, encodeFrame, exampleKey, opcodes, RawSocket, upgradeRequest } from '../scripts/wire/raw-socket.ts';
import { loadGatewayConfig } from '../src/config.ts';
import { createGateway, type Gateway } from '../src/gateway.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
let gateway: Gateway;
let port: number;

beforeAll(async () => {
  gateway = createGateway({
    config: loadGatewayConfig({ CASCADE_PORT: '0' }).values,
    clock: systemClock,
    logger: quiet,
    isReady: () => ({ ready: true, detail: {} }),
    metricsText: async () => '',
    traceId: () => undefined,
    onConnection: () => undefined,
  });
  ({ port } = await gateway.listen());
});
afterAll(() => gateway.close());

/** The head of the answer to these bytes, and every later byte once the server has nothing more to say. */
async function answerTo(request: string) {
  const raw = new RawSocket(port);
  raw.write(request);
  const head = await raw.nextHead();
  raw.socket.end();
  return { ...head, rest: (await raw.rest()).toString('latin1') };
}

describe('accepted', () => {
  const accepted: readonly (readonly [string, Parameters<typeof upgradeRequest>])[] = [
    ['the example of the standard', [{}]],
    ['another case of the words', [{ Connection: 'upgrade', Upgrade: 'WebSocket' }]],
    ['among other connection options', [{ Connection: 'keep-alive, Upgrade' }]],
    ['header names in capitals', [{ 'Sec-WebSocket-Key': undefined, 'SEC-WEBSOCKET-KEY': exampleKey }]],
    ['with a query', [{}, 'GET /v1/realtime?model=m&intent=transcription HTTP/1.1']],
    ['an absolute address', [{}, 'GET http://localhost/v1/realtime HTTP/1.1']],
    ['the legacy version 8', [{ 'Sec-WebSocket-Version': '8' }]],
  ];
  test.each(accepted)('%s', async (_name, request) => {
    const { status, headers } = await answerTo(upgradeRequest(...request));
    expect([status, headers['sec-websocket-accept']]).toEqual([101, 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=']);
    expect([headers.upgrade?.toLowerCase(), headers.connection?.toLowerCase()]).toEqual(['websocket', 'upgrade']);
    expect(headers).not.toHaveProperty('sec-websocket-extensions');
    expect(headers).not.toHaveProperty('sec-websocket-protocol');
  });

  test('the answer belongs to the key', async () => {
    const key = Buffer.alloc(16, 7).toString('base64');
    const { headers } = await answerTo(upgradeRequest({ 'Sec-WebSocket-Key': key }));
    expect(headers['sec-websocket-accept']).toBe(acceptOf(key));
  });

  test.each(['permessage-deflate', 'permessage-deflate; client_max_window_bits=8', 'x-webkit-deflate-frame, foo'])(
    'the extension %s is declined',
    async (extension) => {
      const { status, headers } = await answerTo(upgradeRequest({ 'Sec-WebSocket-Extensions': extension }));
      expect([status, headers['sec-websocket-extensions']]).toEqual([101, undefined]);
    },
  );

  test('frames may come in one write with the request', async () => {
    const raw = new RawSocket(port);
    const frame = encodeFrame({ opcode: opcodes.text, payload: '{"type":"input_audio_buffer.clear"}' });
    raw.write(Buffer.concat([Buffer.from(upgradeRequest()), frame]));
    expect((await raw.nextHead()).status).toBe(101);
    const types = [await raw.nextFrame(), await raw.nextFrame()].map(
      ({ payload }) => JSON.parse(payload.toString()).type,
    );
    expect(types).toEqual(['session.created', 'input_audio_buffer.cleared']);
    raw.destroy();
  });

  test('the request may come byte by byte', async () => {
    const raw = new RawSocket(port);
    for (const byte of Buffer.from(upgradeRequest())) raw.write(Buffer.of(byte));
    expect((await raw.nextHead()).status).toBe(101);
    raw.destroy();
  });
});

describe('refused', () => {
  const line = (text: string) => upgradeRequest({}, text);
  const refused: readonly (readonly [name: string, request: string, status: number])[] = [
    ['no version', upgradeRequest({ 'Sec-WebSocket-Version': undefined }), 400],
    ['version 7', upgradeRequest({ 'Sec-WebSocket-Version': '7' }), 400],
    ['version 14', upgradeRequest({ 'Sec-WebSocket-Version': '14' }), 400],
    ['two versions', upgradeRequest({ 'Sec-WebSocket-Version': ['13', '12'] }), 400],
    ['a version that is no number', upgradeRequest({ 'Sec-WebSocket-Version': 'thirteen' }), 400],
    ['no key', upgradeRequest({ 'Sec-WebSocket-Key': undefined }), 400],
    ['an empty key', upgradeRequest({ 'Sec-WebSocket-Key': '' }), 400],
    ['a key that is too short', upgradeRequest({ 'Sec-WebSocket-Key': 'c2hvcnQ=' }), 400],
    ['a key that is not base64', upgradeRequest({ 'Sec-WebSocket-Key': '!!!!!!!!!!!!!!!!!!!!!!==' }), 400],
    ['another protocol to upgrade to', upgradeRequest({ Upgrade: 'h2c' }), 400],
    ['no protocol to upgrade to', upgradeRequest({ Upgrade: undefined }), 426],
    ['no wish to upgrade', upgradeRequest({ Connection: 'keep-alive' }), 426],
    ['a subprotocol that is no word', upgradeRequest({ 'Sec-WebSocket-Protocol': 'real time' }), 400],
    ['a subprotocol twice', upgradeRequest({ 'Sec-WebSocket-Protocol': 'realtime, realtime' }), 400],
    ['the method POST', line('POST /v1/realtime HTTP/1.1'), 405],
    ['the method HEAD', line('HEAD /v1/realtime HTTP/1.1'), 405],
    ['a method nobody knows', line('SHOUT /v1/realtime HTTP/1.1'), 400],
    ['another path', line('GET /v1/other HTTP/1.1'), 404],
    ['a longer path', line('GET /v1/realtime/../../etc/passwd HTTP/1.1'), 404],
    ['an escaped path', line('GET /v1/%72ealtime HTTP/1.1'), 404],
    ['a path with two slashes', line('GET //v1/realtime HTTP/1.1'), 404],
    ['an address that cannot be read', line('GET http://[/v1/realtime HTTP/1.1'), 400],
    ['a request line of two words', line('GET /v1/realtime'), 400],
    ['HTTP/1.0', line('GET /v1/realtime HTTP/1.0'), 400],
    ['another HTTP', line('GET /v1/realtime HTTP/9.9'), 400],
    ['no host', upgradeRequest({ Host: undefined }), 400],
    ['a header of 20 kB', upgradeRequest({ 'X-Long': 'x'.repeat(20_000) }), 431],
    ['an address of 20 kB', line(`GET /v1/realtime?${'x'.repeat(20_000)} HTTP/1.1`), 431],
    [
      'too many headers together',
      upgradeRequest({ 'X-Many': Array.from({ length: 2000 }, () => 'x'.repeat(10)) }),
      431,
    ],
    ['a header with a zero byte', upgradeRequest({ 'X-Zero': 'a\0b' }), 400],
    ['a header with a bare carriage return', upgradeRequest({ 'X-Return': 'a\rb' }), 400],
    ['a space before the colon', upgradeRequest({ 'Sec-WebSocket-Version ': '13' }), 400],
    ['a header folded over two lines', upgradeRequest({ 'X-Folded': 'a\r\n b' }), 400],
    ['a header without a name', upgradeRequest({ '': 'a' }), 400],
    ['not HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ];
  test.each(refused)('%s', async (_name, request, status) => {
    const answer = await answerTo(request);
    expect(answer.status).toBe(status);
    // No second answer: what follows the refused request is never taken for another one.
    expect(answer.rest).not.toContain('HTTP/1.1');
    expect(gateway.sessionCount()).toBe(0);
  });

  test('a refused version learns the right one', async () => {
    const { headers } = await answerTo(upgradeRequest({ 'Sec-WebSocket-Version': '12' }));
    expect(headers['sec-websocket-version']).toContain('13');
  });
});

describe('smuggling: a request hidden in another is never answered', () => {
  const hidden = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const chunked = `0\r\n\r\n${hidden}`;
  const health = (headers: readonly string[], body: string) =>
    `${['GET /healthz HTTP/1.1', 'Host: localhost', ...headers].join('\r\n')}\r\n\r\n${body}`;
  const smuggled: readonly (readonly [name: string, request: string, statuses: readonly number[]])[] = [
    ['length and chunks', health(['Content-Length: 6', 'Transfer-Encoding: chunked'], chunked), [400]],
    ['chunks and length', health(['Transfer-Encoding: chunked', 'Content-Length: 6'], chunked), [400]],
    ['two lengths', health(['Content-Length: 0', `Content-Length: ${hidden.length}`], hidden), [400]],
    ['a negative length', health(['Content-Length: -1'], hidden), [400]],
    ['a length with a sign', health(['Content-Length: +0'], hidden), [400]],
    ['chunks by another name', health(['Transfer-Encoding: xchunked'], chunked), [400]],
    ['a chunk length with a tail', health(['Transfer-Encoding: chunked'], `0;\n\r\n${hidden}`), [400]],
    [
      'chunks before an upgrade',
      upgradeRequest({ 'Transfer-Encoding': 'chunked', 'Content-Length': '3' }) + chunked,
      [400],
    ],
    ['behind an upgrade to another path', upgradeRequest({}, 'GET /x HTTP/1.1') + hidden, [404]],
    ['behind an upgrade of the wrong version', upgradeRequest({ 'Sec-WebSocket-Version': '1' }) + hidden, [400]],
    ['behind an upgrade to h2c', upgradeRequest({ Upgrade: 'h2c' }) + hidden, [400]],
    ['as frames of an accepted upgrade', upgradeRequest() + hidden, [101]],
  ];
  test.each(smuggled)('%s', async (_name, request, statuses) => {
    const { status, rest } = await answerTo(request);
    expect(statuses).toContain(status);
    expect(rest).not.toContain('"status":"ok"');
    expect(rest.match(/HTTP\/1\.1 /g) ?? []).toEqual([]);
  });
});
