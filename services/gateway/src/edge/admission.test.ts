import type { IncomingMessage } from 'node:http';
import { VirtualClock } from '@cascade/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadGatewayConfig } from '../config.ts';
import { Access } from './access.ts';
import { Admitter, statusOf } from './admission.ts';
import { SecurityLog } from './security-log.ts';
import { keyInUrl } from './url-keys.ts';

function openAdmitter(environment: Record<string, string> = {}) {
  const clock = new VirtualClock();
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const { values: config } = loadGatewayConfig({ CASCADE_CONNECTS_PER_MINUTE: '1000000', ...environment });
  const access = new Access({ config, clock, log: new SecurityLog({ logger, clock }) });
  const room = { size: 0, sizeOf: () => 0, wouldResume: () => false };
  return new Admitter({ config, clock, access, room, isDraining: () => false });
}

const request = (url: string, headers: Record<string, string> = {}) =>
  ({
    url,
    headers: { host: 'localhost:8080', ...headers },
    rawHeaders: Object.entries(headers).flat(),
    socket: { remoteAddress: '127.0.0.1' },
  }) as unknown as IncomingMessage;

test('an admission says what the client asked for', () => {
  const verdict = openAdmitter().admit(
    request(`/v1/realtime?intent=transcription&model=${'m'.repeat(200)}`, {
      'openai-beta': 'realtime=v1',
      'sec-websocket-protocol': 'realtime, cascade-resume.abc, cascade-after.event_1',
    }),
  );
  expect(verdict).toMatchObject({
    ok: true,
    admission: {
      keyId: undefined,
      type: 'transcription',
      model: 'm'.repeat(128),
      dialect: 'beta',
      resume: { token: 'abc', afterEventId: 'event_1' },
      session: undefined,
    },
  });
});

test('whatever is asked, it is admitted or refused with a status, and never anything else', () => {
  const admitter = openAdmitter();
  const url = fc.oneof(
    fc.webUrl(),
    fc.string(),
    fc.webQueryParameters().map((query) => `/v1/realtime?${query}`),
  );
  const names = [
    'host',
    'origin',
    'authorization',
    'sec-websocket-protocol',
    'openai-beta',
    'x-forwarded-for',
  ] as const;
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('localhost', 'null', 'Bearer x', 'http://localhost', '[::', 'realtime,,'),
  );
  fc.assert(
    fc.property(url, fc.dictionary(fc.constantFrom(...names), value), (address, headers) => {
      const verdict = admitter.admit(request(address, headers));
      if (verdict.ok) return;
      expect([400, 401, 403, 404]).toContain(statusOf(verdict.error.code));
      expect(verdict.error.code).not.toBe('internal');
    }),
    { numRuns: 500 },
  );
});

test.each<[query: string, carries: boolean]>([
  ['', false],
  ['?model=gpt-realtime&intent=transcription', false],
  ['?keyboard=1&tokens=3', false],
  ['?api_key=x', true],
  ['?API-KEY=x', true],
  ['?key=', true],
  ['?access_token=x', true],
  ['?ephemeral_token=x', true],
  ['?model=csk_0123456789ab_secret', true],
  ['?model=ek_0123456789', true],
  ['?model=sk_x&note=task_force', false],
])('an address with %s carries a key: %s', (query, carries) => {
  expect(keyInUrl(new URL(`http://gateway/v1/realtime${query}`)) !== undefined).toBe(carries);
});
