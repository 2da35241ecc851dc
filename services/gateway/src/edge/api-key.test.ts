import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOf, isSameHash, isToken, keyIdOf, looksLikeSecret, newApiKey, newToken, secretOf } from './api-key.ts';

test('a key names its id, holds 256 random bits and may stand in a header and in a subprotocol', () => {
  const keys = Array.from({ length: 100 }, newApiKey);
  for (const { id, key, hash } of keys) {
    expect(keyIdOf(key)).toBe(id);
    expect(Buffer.from(key.slice(-43), 'base64url')).toHaveLength(32);
    expect(key).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(hash).toBe(hashOf(key));
    expect([isToken(key), looksLikeSecret(`/x?y=${key}`)]).toEqual([false, true]);
  }
  expect(new Set(keys.map(({ key }) => key)).size).toBe(100);
});

test('a token is no key, whatever its letters', () => {
  for (const token of ['ek_-------------------------------------------', ...Array.from({ length: 50 }, newToken)]) {
    expect([isToken(token), keyIdOf(token), looksLikeSecret(token)]).toEqual([true, undefined, true]);
  }
});

test('two hashes are the same only when they are', () => {
  const hash = hashOf('a');
  expect([isSameHash(hash, hash), isSameHash(hash, hashOf('b')), isSameHash(hash, 'short')]).toEqual([
    true,
    false,
    false,
  ]);
});

test.each([
  [{ authorization: 'Bearer abc' }, 'abc'],
  [{ authorization: 'bearer  abc ' }, 'abc'],
  [{ authorization: 'Basic abc' }, undefined],
  [{ authorization: 'Bearer' }, undefined],
  [{ authorization: 'Bearer two words' }, undefined],
  [{}, undefined],
  [{ 'sec-websocket-protocol': 'realtime, openai-insecure-api-key.abc' }, 'abc'],
  [{ 'sec-websocket-protocol': 'openai-insecure-api-key.abc,realtime' }, 'abc'],
  [{ 'sec-websocket-protocol': 'realtime, openai-insecure-api-key.' }, undefined],
  // What was meant for the header is not looked for elsewhere.
  [{ authorization: 'Basic abc', 'sec-websocket-protocol': 'realtime, openai-insecure-api-key.abc' }, undefined],
  [{ authorization: 'Bearer one', 'sec-websocket-protocol': 'openai-insecure-api-key.two' }, 'one'],
])('the secret of %j is %s', (headers, secret) => {
  expect(secretOf(headers)).toBe(secret);
});

test('no text is taken for a key that is none', () => {
  fc.assert(fc.property(fc.string(), (text) => keyIdOf(text) === undefined && !isToken(text)));
  const { key } = newApiKey();
  for (const near of [`${key}x`, key.slice(1), key.toUpperCase(), ` ${key}`]) expect(keyIdOf(near)).toBeUndefined();
});
