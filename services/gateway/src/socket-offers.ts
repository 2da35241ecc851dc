import type { IncomingHttpHeaders } from 'node:http';
import { parseTraceparent } from '@cascade/contracts';

export interface SocketOffers {
  readonly dialect: 'ga' | 'beta';
  readonly resume: { readonly token: string; readonly afterEventId: string | null } | undefined;
  /** W3C trace context of the connection; one that is malformed counts as not sent, as the standard has it. */
  readonly traceparent: string | undefined;
}

/** Longest token or event id that is looked at. */
const longest = 200;

/**
 * What a client says of its protocol in the request for a socket: the beta's names by `OpenAI-Beta: realtime=v1` or the
 * subprotocol `openai-beta.realtime-v1`; a session to be resumed by the subprotocols `cascade-resume.TOKEN` and
 * `cascade-after.EVENT_ID`, as browsers cannot set headers; what it is part of by the header `traceparent` or the subprotocol
 * `cascade-traceparent.VALUE`.
 */
export function socketOffers(headers: IncomingHttpHeaders): SocketOffers {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const after = (prefix: string) => {
    const value = offered.find((name) => name.startsWith(prefix))?.slice(prefix.length);
    return value && value.length <= longest ? value : undefined;
  };
  const beta = String(headers['openai-beta'] ?? '')
    .split(',')
    .some((name) => name.trim() === 'realtime=v1');
  const token = after('cascade-resume.');
  const traceparent = String(headers.traceparent ?? after('cascade-traceparent.') ?? '');
  return {
    dialect: beta || offered.includes('openai-beta.realtime-v1') ? 'beta' : 'ga',
    resume: token === undefined ? undefined : { token, afterEventId: after('cascade-after.') ?? null },
    traceparent: parseTraceparent(traceparent) ? traceparent : undefined,
  };
}
