/**
 * The items of the OWASP WebSocket Security Cheat Sheet that apply to this service, one test each, over real sockets:
 * who connects from where, and what he may do. What clients send, and how much, is in `owasp-misuse.test.ts`. The items on
 * cookies do not apply: nothing here reads or sets one, which is a test too.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { VirtualClock } from '@cascade/testing';
import { describe, expect, test } from 'vitest';
import { acceptOf, encodeFrame, exampleKey, opcodes, RawSocket, upgradeRequest } from '../scripts/wire/raw-socket.ts';
import { eventually, gatewayBench, openSession } from './gateway-bench.ts';
import { keyedBench, refusalOf, securityEvents } from './keyed-bench.ts';
import { connect, type SocketClient } from './socket-client.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const tls = { CASCADE_TLS_CERT: fixture('localhost-cert.pem'), CASCADE_TLS_KEY: fixture('localhost-key.pem') };

const isAlive = async (client: SocketClient) => {
  client.send({ type: 'input_audio_buffer.clear' });
  await client.next('input_audio_buffer.cleared');
};

describe('transport', () => {
  test('wss is spoken, with TLS 1.2 at least', async () => {
    const { url } = await gatewayBench({ environment: tls });
    const ca = readFileSync(tls.CASCADE_TLS_CERT);
    const client = await connect(url, { ca });
    await isAlive(client);
    const old = await connect(url, { ca, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' }).catch((error) => error);
    expect(old.code).toMatch(/SSL|TLS/);
  });

  test('without keys the service does not listen where others can reach it', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.0.2', 'voice.example']) {
      const refused = await gatewayBench({ environment: { CASCADE_HOST: host } }).catch((error) => error);
      expect([refused.code, refused.message]).toEqual([
        'invalid_config',
        expect.stringContaining('CASCADE_API_KEYS_FILE'),
      ]);
    }
    const { gateway } = await keyedBench({ environment: { CASCADE_HOST: '0.0.0.0' } });
    expect((await gateway.app.inject('/healthz')).statusCode).toBe(200);
  });

  test('only version 13 of the protocol is the one of the standard: drafts are refused', async () => {
    const { port } = await gatewayBench();
    const raw = new RawSocket(port);
    raw.write('GET /v1/realtime HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n');
    raw.write('Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5\r\nSec-WebSocket-Key2: 12998 5 Y3 1  .P00\r\n\r\n^n:ds[4U');
    expect((await raw.nextHead()).status).toBe(400);
  });

  test('compression is off: nothing to learn from sizes, no memory for windows', async () => {
    const { connect: open } = await gatewayBench();
    const client = await open({ perMessageDeflate: true });
    expect(client.socket.extensions).toBe('');
    await isAlive(client);
  });

  test('a frame of a client has to be masked', async () => {
    const { port, gateway } = await gatewayBench();
    const raw = new RawSocket(port);
    raw.write(upgradeRequest());
    expect((await raw.nextHead()).headers['sec-websocket-accept']).toBe(acceptOf(exampleKey));
    raw.write(encodeFrame({ opcode: opcodes.text, payload: '{}', masked: false }));
    await eventually(() => gateway.sessionCount()).toBe(0);
    raw.destroy();
  });
});

describe('cross-site WebSocket hijacking', () => {
  test('a page of another origin is refused before a session begins, with or without a key', async () => {
    const { connect: open, connectWith, keys, gateway, securityEvents: events } = await keyedBench();
    const origin = 'https://evil.example';
    expect(await refusalOf(open({ origin }))).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await refusalOf(connectWith(keys.all, { origin }))).toMatchObject({ status: 403, code: 'forbidden' });
    expect([gateway.sessionCount(), gateway.counters().refusedKeys]).toEqual([0, 2]);
    expect(events()).toMatchObject([
      { event: 'origin_refused', origin },
      { event: 'origin_refused', origin },
    ]);
  });

  test('origins are compared whole: no prefix, no suffix, no subdomain, no null', async () => {
    const { connect: open } = await gatewayBench({ environment: { CASCADE_ALLOWED_ORIGINS: 'https://app.example' } });
    await isAlive(await open({ origin: 'https://app.example' }));
    const near = ['https://app.example.evil.com', 'https://evil-app.example', 'https://x.app.example', 'null'];
    for (const origin of [...near, 'http://app.example', 'https://app.example:444']) {
      expect((await refusalOf(open({ origin }))).status, origin).toBe(403);
    }
  });

  test('the page that the service itself serves may, as may what is no browser', async () => {
    const { connect: open, url } = await gatewayBench();
    await isAlive(await open({ origin: url }));
    await isAlive(await open());
  });

  test('a list cannot say "all origins"', async () => {
    for (const list of ['*', 'https://*.example', 'null', 'https://a.example,*']) {
      const refused = await gatewayBench({ environment: { CASCADE_ALLOWED_ORIGINS: list } }).catch((error) => error);
      expect([refused.code, refused.message]).toEqual(['invalid_config', expect.stringContaining('ALLOWED_ORIGINS')]);
    }
  });

  test('a name that an attacker points to this machine is refused where no key is asked for', async () => {
    const { connect: open, port, logs } = await gatewayBench();
    const host = `rebound.evil.example:${port}`;
    expect((await refusalOf(open({ origin: `http://${host}`, headers: { host } }))).status).toBe(403);
    expect(securityEvents(logs)).toMatchObject([{ event: 'host_refused', address: '127.0.0.1' }]);
  });

  test('no cookie opens a session, and none is set: a browser has nothing to send along by itself', async () => {
    const { connect: open, keys, gateway } = await keyedBench();
    const cookie = `session=${keys.all}; authorization=Bearer ${keys.all}`;
    expect((await refusalOf(open({ headers: { cookie } }))).status).toBe(401);
    expect((await gateway.app.inject('/healthz')).headers).not.toHaveProperty('set-cookie');
  });
});

describe('authentication', () => {
  test('who one is is settled in the handshake: without a valid key there is no socket', async () => {
    const { connect: open, connectWith, keys, gateway } = await keyedBench();
    const wrong = [`${keys.talk.slice(0, -1)}${keys.talk.endsWith('A') ? 'B' : 'A'}`, 'sk-123', `ek_${'A'.repeat(43)}`];
    expect((await refusalOf(open())).headers['www-authenticate']).toBe('Bearer');
    for (const key of wrong)
      expect(await refusalOf(connectWith(key))).toMatchObject({ status: 401, code: 'unauthorized' });
    expect([gateway.sessionCount(), gateway.counters().refusedKeys]).toEqual([0, 4]);
    await isAlive(await connectWith(keys.talk));
  });

  test('a key does not travel in an address, right or wrong', async () => {
    const { connect: open, keys, gateway, securityEvents: events } = await keyedBench();
    for (const query of [`?api_key=${keys.talk}`, `?token=${keys.talk}`, `?model=${keys.talk}`, '?access_token=x']) {
      const refusal = await refusalOf(open({ query, headers: { authorization: `Bearer ${keys.talk}` } }));
      expect(refusal).toMatchObject({ status: 401, message: expect.stringContaining('ends up in logs') });
      const overHttp = await gateway.app.inject(`/readyz${query}`);
      expect([overHttp.statusCode, overHttp.json().error.code]).toEqual([401, 'unauthorized']);
    }
    expect(events().every(({ event }) => event === 'key_in_url')).toBe(true);
  });

  test('a short-lived token serves browsers, and expires', async () => {
    const clock = new VirtualClock();
    const { gateway, keys, connect: open } = await keyedBench({ clock });
    const answer = await gateway.app.inject({
      method: 'POST',
      url: '/v1/realtime/client_secrets',
      headers: { authorization: `Bearer ${keys.talk}` },
      payload: { expires_after: { anchor: 'created_at', seconds: 10 } },
    });
    const protocols = ['realtime', `openai-insecure-api-key.${answer.json().value}`];
    await isAlive(await open({ protocols }));
    clock.advance(10_000);
    expect((await refusalOf(open({ protocols }))).status).toBe(401);
  });

  test('a key that is revoked loses its sessions and its tokens, and no other key does', async () => {
    const clock = new VirtualClock();
    const { gateway, keys, connect: open, connectWith, revoke, securityEvents: events } = await keyedBench({ clock });
    const [theirs, others] = [await connectWith(keys.talk), await connectWith(keys.records)];
    const answer = await gateway.app.inject({
      method: 'POST',
      url: '/v1/realtime/client_secrets',
      headers: { authorization: `Bearer ${keys.talk}` },
    });
    const protocols = ['realtime', `openai-insecure-api-key.${answer.json().value}`];
    const byToken = await open({ protocols });
    revoke('talk');
    const sessions = () => {
      clock.advance(1000);
      return gateway.sessionCount();
    };
    await eventually(sessions).toBe(1);
    for (const client of [theirs, byToken]) {
      expect(await client.closed).toEqual({ code: 1008, reason: 'unauthorized: The key holds no longer.' });
    }
    expect((await refusalOf(connectWith(keys.talk))).status).toBe(401);
    expect((await refusalOf(open({ protocols }))).status).toBe(401);
    await isAlive(others);
    expect(events().map(({ event }) => event)).toEqual(expect.arrayContaining(['keys_changed', 'sessions_revoked']));
  });

  test('a session does not last for ever', async () => {
    const clock = new VirtualClock();
    const { client } = await openSession({ clock, environment: { CASCADE_MAX_SESSION_MS: '5000' } });
    await clock.run(5000);
    expect((await client.closed).code).toBe(1012);
  });

  test('subprotocols: one that is known is selected, the key is never echoed, others are not', async () => {
    const { connect: open, keys } = await keyedBench();
    const client = await open({ protocols: ['chat', `openai-insecure-api-key.${keys.talk}`, 'realtime'] });
    expect(client.socket.protocol).toBe('realtime');
    const { port } = await gatewayBench();
    const raw = new RawSocket(port);
    raw.write(upgradeRequest({ 'Sec-WebSocket-Protocol': 'chat, soap' }));
    const { status, headers } = await raw.nextHead();
    expect([status, headers['sec-websocket-protocol']]).toEqual([101, undefined]);
    raw.destroy();
  });
});

describe('authorization', () => {
  test('a key that may not talk opens no session', async () => {
    const { connectWith, keys, securityEvents: events } = await keyedBench();
    const refusal = await refusalOf(connectWith(keys.debug));
    expect(refusal).toMatchObject({ status: 403, message: expect.stringContaining('scope talk') });
    expect(events()).toMatchObject([{ event: 'scope_missing', scope: 'talk' }]);
  });

  test('each message is looked at: what a key may not see is not sent to it', async () => {
    const { connectWith, keys, sessions } = await keyedBench();
    const [plain, watcher] = [await connectWith(keys.talk), await connectWith(keys.records)];
    await Promise.all([plain.next('session.created'), watcher.next('session.created')]);
    for (const { connection } of sessions) {
      connection.send({ type: 'turn-decision', turnId: 't1', kind: 'wait', reason: 'a pause of 200 ms', atMs: 1 });
    }
    await watcher.next('cascade.turn.decision');
    await isAlive(plain);
    expect(plain.events.map(({ type }) => type)).not.toContain('cascade.turn.decision');
  });

  test("one session cannot name another's items", async () => {
    const { connect: open } = await gatewayBench();
    const [one, two] = [await open(), await open()];
    const item = { id: 'item_of_one', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] };
    one.send({ type: 'conversation.item.create', item });
    await one.next('conversation.item.done');
    two.send({ type: 'conversation.item.retrieve', item_id: 'item_of_one' });
    expect((await two.next('error')).error.code).toBe('item_not_found');
  });

  test('nothing is tunnelled: a client cannot have the service connect to an address of its choice', async () => {
    const { client, port } = await openSession();
    const target = `http://127.0.0.1:${port}/metrics`;
    client.send({
      type: 'session.update',
      session: { tools: [{ type: 'mcp', server_label: 'inside', server_url: target }], tracing: { url: target } },
    });
    const { error } = await client.next('error');
    expect(error).toMatchObject({ code: 'unsupported_value', param: expect.stringMatching(/^session\.tools/) });
    client.send({ type: 'tcp.connect', host: '127.0.0.1', port });
    expect((await client.next('error')).error.code).toBe('unknown_event');
    const raw = new RawSocket(port);
    raw.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    expect(await raw.rest()).toEqual(Buffer.alloc(0));
  });
});
