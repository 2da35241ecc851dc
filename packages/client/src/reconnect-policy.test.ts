import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { mayReconnect, reconnectDelayMs } from './reconnect-policy.ts';

describe('mayReconnect', () => {
  it.each([1001, 1006, 1011, 1012, 1013, 1014])('after %i', (code) =>
    expect(mayReconnect({ code, reason: '' })).toBe(true),
  );
  it.each([1000, 1002, 1003, 1005, 1007, 1008, 1009, 1010, 4001])('not after %i', (code) =>
    expect(mayReconnect({ code, reason: '' })).toBe(false),
  );

  it('after a breach of policy only when its error may pass', () => {
    expect(mayReconnect({ code: 1008, reason: 'slow_client: The client does not read.' })).toBe(true);
    expect(mayReconnect({ code: 1008, reason: 'rate_limited: Too many messages.' })).toBe(true);
    expect(mayReconnect({ code: 1008, reason: 'unauthorized: The key is gone.' })).toBe(false);
    expect(mayReconnect({ code: 1008, reason: 'toString: no' })).toBe(false);
  });

  it('not when the session was let go because nobody used it', () => {
    expect(mayReconnect({ code: 1012, reason: 'going_away: idle' })).toBe(false);
    expect(mayReconnect({ code: 1012, reason: 'going_away: shutdown' })).toBe(true);
  });

  it.each([
    [401, false],
    [403, false],
    [404, false],
    [408, true],
    [429, true],
    [500, true],
    [503, true],
  ])('after a handshake refused with %i: %s', (status, expected) => {
    const refusal = { status, code: undefined, message: '', retryAfterMs: undefined };
    expect(mayReconnect({ code: 1006, reason: '', refusal })).toBe(expected);
  });
});

test('waits double up to the limit, less a random half, and are never shorter than the server asked for', () => {
  const policy = { firstDelayMs: 200, maxDelayMs: 10_000 };
  expect([1, 2, 3, 7, 40].map((attempt) => reconnectDelayMs(attempt, policy, 0))).toEqual([
    200, 400, 800, 10_000, 10_000,
  ]);
  fc.assert(
    fc.property(
      fc.nat(60),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.nat(60_000),
      (more, random, retryAfterMs) => {
        const delayMs = reconnectDelayMs(more + 1, policy, random, retryAfterMs);
        const fullMs = reconnectDelayMs(more + 1, policy, 0);
        expect(delayMs).toBeGreaterThanOrEqual(Math.max(retryAfterMs, fullMs / 2));
        expect(delayMs).toBeLessThanOrEqual(Math.max(retryAfterMs, fullMs));
      },
    ),
  );
});
