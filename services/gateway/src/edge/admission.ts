import type { IncomingMessage } from 'node:http';
import { CascadeError, type ErrorCode, type SessionUpdate } from '@cascade/contracts';

export const realtimePath = '/v1/realtime';

export const scopes = ['talk', 'records', 'debug'] as const;
/** `talk`: hold conversations. `records`: see turn records and decisions. `debug`: metrics and fault switches. */
export type Scope = (typeof scopes)[number];

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
  /** What the client's token was issued with; held before the client's first update. */
  readonly session: SessionUpdate | undefined;
}

/** Decides on a request before any work is done for it. @throws CascadeError why it is refused */
export function admit(request: IncomingMessage): Admission {
  const address = URL.parse(request.url ?? '', 'http://gateway');
  if (!address) throw new CascadeError('invalid_event', 'The address cannot be read.');
  if (address.pathname !== realtimePath) throw new CascadeError('not_found', `Connect to ${realtimePath}.`);
  return {
    keyId: undefined,
    scopes: new Set(scopes),
    type: address.searchParams.get('intent') === 'transcription' ? 'transcription' : 'realtime',
    model: address.searchParams.get('model')?.slice(0, 128) || undefined,
    dialect: 'ga',
    resume: undefined,
    session: undefined,
  };
}

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
    }) as Partial<Record<ErrorCode, number>>
  )[code] ?? 400;
