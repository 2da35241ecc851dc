import { expect, test } from 'vitest';
import { isOrigin, OriginRule } from './origins.ts';

const rule = (options: Partial<ConstructorParameters<typeof OriginRule>[0]> = {}) =>
  new OriginRule({
    allowed: ['https://app.example.com', 'capacitor://localhost'],
    tls: false,
    loopbackOnly: false,
    ...options,
  });

test.each<[origin: string | undefined, host: string | undefined, passes: boolean]>([
  [undefined, 'voice.example.com', true],
  [undefined, undefined, true],
  ['http://voice.example.com', 'voice.example.com', true],
  ['https://voice.example.com', 'voice.example.com', true],
  ['https://voice.example.com', 'voice.example.com:443', true],
  ['http://voice.example.com:8080', 'voice.example.com:8080', true],
  ['http://voice.example.com', 'VOICE.example.com', true],
  ['http://voice.example.com:8081', 'voice.example.com:8080', false],
  ['http://voice.example.com', undefined, false],
  ['https://app.example.com', 'voice.example.com', true],
  ['capacitor://localhost', 'voice.example.com', true],
  ['http://app.example.com', 'voice.example.com', false],
  ['https://app.example.com:8443', 'voice.example.com', false],
  ['https://app.example.com.evil.com', 'voice.example.com', false],
  ['https://evil-app.example.com', 'voice.example.com', false],
  ['https://app.example.com/', 'voice.example.com', false],
  ['https://APP.example.com', 'voice.example.com', false],
  ['https://user@voice.example.com', 'voice.example.com', false],
  ['null', 'voice.example.com', false],
  ['null', 'null', false],
  ['', 'voice.example.com', false],
  ['*', '*', false],
  ['file://', 'voice.example.com', false],
  ['http://a, http://voice.example.com', 'voice.example.com', false],
])('origin %s at host %s: %s', (origin, host, passes) => {
  const refusal = rule().refusal({
    ...(origin === undefined ? {} : { origin }),
    ...(host === undefined ? {} : { host }),
  });
  expect(refusal === undefined).toBe(passes);
  if (refusal) expect([refusal.event, refusal.error.code]).toEqual(['origin_refused', 'forbidden']);
});

test('a service that speaks TLS itself is no page of http', () => {
  const tls = rule({ tls: true });
  expect(tls.refusal({ host: 'a.example', origin: 'https://a.example' })).toBeUndefined();
  expect(tls.refusal({ host: 'a.example', origin: 'http://a.example' })).toBeDefined();
});

test.each<[host: string, passes: boolean]>([
  ['localhost:8080', true],
  ['127.0.0.1', true],
  ['127.9.9.9:81', true],
  ['[::1]:8080', true],
  ['console.localhost', true],
  ['LOCALHOST', true],
  ['evil.example', false],
  ['localhost.evil.example', false],
  ['127.0.0.1.evil.example', false],
  ['notlocalhost', false],
  ['192.168.0.4:8080', false],
  ['[::2]', false],
  ['', false],
])('without keys the host %s passes: %s, also when the origin is the same', (host, passes) => {
  const refusal = rule({ loopbackOnly: true }).refusal({ host, origin: `http://${host.toLowerCase()}` });
  expect(refusal?.event).toBe(passes ? undefined : 'host_refused');
});

test('an origin for the list is exactly what a browser sends', () => {
  const right = ['https://a.example', 'http://localhost:5173', 'capacitor://localhost', 'chrome-extension://abcdef'];
  const wrong = ['*', 'null', '', 'a.example', 'https://a.example/', 'https://a.example:443', 'https://*.a.example'];
  expect(right.filter((text) => !isOrigin(text))).toEqual([]);
  expect([...wrong, 'https://A.example', 'https://a.example/x', '//a.example'].filter(isOrigin)).toEqual([]);
});
