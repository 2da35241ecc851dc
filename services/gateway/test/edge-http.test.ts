import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import { RawSocket } from '../scripts/wire/raw-socket.ts';
import { gatewayBench } from './gateway-bench.ts';
import { keyedBench, refusalOf, securityEvents } from './keyed-bench.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const secretsPath = '/v1/realtime/client_secrets';

test('metrics come in the format that the scrape asks for', async () => {
  const seen: (string | undefined)[] = [];
  const { gateway } = await gatewayBench({
    metricsText: async (accept) => {
      seen.push(accept);
      return accept === 'application/openmetrics-text'
        ? { contentType: 'application/openmetrics-text', body: '# EOF\n' }
        : 'a 1\n';
    },
  });
  const open = await gateway.app.inject({ url: '/metrics', headers: { accept: 'application/openmetrics-text' } });
  expect([open.headers['content-type'], open.body]).toEqual(['application/openmetrics-text', '# EOF\n']);
  const plain = await gateway.app.inject({ url: '/metrics', headers: { accept: 'text/plain' } });
  expect([plain.headers['content-type'], plain.body]).toEqual(['text/plain; version=0.0.4; charset=utf-8', 'a 1\n']);
  expect(seen).toEqual(['application/openmetrics-text', 'text/plain']);
});

test('health is for everybody, what runs here and the metrics are not', async () => {
  const { gateway, keys } = await keyedBench({
    isReady: () => ({ ready: true, detail: { versions: { asr: 'a@1' } } }),
  });
  const get = (url: string, key?: string) => gateway.app.inject({ url, headers: key ? bearer(key) : {} });
  expect((await get('/healthz')).statusCode).toBe(200);
  expect((await get('/readyz')).json()).toEqual({ ready: true });
  expect((await get('/readyz', 'csk_000000000000_wrong')).json()).toEqual({ ready: true });
  expect((await get('/readyz', keys.talk)).json()).toEqual({ ready: true, versions: { asr: 'a@1' } });
  const none = await get('/metrics');
  expect([none.statusCode, none.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  expect(none.json().error.code).toBe('unauthorized');
  expect((await get('/metrics', keys.records)).statusCode).toBe(403);
  expect((await get('/metrics', keys.debug)).statusCode).toBe(200);
});

test('without keys everything is open to this machine', async () => {
  const { gateway } = await gatewayBench({ isReady: () => ({ ready: true, detail: { versions: {} } }) });
  expect((await gateway.app.inject('/readyz')).json()).toEqual({ ready: true, versions: {} });
  expect((await gateway.app.inject('/metrics')).statusCode).toBe(200);
  expect((await gateway.app.inject({ url: '/metrics', headers: { host: 'evil.example' } })).statusCode).toBe(403);
});

test('every answer has the headers of a careful site, refusals and what is not there too', async () => {
  const { gateway } = await gatewayBench();
  const answers = await Promise.all([
    gateway.app.inject('/healthz'),
    gateway.app.inject('/nothing'),
    gateway.app.inject({ url: '/healthz', headers: { origin: 'https://evil.example' } }),
  ]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 404, 403]);
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('microphone=(self)'),
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('strict-transport-security');
    const policy = String(headers['content-security-policy']).split(';');
    expect(policy.toSorted()).toEqual(
      [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self' blob:",
        "worker-src 'self'",
        "manifest-src 'self'",
        "connect-src 'self' ws://localhost:80 wss://localhost:80",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ].toSorted(),
    );
  }
});

test('a host that is none stays out of the policy', async () => {
  const { gateway } = await keyedBench();
  const { headers } = await gateway.app.inject({ url: '/healthz', headers: { host: "a; script-src 'unsafe-inline'" } });
  expect(headers['content-security-policy']).toContain("connect-src 'self' 'self'");
  expect(headers['content-security-policy']).not.toContain('unsafe-inline');
});

