import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import { type TokenGrant, Tokens } from './tokens.ts';

const grant = (keyId: string | undefined, session?: TokenGrant['session']): TokenGrant => ({
  keyId,
  scopes: new Set(['talk']),
  session,
});

test('a token holds for its time and not a moment longer', () => {
  const clock = new VirtualClock();
  const tokens = new Tokens({ clock });
  const granted = grant('key_1', { instructions: 'Be brief.' });
  const token = tokens.issue(granted, 10_000);
  expect(token).toMatch(/^ek_/);
  clock.advance(9999);
  expect(tokens.find(token)).toBe(granted);
  clock.advance(1);
  expect(tokens.find(token)).toBeUndefined();
});

test('what was not issued is not found', () => {
  const tokens = new Tokens({ clock: new VirtualClock() });
  const token = tokens.issue(grant('key_1'), 10_000);
  for (const other of ['', 'ek_', `${token}x`, token.slice(0, -1), `ek_${'A'.repeat(43)}`]) {
    expect(tokens.find(other)).toBeUndefined();
  }
});

test('their number is bounded, one key has at most a quarter, and room comes back as they expire', () => {
  const clock = new VirtualClock();
  const tokens = new Tokens({ clock, maxTokens: 8 });
  tokens.issue(grant('key_1'), 1000);
  tokens.issue(grant('key_1'), 5000);
  expect(() => tokens.issue(grant('key_1'), 1000)).toThrow(/Too many tokens/);
  for (const keyId of ['key_2', 'key_2', 'key_3', 'key_3', undefined, undefined]) tokens.issue(grant(keyId), 1000);
  expect(() => tokens.issue(grant('key_4'), 1000)).toThrow(/Too many tokens/);
  clock.advance(1000);
  tokens.issue(grant('key_1'), 1000);
  expect(tokens.size).toBe(2);
});

test('what they carry is bounded in bytes', () => {
  const tokens = new Tokens({ clock: new VirtualClock(), maxSessionBytes: 1000 });
  tokens.issue(grant('key_1', { instructions: 'x'.repeat(600) }), 1000);
  expect(() => tokens.issue(grant('key_2', { instructions: 'x'.repeat(600) }), 1000)).toThrow(/Too many tokens/);
  tokens.issue(grant('key_2'), 1000);
});

test('a key takes its tokens with it', () => {
  const tokens = new Tokens({ clock: new VirtualClock() });
  const [one, two, open] = ['key_1', 'key_2', undefined].map((keyId) => tokens.issue(grant(keyId), 1000));
  tokens.revokeOf(new Set(['key_1']));
  expect([one, two, open].map((token) => tokens.find(token!) !== undefined)).toEqual([false, true, true]);
});
