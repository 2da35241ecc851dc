import { CascadeError } from '@cascade/contracts';

/** What the client needs of a WebSocket: the browser's, Node's own and that of `ws` all fit. */
export interface RealtimeSocket {
  binaryType: string;
  /** Set before `close` where the platform lets the server's answer to the handshake be seen: Node does, browsers do not. */
  readonly refusal?: HandshakeRefusal | undefined;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
}

export type RealtimeSocketConstructor = new (url: string, protocols: string[]) => RealtimeSocket;

/** An HTTP answer in place of a WebSocket. */
export interface HandshakeRefusal {
  readonly status: number;
  /** Of the error table, when the server is one of ours. */
  readonly code: string | undefined;
  readonly message: string;
  /** From `retry-after`. */
  readonly retryAfterMs: number | undefined;
}

/** Why a connection ended; `error` is what the platform said of a failure, when it said something. */
export interface ConnectionEnd {
  /** As in RFC 6455; 1006 where no close frame came. */
  readonly code: number;
  readonly reason: string;
  readonly error?: string;
  readonly refusal?: HandshakeRefusal;
}

/** "cannot be reached (…)", "refused the connection (…)" or "ended the connection (…)". */
export function describeEnd({ code, reason, error, refusal }: ConnectionEnd): string {
  if (refusal) return `refused the connection (${refusal.status}, ${refusal.message})`;
  if (error !== undefined) return `cannot be reached (${error})`;
  return `ended the connection (${code}${reason === '' ? '' : `, ${reason}`})`;
}

const realtimePath = '/v1/realtime';

/**
 * The address of the realtime endpoint from what a person writes: `localhost:8080`, `http://host/`, or the whole address.
 * Without a path, the endpoint's own is taken.
 *
 * @throws CascadeError `unsupported_value` for what is no such address
 */
export function realtimeUrl(text: string): string {
  const refuse = (what: string): never => {
    throw new CascadeError(
      'unsupported_value',
      `"${text}" is ${what}: expected something like ws://127.0.0.1:8080${realtimePath}`,
      { param: 'url' },
    );
  };
  const whole = /^[a-z]+:\/\//i.test(text) ? text : `ws://${text}`;
  if (!URL.canParse(whole)) return refuse('no address');
  const url = new URL(whole);
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol === 'https:') url.protocol = 'wss:';
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') return refuse(`an address of ${url.protocol}`);
  if (url.pathname === '/' || url.pathname === '') url.pathname = realtimePath;
  return url.href;
}