test('browsers are told to stay with TLS where there is some, but not on localhost', async () => {
  const tls = { CASCADE_TLS_CERT: fixture('localhost-cert.pem'), CASCADE_TLS_KEY: fixture('localhost-key.pem') };
  const local = await gatewayBench({ environment: tls });
  expect((await local.gateway.app.inject('/healthz')).headers).not.toHaveProperty('strict-transport-security');
  const open = await keyedBench({ environment: { ...tls, CASCADE_HOST: '0.0.0.0' } });
  const { headers } = await open.gateway.app.inject('/healthz');
  expect(headers['strict-transport-security']).toMatch(/^max-age=\d{7,}$/);
});

test('pages of other origins get nothing unless they are on the list, which is asked about before', async () => {
  const { gateway, keys } = await keyedBench({ environment: { CASCADE_ALLOWED_ORIGINS: 'https://app.example' } });
  const ask = (origin: string, method: 'GET' | 'OPTIONS' = 'GET') =>
    gateway.app.inject({ method, url: '/metrics', headers: { origin, ...bearer(keys.debug) } });
  const allowed = await ask('https://app.example');
  expect([allowed.statusCode, allowed.headers['access-control-allow-origin'], allowed.headers.vary]).toEqual([
    200,
    'https://app.example',
    'origin',
  ]);
  expect(allowed.headers).not.toHaveProperty('access-control-allow-credentials');
  const preflight = await ask('https://app.example', 'OPTIONS');
  expect(preflight.statusCode).toBe(204);
  expect(preflight.headers).toMatchObject({
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-allow-methods': 'GET, POST',
  });
  for (const method of ['GET', 'OPTIONS'] as const) {
    const refused = await ask('https://evil.example', method);
    expect(refused.statusCode).toBe(403);
    expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
  }
});

test('an address sends so many requests a minute and no more; whoever asks for health always may', async () => {
  const { gateway, logs } = await gatewayBench({ environment: { CASCADE_HTTP_REQUESTS_PER_MINUTE: '3' } });
  const statuses: number[] = [];
  for (let i = 0; i < 4; i++) statuses.push((await gateway.app.inject('/metrics')).statusCode);
  expect(statuses).toEqual([200, 200, 200, 429]);
  const refused = await gateway.app.inject('/nothing');
  expect([refused.statusCode, refused.json().error.code]).toEqual([429, 'rate_limited']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await gateway.app.inject('/healthz')).statusCode).toBe(200);
  expect((await gateway.app.inject('/readyz')).statusCode).toBe(200);
  expect(securityEvents(logs)[0]).toMatchObject({ event: 'rate_limited', address: '127.0.0.1' });
});

test('a token of a key opens a session that is set as it was issued', async () => {
  const clock = new VirtualClock();
  const { gateway, keys, connect } = await keyedBench({ clock, environment: { CASCADE_PING_INTERVAL_MS: '600000' } });
  const before = Math.floor(Date.now() / 1000);
  const answer = await gateway.app.inject({
    method: 'POST',
    url: secretsPath,
    headers: bearer(keys.talk),
    payload: {
      expires_after: { anchor: 'created_at', seconds: 60 },
      session: { type: 'realtime', instructions: 'Be brief.', output_modalities: ['text'] },
    },
  });
  expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  const { value, expires_at, session } = answer.json();
  expect(value).toMatch(/^ek_[\w-]{43}$/);
  expect(expires_at).toBeGreaterThanOrEqual(before + 60);
  expect(expires_at).toBeLessThanOrEqual(Math.floor(Date.now() / 1000) + 60);
  expect(session).toMatchObject({ type: 'realtime', instructions: 'Be brief.', output_modalities: ['text'] });

  const browser = ['realtime', `openai-insecure-api-key.${value}`];
  const first = await connect({ protocols: browser });
  expect(first.socket.protocol).toBe('realtime');
  expect((await first.next('session.created')).session).toMatchObject({ instructions: 'Be brief.' });
  clock.advance(59_999);
  await connect({ protocols: browser });
  clock.advance(1);
  expect(await refusalOf(connect({ protocols: browser }))).toMatchObject({ status: 401, code: 'unauthorized' });
  // What has begun goes on.
  first.send({ type: 'input_audio_buffer.clear' });
  await first.next('input_audio_buffer.cleared');
});

