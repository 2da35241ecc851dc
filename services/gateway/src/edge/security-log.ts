import type { Clock, StageLogger } from '@cascade/contracts';
import { TokenBucket } from './token-bucket.ts';

/** Everything that the edge tells of who tried what. `event` of a log line is one of these. */
export const securityEvents = {
  admitted: 'info',
  token_issued: 'info',
  keys_changed: 'info',
  keys_unreadable: 'error',
  sessions_revoked: 'warn',
  faults_switched: 'warn',
  auth_failed: 'warn',
  scope_missing: 'warn',
  origin_refused: 'warn',
  host_refused: 'warn',
  key_in_url: 'warn',
  rate_limited: 'warn',
  too_many_sessions: 'warn',
  overloaded: 'warn',
  request_refused: 'warn',
} as const;
export type SecurityEvent = keyof typeof securityEvents;

/** Never a key, a token or speech. */
export interface SecurityFields {
  readonly address?: string | undefined;
  readonly key_id?: string | undefined;
  readonly origin?: string | undefined;
  readonly [name: string]: unknown;
}

/** Of each event; an attack must not fill the disk. */
const linesPerSecond = 10;
const longestText = 300;

/** The security log: a fixed vocabulary in structured lines, so many a second and no more. */
export class SecurityLog {
  readonly #logger: StageLogger;
  readonly #clock: Clock;
  readonly #buckets = new Map<SecurityEvent, { bucket: TokenBucket; suppressed: number }>();

  constructor({ logger, clock }: { readonly logger: StageLogger; readonly clock: Clock }) {
    this.#logger = logger;
    this.#clock = clock;
  }

  record(event: SecurityEvent, fields: SecurityFields = {}): void {
    const state = this.#stateOf(event);
    if (!state.bucket.take(1)) {
      state.suppressed++;
      return;
    }
    const suppressed = state.suppressed > 0 ? { suppressed: state.suppressed } : {};
    state.suppressed = 0;
    this.#logger[securityEvents[event]]({ event, ...shortened(fields), ...suppressed }, 'security event');
  }

  #stateOf(event: SecurityEvent) {
    let state = this.#buckets.get(event);
    if (!state) {
      const bucket = new TokenBucket({ clock: this.#clock, capacity: linesPerSecond, perSecond: linesPerSecond });
      state = { bucket, suppressed: 0 };
      this.#buckets.set(event, state);
    }
    return state;
  }
}

function shortened(fields: SecurityFields): Record<string, unknown> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, longestText) : value]),
  );
}
