import type { Clock } from '@cascade/contracts';
import { WebSocket } from 'ws';
import { heavyBytes, heavyLane } from './edge/heavy-lane.ts';
import type { SentMessage } from './replay-buffer.ts';

export interface ClientSocketOptions {
  readonly socket: WebSocket;
  readonly clock: Clock;
  readonly pingIntervalMs: number;
  readonly maxSendBufferBytes: number;
  /** Asked for everything that arrives, before any work is done on it; false when it is too much. */
  accepts(byteLength: number): boolean;
  onText(text: string): void;
  onBinary(bytes: Uint8Array): void;
  onPing(): void;
  onPong(): void;
  /** Once, whoever closed. */
  onEnd(end: SocketEnd): void;
}

/**
 * Why a connection ended: `client` closed it in order, `lost` came without a close or with one that says that the
 * client will be back, `failed` broke the rules of WebSockets.
 */
export type SocketEnd = 'client' | 'server' | 'slow-client' | 'dead-client' | 'lost' | 'failed';

interface Message {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

const missedPings = 2;
/** Longest reason that a close frame can hold, in bytes. */
const closeReasonBytes = 123;
/** Done, or no code given. */
const closedInOrder: readonly number[] = [1000, 1005];

/**
 * One client's socket. Writing never waits: a client that does not read is closed once its buffer is full, one that does
 * not answer pings is dropped.
 */
export class ClientSocket {
  readonly #options: ClientSocketOptions;
  /** Bytes of a replay that are still on their way: they may wait beside what the limit allows. */
  #replayBytes = 0;
  #unanswered = 0;
  #ended = false;
  #cancelPing: (() => void) | undefined;
  /** Messages behind a long one, which waits for its turn. */
  #waiting: Message[] = [];

  constructor(options: ClientSocketOptions) {
    this.#options = options;
    const { socket } = options;
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (this.#takes(data)) this.#inTurn({ data, isBinary });
    });
    socket.on('ping', (data: Buffer) => this.#takes(data));
    socket.on('pong', (data: Buffer) => {
      if (this.#takes(data)) options.onPong();
    });
    // A broken rule of the protocol (a frame too large, bad UTF-8): ws closes with the right code by itself.
    socket.on('error', (error: NodeJS.ErrnoException) =>
      this.#end(error.code?.startsWith('WS_ERR') ? 'failed' : 'lost'),
    );
    socket.on('close', (code) => this.#end(closedInOrder.includes(code) ? 'client' : 'lost'));
    this.#schedulePing();
  }

  send(message: SentMessage): void {
    if (!this.#writable) return;
    this.#options.socket.send(message);
    this.#checkBuffer();
  }

  /** What was sent over another socket before, at once and whatever its size. */
  replay(messages: readonly SentMessage[]): void {
    if (messages.length === 0 || !this.#writable) return;
    this.#replayBytes = messages.reduce((sum, message) => sum + Buffer.byteLength(message), 0);
    const last = messages.length - 1;
    for (const [index, message] of messages.entries()) {
      if (index < last) this.#options.socket.send(message);
      else this.#options.socket.send(message, () => this.#replayed());
    }
  }

  close(code: number, reason: string, end: SocketEnd = 'server'): void {
    const { socket } = this.#options;
    if (socket.readyState === WebSocket.OPEN) socket.close(code, shortened(reason));
    this.#end(end);
  }

  #takes(data: Buffer): boolean {
    this.#unanswered = 0;
    return !this.#ended && this.#options.accepts(data.length);
  }

  /** A long message waits until the others had their turn, and what came after it waits behind it. */
  #inTurn(message: Message): void {
    if (this.#waiting.length === 0 && message.data.length < heavyBytes) {
      this.#handle(message);
      return;
    }
    this.#waiting.push(message);
    if (this.#waiting.length > 1) return;
    // No more is read than what has arrived already.
    this.#options.socket.pause();
    heavyLane.push(() => this.#takeTurn());
  }

  #takeTurn(): void {
    for (let bytes = 0; bytes < heavyBytes && this.#waiting.length > 0; ) {
      const message = this.#waiting[0] as Message;
      this.#handle(message);
      this.#waiting.shift();
      bytes += message.data.length;
    }
    if (this.#waiting.length > 0) heavyLane.push(() => this.#takeTurn());
    else this.#options.socket.resume();
  }

  #handle({ data, isBinary }: Message): void {
    if (this.#ended) return;
    if (isBinary) this.#options.onBinary(data);
    else this.#options.onText(data.toString('utf8'));
  }

  get #writable(): boolean {
    return !this.#ended && this.#options.socket.readyState === WebSocket.OPEN;
  }

  #replayed(): void {
    this.#replayBytes = 0;
  }

  #checkBuffer(): void {
    const { socket, maxSendBufferBytes } = this.#options;
    if (socket.bufferedAmount <= maxSendBufferBytes + this.#replayBytes) return;
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
      if (this.#writable) {
        this.#options.onPing();
        this.#options.socket.ping();
      }
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