test('a token lasts ten minutes unless it says otherwise, and may be had for a transcription', async () => {
  const { gateway, keys } = await keyedBench();
  const ask = (payload?: object) =>
    gateway.app.inject({ method: 'POST', url: secretsPath, headers: bearer(keys.talk), ...(payload && { payload }) });
  const plain = (await ask()).json();
  expect(Math.abs(plain.expires_at - Date.now() / 1000 - 600)).toBeLessThan(5);
  expect(plain.session).toMatchObject({ object: 'realtime.session', type: 'realtime' });
  expect((await ask({ session: { type: 'transcription' } })).json().session.object).toBe(
    'realtime.transcription_session',
  );
});

test('a token has no more rights than its key, never debug, and no token of its own', async () => {
  const { gateway, keys } = await keyedBench();
  const ask = async (key: string, payload: object = {}) => {
    const answer = await gateway.app.inject({ method: 'POST', url: secretsPath, headers: bearer(key), payload });
    return { status: answer.statusCode, ...answer.json() };
  };
  const token = (await ask(keys.all)).value;
  expect((await gateway.app.inject({ url: '/metrics', headers: bearer(token) })).statusCode).toBe(403);
  expect(await ask(token)).toMatchObject({ status: 403, error: { message: expect.stringContaining('use a key') } });
  const more = await ask(keys.talk, { cascade: { scopes: ['talk', 'records'] } });
  expect(more).toMatchObject({ status: 403, error: { message: expect.stringContaining('scope records') } });
  expect((await ask(keys.debug)).status).toBe(403);
  expect((await ask('csk_wrong')).status).toBe(401);
  const less = (await ask(keys.records, { cascade: { scopes: ['talk'] } })).value;
  expect((await gateway.app.inject({ url: '/readyz', headers: bearer(less) })).statusCode).toBe(200);
});

test.each<[what: string, payload: unknown, param: string]>([
  ['too short', { expires_after: { anchor: 'created_at', seconds: 9 } }, 'expires_after.seconds'],
  ['too long', { expires_after: { anchor: 'created_at', seconds: 7201 } }, 'expires_after.seconds'],
  ['another anchor', { expires_after: { anchor: 'now', seconds: 60 } }, 'expires_after.anchor'],
  ['a session that is none', { session: 'brief' }, 'session'],
  ['a field of the wrong type', { session: { instructions: 7 } }, 'session.instructions'],
  ['a scope that is none', { cascade: { scopes: ['root'] } }, 'cascade.scopes.0'],
])('a request for a token that is wrong says where: %s', async (_what, payload, param) => {
  const { gateway, keys } = await keyedBench();
  const answer = await gateway.app.inject({
    method: 'POST',
    url: secretsPath,
    headers: bearer(keys.talk),
    payload: payload as object,
  });
  expect([answer.statusCode, answer.json().error.param]).toEqual([400, param]);
});

test('a request for a token is bounded in size and depth', async () => {
  const { gateway, keys } = await keyedBench();
  const ask = (payload: string) =>
    gateway.app.inject({
      method: 'POST',
      url: secretsPath,
      headers: { ...bearer(keys.talk), 'content-type': 'application/json' },
      payload,
    });
  expect((await ask(JSON.stringify({ session: { instructions: 'x'.repeat(70_000) } }))).statusCode).toBe(413);
  const deep = `{"session":{"tracing":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}}`;
  expect((await ask(deep)).statusCode).toBe(400);
});

test('a client that offers HTTP/2 with its request is answered all the same, by HTTP/1.1', async () => {
  const { url } = await gatewayBench();
  const status = await new Promise((resolve, reject) => {
    const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' };
    request(`${url}/healthz`, { headers }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(200);
});

test('an address that cannot be read is an answer too', async () => {
  const { port } = await gatewayBench();
  const raw = new RawSocket(port);
  raw.write('GET // HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  expect((await raw.nextHead()).status).toBe(404);
});
