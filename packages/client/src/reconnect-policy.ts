import { errorTable } from '@cascade/contracts';
import type { ConnectionEnd } from './realtime-socket.ts';

export interface ReconnectOptions {
  /** Attempts in a row before it gives up; default 12, a little more than a minute. */
  readonly maxAttempts?: number;
  /** Wait before the first attempt; each further wait is twice as long. Default 200. */
  readonly firstDelayMs?: number;
  /** Longest wait. Default 10,000. */
  readonly maxDelayMs?: number;
  /** An attempt that got no session by then has failed. Default 10,000. */
  readonly attemptTimeoutMs?: number;
  /** Microphone audio that is kept to be sent again. Older audio is lost to the service. Default 10,000. */
  readonly keepAudioMs?: number;
  /** When the old session is gone, its conversation is written into the new one, as text. Default false. */
  readonly restoreHistory?: boolean;
}

export type ReconnectPolicy = Required<ReconnectOptions>;

export const defaultReconnectPolicy: ReconnectPolicy = {
  maxAttempts: 12,
  firstDelayMs: 200,
  maxDelayMs: 10_000,
  attemptTimeoutMs: 10_000,
  keepAudioMs: 10_000,
  restoreHistory: false,
};

/** A connection that held so long was a good one: the attempts are counted anew. */
export const stableAfterMs = 10_000;

/** Going away, lost, failed inside, restarted, try again later, bad gateway. */
const passingCodes: readonly number[] = [1001, 1006, 1011, 1012, 1013, 1014];
const passingStatuses: readonly number[] = [408, 429];

/**
 * Whether another try may work. A close for a breach of policy (1008) counts when it names an error of the table that
 * may pass, as our service does. A session that was let go because nobody used it is not opened again: that would keep
 * it busy for ever.
 */
export function mayReconnect({ code, reason, refusal }: ConnectionEnd): boolean {
  if (refusal) return refusal.status >= 500 || passingStatuses.includes(refusal.status);
  if (code === 1008) return isRetryable(reason.split(':')[0] ?? '');
  if (code === 1012) return reason !== 'going_away: idle';
  return passingCodes.includes(code);
}

const isRetryable = (code: string): boolean =>
  Object.hasOwn(errorTable, code) && errorTable[code as keyof typeof errorTable].retryable;

/**
 * Wait before an attempt: doubled each time up to the limit, of which a random half is taken off so that the clients of
 * a service that restarts do not all come at once. Never shorter than the server asked for.
 *
 * @param attempt from 1
 * @param random in [0, 1)
 */
export function reconnectDelayMs(
  attempt: number,
  { firstDelayMs, maxDelayMs }: Pick<ReconnectPolicy, 'firstDelayMs' | 'maxDelayMs'>,
  random: number,
  retryAfterMs = 0,
): number {
  const fullMs = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return Math.max(fullMs * (1 - random / 2), retryAfterMs);
}
