import { expect, test } from 'vitest';
import { ResumeTokens } from './resume-tokens.ts';

test('a token finds its session, for the same key alone, until it is revoked', () => {
  const tokens = new ResumeTokens<string>();
  const token = tokens.issue('sess_1', 'key_1', 'first');
  tokens.issue('sess_2', 'key_1', 'second');
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  expect(tokens.issue('sess_1', 'key_1', 'first')).toBe(token);
  expect(tokens.find(token, 'key_1')).toBe('first');
  expect(tokens.find(token, 'key_2')).toBeUndefined();
  expect(tokens.find(token, undefined)).toBeUndefined();
  expect(tokens.find(`${token}x`, 'key_1')).toBeUndefined();
  expect(tokens.find('', 'key_1')).toBeUndefined();
  tokens.revoke('sess_1');
  expect(tokens.find(token, 'key_1')).toBeUndefined();
});

test('another process gives other tokens to the same session', () => {
  const [first, second] = [new ResumeTokens<string>(), new ResumeTokens<string>()];
  expect(first.issue('sess_1', undefined, 'a')).not.toBe(second.issue('sess_1', undefined, 'a'));
});
