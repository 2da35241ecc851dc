import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

interface Held<T> {
  readonly hash: Buffer;
  readonly keyId: string | undefined;
  readonly session: T;
}

/**
 * The tokens by which clients find their sessions again: 256 bits each, made from the session's id by a key of this
 * process. None is kept: what is kept is a hash, as long as the session lives.
 */
export class ResumeTokens<T> {
  readonly #key = randomBytes(32);
  readonly #held = new Map<string, Held<T>>();

  /** The session's token, always the same one. It serves only who has the same API key. */
  issue(sessionId: string, keyId: string | undefined, session: T): string {
    const token = this.#tokenOf(sessionId);
    const hash = hashOf(token);
    this.#held.set(hash.toString('base64url'), { hash, keyId, session });
    return token;
  }

  revoke(sessionId: string): void {
    this.#held.delete(hashOf(this.#tokenOf(sessionId)).toString('base64url'));
  }

  find(token: string, keyId: string | undefined): T | undefined {
    const hash = hashOf(token);
    const held = this.#held.get(hash.toString('base64url'));
    return held && timingSafeEqual(held.hash, hash) && held.keyId === keyId ? held.session : undefined;
  }

  #tokenOf(sessionId: string): string {
    return createHmac('sha256', this.#key).update(sessionId).digest('base64url');
  }
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
