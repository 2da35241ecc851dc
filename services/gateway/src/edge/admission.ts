import type { IncomingMessage } from 'node:http';
import { CascadeError, type Clock, type ErrorCode, type SessionUpdate } from '@cascade/contracts';
import type { GatewayConfig } from '../config.ts';
import { socketOffers } from '../socket-offers.ts';
import type { Access, Identity } from './access.ts';
import { RateGate } from './rate-gate.ts';
import type { Scope } from './scopes.ts';
import type { SecurityEvent } from './security-log.ts';
import { keyInUrl } from './url-keys.ts';

export { type Scope, scopes } from './scopes.ts';

export const realtimePath = '/v1/realtime';

/** Who connects, with which rights, and what for. */
export interface Admission {
  /** Undefined where no keys are configured. */
  readonly keyId: string | undefined;
  readonly scopes: ReadonlySet<Scope>;
  readonly type: 'realtime' | 'transcription';
  /** As the client named it in the address. */
  readonly model: string | undefined;
  /** Event names: those of today, or the aliases of the beta for clients that ask for it. */
  readonly dialect: 'ga' | 'beta';
  /** The client had a session and lost its connection. */
  readonly resume: { readonly token: string; readonly afterEventId: string | null } | undefined;
  /** W3C trace context that the client connected in. */
  readonly traceparent?: string | undefined;
  /** What the client's token was issued with; held before the client's first update. */
  readonly session: SessionUpdate | undefined;
}

/** How many sessions there are, and whether a socket needs another one. */
export interface Room {
  readonly size: number;
  sizeOf(keyId: string): number;
  wouldResume(admission: Admission): boolean;
}

export type Verdict =
  | { readonly ok: true; readonly admission: Admission }
  | { readonly ok: false; readonly error: CascadeError; readonly retryAfterMs: number | undefined };

export interface AdmitterOptions {
  readonly config: Pick<GatewayConfig, 'maxSessions' | 'maxSessionsPerKey' | 'connectsPerMinute'>;
  readonly clock: Clock;
  readonly access: Access;
  readonly room: Room;
  isDraining(): boolean;
  overloaded?: (() => { readonly retryAfterMs: number } | undefined) | undefined;
}

/** A client that finds no room may find some soon: sessions end all the time. */
const roomRetryMs = 5000;
/** Node keeps at most so many (see `maxHeaders` of the server) and drops the rest, an `Origin` among them. */
export const maxHeaders = 200;

/** Decides on each request for a socket before any work is done for it: without waiting, and without reading a file. */
export class Admitter {
  readonly #options: AdmitterOptions;
  readonly #addresses: RateGate;
  readonly #keys: RateGate;

  constructor(options: AdmitterOptions) {
    this.#options = options;
    const gate = { clock: options.clock, perMinute: options.config.connectsPerMinute };
    this.#addresses = new RateGate(gate);
    this.#keys = new RateGate(gate);
  }

  /** Never throws. */
  admit(request: IncomingMessage): Verdict {
    try {
      return { ok: true, admission: this.#admit(request) };
    } catch (thrown) {
      const error = CascadeError.from(thrown, 'internal', 'The request failed.');
      return { ok: false, error, retryAfterMs: thrown instanceof Later ? thrown.retryAfterMs : undefined };
    }
  }

  #admit(request: IncomingMessage): Admission {
    const { access } = this.#options;
    const address = access.addressOf(request);
    const refuse = (event: SecurityEvent, error: CascadeError, keyId?: string): never => {
      const { origin } = request.headers;
      access.log.record(event, { address, key_id: keyId, origin, reason: error.message });
      throw error;
    };
    const waitMs = this.#addresses.enter(address);
    if (waitMs > 0) refuse('rate_limited', tooOften('address', waitMs));
    const url = URL.parse(request.url ?? '', 'http://gateway');
    if (!url) throw new CascadeError('invalid_event', 'The address cannot be read.');
    if (url.pathname !== realtimePath) throw new CascadeError('not_found', `Connect to ${realtimePath}.`);
    if (request.rawHeaders.length >= 2 * maxHeaders) {
      refuse('request_refused', new CascadeError('invalid_event', `More than ${maxHeaders} headers.`));
    }
    const elsewhere = access.origins.refusal(request.headers);
    if (elsewhere) refuse(elsewhere.event, elsewhere.error);
    const shown = keyInUrl(url);
    if (shown) refuse('key_in_url', shown);
    const identity = access.authorize(request, 'talk');
    const keyWaitMs = identity.keyId === undefined ? 0 : this.#keys.enter(identity.keyId);
    if (keyWaitMs > 0) refuse('rate_limited', tooOften('key', keyWaitMs), identity.keyId);
    const admission = admissionOf(request, url, identity);
    const full = this.#fullFor(identity, admission);
    if (full) refuse(full.event, full.error, identity.keyId);
    access.log.record('admitted', { address, key_id: identity.keyId, by: identity.by });
    return admission;
  }

  #fullFor(identity: Identity, admission: Admission): { event: SecurityEvent; error: CascadeError } | undefined {
    const { config, room, isDraining, overloaded } = this.#options;
    if (isDraining()) {
      return { event: 'request_refused', error: new Later('going_away', 'The service is going away.', roomRetryMs) };
    }
    if (room.wouldResume(admission)) return undefined;
    const load = overloaded?.();
    if (load) {
      const message = 'The service has more work than it can do in time.';
      return { event: 'overloaded', error: new Later('overloaded', message, load.retryAfterMs) };
    }
    if (room.size >= config.maxSessions) {
      const message = 'The service holds as many sessions as it may.';
      return { event: 'too_many_sessions', error: new Later('too_many_sessions', message, roomRetryMs) };
    }
    const most = identity.maxSessions ?? config.maxSessionsPerKey;
    if (identity.keyId !== undefined && room.sizeOf(identity.keyId) >= most) {
      const message = `The key holds ${most} sessions, as many as it may.`;
      return { event: 'too_many_sessions', error: new Later('rate_limited', message, roomRetryMs) };
    }
    return undefined;
  }
}

/** The same may work after a while. */
class Later extends CascadeError {
  readonly retryAfterMs: number;

  constructor(code: ErrorCode, message: string, retryAfterMs: number) {
    super(code, message, { stage: 'gateway' });
    this.retryAfterMs = retryAfterMs;
  }
}

const tooOften = (who: 'address' | 'key', waitMs: number) =>
  new Later('rate_limited', `This ${who} connects too often.`, waitMs);

const admissionOf = (request: IncomingMessage, url: URL, identity: Identity): Admission => ({
  keyId: identity.keyId,
  scopes: identity.scopes,
  type: url.searchParams.get('intent') === 'transcription' ? 'transcription' : 'realtime',
  model: url.searchParams.get('model')?.slice(0, 128) || undefined,
  ...socketOffers(request.headers),
  session: identity.session,
});

/** HTTP status of a refusal. */
export const statusOf = (code: ErrorCode): number =>
  (
    ({
      not_found: 404,
      unauthorized: 401,
      forbidden: 403,
      rate_limited: 429,
      too_many_sessions: 503,
      going_away: 503,
      overloaded: 503,
      store_failed: 503,
      message_too_large: 413,
      stage_failed: 500,
      transcription_failed: 500,
      synthesis_failed: 500,
      worker_lost: 500,
      internal: 500,
    }) as Partial<Record<ErrorCode, number>>
  )[code] ?? 400;
