import type { Clock, ServerEventBody } from '@cascade/contracts';
import type { WebSocket } from 'ws';
import { toBetaEvent } from './beta-dialect.ts';
import { ClientSocket, type SocketEnd } from './client-socket.ts';
import type { GatewayConfig } from './config.ts';
import { SessionLimits } from './edge/session-limits.ts';
import { ReplayBuffer } from './replay-buffer.ts';

export interface ClientLinkOptions {
  readonly clock: Clock;
  readonly dialect: 'ga' | 'beta';
  readonly config: GatewayConfig;
  /** Begins every event id; an underscore and a sequence number follow. */
  readonly eventIdPrefix: string;
  onText(text: string): void;
  onBinary(bytes: Uint8Array): void;
  /** The connection is gone, and the client may come back. */
  onDetached(end: SocketEnd): void;
  /** Once. After this nothing is sent. */
  onEnd(end: LinkEnd): void;
}

/** What a client that comes back is told, and what it said. */
export interface ResumedSession {
  readonly id: string;
  readonly afterEventId: string | null;
  readonly inputReceivedMs: number;
  readonly eventsReceived: number;
}

/** Why a session is over; `resume-window` when its client did not come back in time. */
export type LinkEnd = SocketEnd | 'resume-window';

/** Closes a connection whose client goes on over another one. */
export const takenOverCode = 4001;

/** After these the client may come back with its token. */
const resumable: readonly SocketEnd[] = ['lost', 'dead-client', 'slow-client'];

/**
 * The way to one client, over one socket after another: numbers what is sent, and keeps it for a client that wants to
 * resume. Between two sockets everything is kept, nothing is lost but what does not fit.
 *
 * The number after the last underscore of an `event_id` is the event's sequence number; those of a session rise by one.
 */
export class ClientLink {
  readonly #options: ClientLinkOptions;
  #socket: ClientSocket | undefined;
  #replay: ReplayBuffer | undefined;
  #nextSequence = 0;
  #resumptions = 0;
  #sequenceAtPing: number | undefined;
  #cancelWindow: (() => void) | undefined;
  #ended = false;

  constructor(options: ClientLinkOptions, socket: WebSocket) {
    this.#options = options;
    this.#connect(socket);
  }

  get attached(): boolean {
    return this.#socket !== undefined;
  }

  /** Bytes kept for a client that comes back. */
  get keptBytes(): number {
    return this.#replay?.bytes ?? 0;
  }

  /** Whether the session outlives its socket, and keeps what it sends from now on. */
  setResumable(resumable: boolean): void {
    if (!resumable) this.#replay = undefined;
    else this.#replay ??= new ReplayBuffer(this.#options.config.resumeBufferBytes, this.#nextSequence);
  }

  send(events: readonly ServerEventBody[]): void {
    for (const event of events) {
      if (this.#ended) return;
      const shown = this.#options.dialect === 'beta' ? toBetaEvent(event) : event;
      if (!shown) continue;
      const sequence = this.#nextSequence;
      const text = JSON.stringify({ event_id: `${this.#options.eventIdPrefix}_${sequence}`, ...shown });
      this.#nextSequence++;
      this.#replay?.add(text, sequence);
      this.#socket?.send(text);
    }
  }

  sendBinary(bytes: Uint8Array): void {
    if (this.#ended) return;
    this.#replay?.add(bytes, this.#nextSequence - 1);
    this.#socket?.send(bytes);
  }

  /**
   * The client has come back over another socket: tells it so, and sends what followed `afterEventId` once more. The
   * event that tells has the number of the last one the client had, so that a second drop in the midst loses nothing.
   */
  resume(socket: WebSocket, session: ResumedSession): void {
    const old = this.#socket;
    this.#socket = undefined;
    this.#cancelWindow?.();
    this.#cancelWindow = undefined;
    old?.close(takenOverCode, 'The client goes on over another connection.');
    const { eventIdPrefix } = this.#options;
    const last = sequenceOf(session.afterEventId, eventIdPrefix);
    const replay = this.#replay?.since(last ?? -1, this.#nextSequence) ?? { messages: [], complete: false };
    const number = last === undefined || last >= this.#nextSequence ? '' : `_${last}`;
    const resumed: ServerEventBody = {
      type: 'cascade.session.resumed',
      session_id: session.id,
      after_event_id: session.afterEventId,
      complete: replay.complete,
      input_received_ms: session.inputReceivedMs,
      events_received: session.eventsReceived,
    };
    const current = this.#connect(socket);
    current.send(JSON.stringify({ event_id: `${eventIdPrefix}_resumed-${++this.#resumptions}${number}`, ...resumed }));
    current.replay(replay.messages);
  }

  close(code: number, reason: string): void {
    if (this.#socket) this.#socket.close(code, reason);
    else this.#end('server');
  }

  #connect(socket: WebSocket): ClientSocket {
    const { clock, config, onText, onBinary } = this.#options;
    this.#sequenceAtPing = undefined;
    const limits = new SessionLimits({
      clock,
      config,
      onExceeded: ({ code, message }) => current.close(1008, `${code}: ${message}`),
    });
    const current = new ClientSocket({
      socket,
      clock,
      pingIntervalMs: config.pingIntervalMs,
      maxSendBufferBytes: config.maxSendBufferBytes,
      accepts: (byteLength) => limits.message(byteLength),
      onText,
      onBinary,
      onPing: () => {
        this.#sequenceAtPing ??= this.#nextSequence - 1;
      },
      onPong: () => {
        // What was sent before the ping has arrived before it.
        if (this.#sequenceAtPing !== undefined) this.#replay?.confirm(this.#sequenceAtPing);
        this.#sequenceAtPing = undefined;
      },
      onEnd: (end) => {
        if (this.#socket === current) this.#disconnected(end);
      },
    });
    this.#socket = current;
    return current;
  }

  #disconnected(end: SocketEnd): void {
    this.#socket = undefined;
    const { clock, config, onDetached } = this.#options;
    if (!this.#replay || config.resumeWindowMs === 0 || !resumable.includes(end)) {
      this.#end(end);
      return;
    }
    this.#cancelWindow = clock.setTimer(config.resumeWindowMs, () => this.#end('resume-window'));
    onDetached(end);
  }

  #end(end: LinkEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelWindow?.();
    this.#cancelWindow = undefined;
    this.#replay = undefined;
    this.#options.onEnd(end);
  }
}

/** Undefined for what is no event id of this session. */
function sequenceOf(eventId: string | null, prefix: string): number | undefined {
  if (!eventId?.startsWith(prefix)) return undefined;
  const digits = /_(\d{1,15})$/.exec(eventId.slice(prefix.length))?.[1];
  return digits === undefined ? undefined : Number(digits);
}
