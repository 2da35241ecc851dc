import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { CascadeError } from '@cascade/contracts';
import type { GatewayCounters } from '../counters.ts';
import { errorBody } from '../http/error-body.ts';
import { statusOf } from './admission.ts';

/** Answers a request for a socket in plain HTTP and hangs up. */
export function refuseUpgrade(socket: Duplex, error: CascadeError, retryAfterMs: number | undefined): void {
  const text = JSON.stringify(errorBody(error));
  const status = statusOf(error.code);
  // Who does not hang up himself must not keep the connection.
  socket.once('finish', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(text)}`,
      'connection: close',
      'cache-control: no-store',
      'x-content-type-options: nosniff',
      ...(status === 401 ? ['www-authenticate: Bearer'] : []),
      ...(retryAfterMs === undefined ? [] : [`retry-after: ${Math.max(1, Math.ceil(retryAfterMs / 1000))}`]),
      '',
      text,
    ].join('\r\n'),
  );
}

export function countRefusal(counters: GatewayCounters, { code, retryable }: CascadeError): void {
  if (code === 'unauthorized' || code === 'forbidden') counters.refusedKeys++;
  else if (code === 'rate_limited') counters.rateLimited++;
  else if (retryable) counters.refusedSessions++;
}
