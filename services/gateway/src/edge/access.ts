import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { CascadeError, type Clock, type SessionUpdate } from '@cascade/contracts';
import type { GatewayConfig } from '../config.ts';
import { isToken, secretOf } from './api-key.ts';
import { addressList, clientAddress, isListed } from './client-address.ts';
import { KeyRing } from './key-ring.ts';
import { OriginRule } from './origins.ts';
import { type Scope, scopes } from './scopes.ts';
import type { SecurityLog } from './security-log.ts';
import { Tokens } from './tokens.ts';

/** Who makes a request, and what that one may. */
export interface Identity {
  /** Undefined where no keys are configured. */
  readonly keyId: string | undefined;
  readonly scopes: ReadonlySet<Scope>;
  /** Sessions at once, if the key has a limit of its own. */
  readonly maxSessions: number | undefined;
  /** A `key` may ask for tokens, a `token` was asked for by a key; `open` where no keys are configured. */
  readonly by: 'open' | 'key' | 'token';
  /** What the client's token was issued with. */
  readonly session: SessionUpdate | undefined;
}

export type AccessRequest = Pick<IncomingMessage, 'headers' | 'socket'>;

/** What a token is asked for with. */
export interface TokenWish {
  readonly lifetimeMs: number;
  readonly session: SessionUpdate | undefined;
  /** All that the key has but `debug`, when left out. */
  readonly scopes: readonly Scope[] | undefined;
}

export interface AccessOptions {
  readonly config: Pick<GatewayConfig, 'apiKeysFile' | 'trustedProxies' | 'allowedOrigins' | 'tlsCertPath'>;
  readonly clock: Clock;
  readonly log: SecurityLog;
  /** These keys are gone, or may do less than before: end what they are used for. */
  onRevoked?(keyIds: ReadonlySet<string>): void;
}

const everything: ReadonlySet<Scope> = new Set(scopes);
const nobody: Identity = {
  keyId: undefined,
  scopes: everything,
  maxSessions: undefined,
  by: 'open',
  session: undefined,
};

/** Who may do what: API keys from a file, and the short-lived tokens that they ask for. */
export class Access {
  /** Which web pages may. */
  readonly origins: OriginRule;
  readonly log: SecurityLog;
  readonly #ring: KeyRing | undefined;
  readonly #tokens: Tokens;
  readonly #proxies: BlockList;

  /** @throws CascadeError `invalid_config` when the file of keys is not right */
  constructor(options: AccessOptions) {
    const { config, clock, log } = options;
    this.#proxies = addressList(config.trustedProxies);
    this.#tokens = new Tokens({ clock });
    this.log = log;
    this.origins = new OriginRule({
      allowed: config.allowedOrigins,
      tls: config.tlsCertPath !== '',
      loopbackOnly: config.apiKeysFile === '',
    });
    if (config.apiKeysFile === '') return;
    const onRevoked = (keyIds: ReadonlySet<string>) => {
      this.#tokens.revokeOf(keyIds);
      options.onRevoked?.(keyIds);
    };
    this.#ring = new KeyRing({ path: config.apiKeysFile, clock, log, onRevoked });
  }

  /** No keys are configured: everybody on this machine may do everything. */
  get open(): boolean {
    return this.#ring === undefined;
  }

  /** Whoever asks, as limits and logs name them. */
  addressOf(request: AccessRequest): string {
    return clientAddress(request, this.#proxies);
  }

  /** Whether the socket's far end is a proxy that is trusted. */
  isProxy(address: string): boolean {
    return isListed(this.#proxies, address);
  }

  /** @throws CascadeError `unauthorized` without a valid key or token, `forbidden` when it has not the scope */
  authorize(request: AccessRequest, scope: Scope): Identity {
    const { log } = this;
    const secret = secretOf(request.headers);
    const identity = this.#identityOf(secret);
    if (!identity) {
      const reason = secret === undefined ? 'no key' : isToken(secret) ? 'token expired or unknown' : 'key unknown';
      log.record('auth_failed', { address: this.addressOf(request), reason });
      const message = secret === undefined ? 'This needs an API key.' : 'The key is not valid, or no longer.';
      throw new CascadeError('unauthorized', message);
    }
    if (!identity.scopes.has(scope)) {
      log.record('scope_missing', { address: this.addressOf(request), key_id: identity.keyId, scope });
      throw new CascadeError('forbidden', `The key has not the scope ${scope}.`);
    }
    return identity;
  }

  /** As `authorize` without a scope, and undefined in place of an error. */
  identify(request: AccessRequest): Identity | undefined {
    return this.#identityOf(secretOf(request.headers));
  }

  /**
   * A token that stands for the identity for a while, with no more rights.
   *
   * @throws CascadeError `forbidden` for more than the key has, or by a token: it would never expire
   * @throws CascadeError `rate_limited` when too many are out
   */
  issueToken(identity: Identity, wish: TokenWish): string {
    if (identity.by === 'token') throw new CascadeError('forbidden', 'A token cannot be had by a token: use a key.');
    const missing = wish.scopes?.find((scope) => !identity.scopes.has(scope));
    if (missing) throw new CascadeError('forbidden', `The key has not the scope ${missing}.`);
    const granted = wish.scopes ?? [...identity.scopes].filter((scope) => scope !== 'debug');
    const grant = { keyId: identity.keyId, scopes: new Set(granted), session: wish.session };
    const token = this.#tokens.issue(grant, wish.lifetimeMs);
    this.log.record('token_issued', { key_id: identity.keyId, scopes: granted, lifetime_ms: wish.lifetimeMs });
    return token;
  }

  /** For the service itself: belongs to no key, may talk and see records, for a minute. */
  ownToken(): string {
    return this.issueToken(nobody, { lifetimeMs: 60_000, session: undefined, scopes: undefined });
  }

  /** From now on changes of the file of keys are taken over, until `close`. */
  watch(): void {
    this.#ring?.watch();
  }

  close(): void {
    this.#ring?.close();
  }

  #identityOf(secret: string | undefined): Identity | undefined {
    const grant = secret === undefined ? undefined : this.#tokens.find(secret);
    if (grant) {
      const entry = grant.keyId === undefined ? undefined : this.#ring?.get(grant.keyId);
      return { ...grant, maxSessions: entry?.max_sessions, by: 'token' };
    }
    if (!this.#ring) return nobody;
    const entry = secret === undefined ? undefined : this.#ring.find(secret);
    if (!entry) return undefined;
    const { id: keyId, max_sessions: maxSessions } = entry;
    return { keyId, scopes: new Set(entry.scopes), maxSessions, by: 'key', session: undefined };
  }
}
