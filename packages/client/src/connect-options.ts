import type { SessionUpdate } from '@cascade/contracts';
import type { ClientClock } from './client-clock.ts';
import type { ConnectionEnd, RealtimeSocketConstructor } from './realtime-socket.ts';
import type { ReconnectOptions } from './reconnect-policy.ts';
import type { KeySource } from './steady-socket.ts';
import type { ParseEvent } from './trust-event.ts';

export interface RealtimeConnectOptions {
  /** What `realtimeUrl` takes. */
  readonly url: string;
  /** Sent as a WebSocket subprotocol, the one way that browsers have. A function is asked again at each connection. */
  readonly key?: KeySource;
  readonly webSocket: RealtimeSocketConstructor;
  /** W3C trace context that the connection is made in: turns are linked to it. Changes nothing else. */
  readonly traceparent?: string;
  /** Asked for before the first audio; the server's defaults otherwise. */
  readonly session?: SessionUpdate;
  /** Gives up waiting for the first connection: pass `AbortSignal.timeout(…)`. */
  readonly signal?: AbortSignal;
  /** After a dropped connection, connects again and goes on with the session. Default false. */
  readonly reconnect?: boolean | ReconnectOptions;
  /** Checks what the server sends; by default only that an event has a type. */
  readonly parseEvent?: ParseEvent;
  /** Default: the platform's. */
  readonly clock?: ClientClock;
  /** In [0, 1), for the waits between attempts. Default `Math.random`. */
  readonly random?: () => number;
}

/**
 * `connecting` until the server has described the session; `open`; `reconnecting` while the connection is gone and the
 * client tries to get another (what is said meanwhile is kept); `closed` for good.
 */
export type ConnectionState = 'connecting' | 'open' | 'reconnecting' | 'closed';

export interface StateDetail {
  /** Of `open`: true when the session went on, false when the server has a new one, without the old one's history. */
  readonly resumed?: boolean;
  /** Of `open`: false when the server no longer had all events that were missed. */
  readonly complete?: boolean;
  /** Of `open`: microphone audio that never reached the server, because the gap was longer than what is kept. */
  readonly lostAudioMs?: number;
  /** Of `reconnecting`: from 1, and when it will be made. */
  readonly attempt?: number;
  readonly delayMs?: number;
  /** Of `reconnecting` and `closed`. */
  readonly end?: ConnectionEnd;
}
