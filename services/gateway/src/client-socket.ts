import type { Clock, ServerEventBody } from '@cascade/contracts';
import { WebSocket } from 'ws';

export interface ClientSocketOptions {
  readonly socket: WebSocket;
  readonly clock: Clock;
  readonly pingIntervalMs: number;
  readonly maxSendBufferBytes: number;
  /** Begins every event id; a sequence number follows. */
  readonly eventIdPrefix: string;
  onText(text: string): void;
  onBinary(bytes: Uint8Array): void;
  /** Once, whoever closed. */
  onEnd(end: SocketEnd): void;
}

/** Why a connection ended. */
export type SocketEnd = 'client' | 'server' | 'slow-client' | 'dead-client' | 'failed';

const missedPings = 2;
/** Longest reason that a close frame can hold, in bytes. */
const closeReasonBytes = 123;

/**
 * One client's socket. Writing never waits: a client that does not read is closed once its buffer is full, one that does
 * not answer pings is dropped.
 */
export class ClientSocket {
  readonly #options: ClientSocketOptions;
  #sequence = 0;
  #unanswered = 0;
  #ended = false;
  #cancelPing: (() => void) | undefined;

  constructor(options: ClientSocketOptions) {
    this.#options = options;
    const { socket } = options;
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      this.#unanswered = 0;
      if (this.#ended) return;
      if (isBinary) options.onBinary(data);
      else options.onText(data.toString('utf8'));
    });
    socket.on('pong', () => {
      this.#unanswered = 0;
    });
    // A protocol error (a frame too large, bad UTF-8): ws closes with the right code by itself.
    socket.on('error', () => this.#end('failed'));
    socket.on('close', () => this.#end('client'));
    this.#schedulePing();
  }

  send(events: readonly ServerEventBody[]): void {
    for (const event of events) {
      if (!this.#writable) return;
      const event_id = `${this.#options.eventIdPrefix}_${this.#sequence++}`;
      this.#options.socket.send(JSON.stringify({ event_id, ...event }));
      this.#checkBuffer();
    }
  }

  sendBinary(bytes: Uint8Array): void {
    if (!this.#writable) return;
    this.#options.socket.send(bytes);
    this.#checkBuffer();
  }

  close(code: number, reason: string, end: SocketEnd = 'server'): void {
    const { socket } = this.#options;
    if (socket.readyState === WebSocket.OPEN) socket.close(code, shortened(reason));
    this.#end(end);
  }

  get #writable(): boolean {
    return !this.#ended && this.#options.socket.readyState === WebSocket.OPEN;
  }

  #checkBuffer(): void {
    if (this.#options.socket.bufferedAmount <= this.#options.maxSendBufferBytes) return;
    this.close(1008, 'slow_client: The client does not read what it is sent.', 'slow-client');
  }

  #schedulePing(): void {
    this.#cancelPing = this.#options.clock.setTimer(this.#options.pingIntervalMs, () => {
      if (this.#unanswered >= missedPings) {
        this.#options.socket.terminate();
        this.#end('dead-client');
        return;
      }
      this.#unanswered++;
      if (this.#writable) this.#options.socket.ping();
      this.#schedulePing();
    });
  }

  #end(end: SocketEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelPing?.();
    this.#cancelPing = undefined;
    this.#options.onEnd(end);
  }
}

function shortened(reason: string): string {
  const bytes = Buffer.from(reason, 'utf8');
  // Cut in the middle of a character, the rest of it becomes a replacement of up to three bytes.
  return bytes.length <= closeReasonBytes ? reason : bytes.subarray(0, closeReasonBytes - 3).toString('utf8');
}
