import { CascadeError, type Clock, type SessionUpdate } from '@cascade/contracts';
import { hashOf, isToken, newToken } from './api-key.ts';
import type { Scope } from './scopes.ts';

/** What a token stands for. */
export interface TokenGrant {
  /** Of the key that asked for it; undefined where there are no keys. */
  readonly keyId: string | undefined;
  readonly scopes: ReadonlySet<Scope>;
  /** What a session that begins with it is set to. */
  readonly session: SessionUpdate | undefined;
}

export interface TokensOptions {
  readonly clock: Clock;
  /** In all, and a quarter of it for one key. */
  readonly maxTokens?: number;
  /** All that is kept of sessions, as JSON. */
  readonly maxSessionBytes?: number;
}

interface Held {
  readonly grant: TokenGrant;
  readonly expiresAtMs: number;
  readonly bytes: number;
}

/** The short-lived tokens that were issued: hashes in memory, of bounded number and size, each for its time. */
export class Tokens {
  readonly #options: Required<TokensOptions>;
  readonly #held = new Map<string, Held>();

  constructor(options: TokensOptions) {
    this.#options = { maxTokens: 10_000, maxSessionBytes: 32 << 20, ...options };
  }

  get size(): number {
    return this.#held.size;
  }

  /** @throws CascadeError `rate_limited` when there are too many that still hold */
  issue(grant: TokenGrant, lifetimeMs: number): string {
    const { clock, maxTokens, maxSessionBytes } = this.#options;
    this.#forgetExpired();
    const bytes = grant.session === undefined ? 0 : JSON.stringify(grant.session).length;
    const all = [...this.#held.values()];
    const ofKey = all.filter((held) => held.grant.keyId === grant.keyId).length;
    const keptBytes = all.reduce((sum, held) => sum + held.bytes, 0);
    if (all.length >= maxTokens || ofKey >= maxTokens / 4 || keptBytes + bytes > maxSessionBytes) {
      throw new CascadeError('rate_limited', 'Too many tokens are out: wait until some of them have expired.');
    }
    const token = newToken();
    this.#held.set(hashOf(token), { grant, expiresAtMs: clock.nowMs() + lifetimeMs, bytes });
    return token;
  }

  /**
   * Looked up by its hash: how long a comparison of hashes takes says nothing of the token, since nobody can choose a
   * token that has a certain hash.
   */
  find(token: string): TokenGrant | undefined {
    const held = isToken(token) ? this.#held.get(hashOf(token)) : undefined;
    return held && held.expiresAtMs > this.#options.clock.nowMs() ? held.grant : undefined;
  }

  revokeOf(keyIds: ReadonlySet<string>): void {
    for (const [hash, { grant }] of this.#held) {
      if (grant.keyId !== undefined && keyIds.has(grant.keyId)) this.#held.delete(hash);
    }
  }

  #forgetExpired(): void {
    const nowMs = this.#options.clock.nowMs();
    for (const [hash, held] of this.#held) if (held.expiresAtMs <= nowMs) this.#held.delete(hash);
  }
}
