import { expect, test } from 'vitest';
import { ClauseCache } from './clause-cache.ts';

const key = (text: string, voice = 'v1') => ({ versions: { voice }, voice: 'heart', speed: 1, text });
const speech = (bytes: number) => ({ samples: new Float32Array(bytes / 4), words: undefined });

test('finds what was said with the same versions, and nothing of others', () => {
  const cache = new ClauseCache(8000);
  const said = speech(400);
  cache.set(key('hello'), said);
  expect(cache.get(key('hello'))).toBe(said);
  expect(cache.get(key('hello', 'v2'))).toBeUndefined();
  expect(cache.get({ ...key('hello'), speed: 1.2 })).toBeUndefined();
  expect(cache.get({ ...key('hello'), voice: 'other' })).toBeUndefined();
});

test('holds no more than its bytes; the least recently used gives way', () => {
  const cache = new ClauseCache(1000 * 8);
  for (let index = 0; index < 8; index += 1) cache.set(key(`${index}`), speech(1000));
  cache.get(key('0'));
  cache.set(key('8'), speech(1000));
  expect(cache.bytes).toBe(8000);
  expect(cache.get(key('0'))).toBeDefined();
  expect(cache.get(key('1'))).toBeUndefined();
});

test('a long piece does not push out the rest, and a piece said again is kept once', () => {
  const cache = new ClauseCache(8000);
  cache.set(key('long'), speech(1004));
  expect(cache.bytes).toBe(0);
  cache.set(key('short'), speech(800));
  cache.set(key('short'), speech(400));
  expect(cache.bytes).toBe(400);
});
