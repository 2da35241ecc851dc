import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { commonPrefix, SequencePool } from './sequence-pool.ts';

const signal = new AbortController().signal;
const sequence = (name: string, contextTokens: number[] = []) => ({ name, contextTokens });

test('the common prefix is common, and ends where they differ', () => {
  const tokens = fc.array(fc.nat(3), { maxLength: 12 });
  fc.assert(
    fc.property(tokens, tokens, (a, b) => {
      const length = commonPrefix(a, b);
      expect(a.slice(0, length)).toEqual(b.slice(0, length));
      if (length < Math.min(a.length, b.length)) expect(a[length]).not.toBe(b[length]);
    }),
  );
});

describe('a request gets', () => {
  it('the sequence that already holds most of it', async () => {
    const pool = new SequencePool([sequence('a', [1, 2]), sequence('b', [1, 2, 3, 4]), sequence('c')]);
    expect((await pool.acquire([1, 2, 3, 5], signal)).sequence.name).toBe('b');
    expect((await pool.acquire([1, 2, 3, 5], signal)).sequence.name).toBe('a');
  });

  it('of several that hold the same, the one not used for longest', async () => {
    const pool = new SequencePool([sequence('a', [1]), sequence('b', [1])]);
    const first = await pool.acquire([1], signal);
    first.release();
    expect((await pool.acquire([1], signal)).sequence.name).toBe('b');
    expect(first.sequence.name).toBe('a');
  });

  it('the next that becomes free, in the order of asking', async () => {
    const pool = new SequencePool([sequence('only')]);
    const order: string[] = [];
    const held = await pool.acquire([1], signal);
    const waiting = ['first', 'second'].map(async (name) => {
      const { release } = await pool.acquire([1], signal);
      order.push(name);
      release();
      release();
    });
    held.release();
    await Promise.all(waiting);
    expect(order).toEqual(['first', 'second']);
  });

  it('nothing when it gave up waiting, and holds nobody else up', async () => {
    const pool = new SequencePool([sequence('only')]);
    const held = await pool.acquire([1], signal);
    const impatient = new AbortController();
    const given = pool.acquire([1], impatient.signal);
    const patient = pool.acquire([1], signal);
    impatient.abort();
    await expect(given).rejects.toThrow();
    held.release();
    expect((await patient).sequence.name).toBe('only');
    await expect(pool.acquire([1], AbortSignal.abort())).rejects.toThrow();
  });

  it('a refusal when too many wait', async () => {
    const pool = new SequencePool([sequence('only')]);
    await pool.acquire([1], signal);
    const leaving = new AbortController();
    const waiting = Array.from({ length: 32 }, () => pool.acquire([1], leaving.signal).catch(() => 'left'));
    await expect(pool.acquire([1], signal)).rejects.toMatchObject({ status: 503, code: 'overloaded' });
    leaving.abort();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['left']));
  });
});
