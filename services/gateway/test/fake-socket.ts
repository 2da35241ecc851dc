import { EventEmitter } from 'node:events';
import { type ServerEvent, serverEventSchemas } from '@cascade/contracts';
import type { WebSocket } from 'ws';

/** As much of a `ws` socket as the gateway touches, without a network: what it is sent is there at once. */
export class FakeSocket extends EventEmitter {
  readyState = 1;
  bufferedAmount = 0;
  readonly texts: string[] = [];
  readonly frames: Uint8Array[] = [];
  closedWith: { code: number; reason: string } | undefined;
  #paused = false;
  /** Sent by the client, not read yet. */
  #unread: (string | Uint8Array)[] = [];

  get asSocket(): WebSocket {
    return this as unknown as WebSocket;
  }

  send(message: string | Uint8Array, sent?: () => void): void {
    if (typeof message === 'string') this.texts.push(message);
    else this.frames.push(message);
    sent?.();
  }

  /** Answered at once, as clients do by themselves. */
  ping(): void {
    this.emit('pong', Buffer.alloc(0));
  }

  /** Closed by the server. */
  close(code: number, reason: string): void {
    this.readyState = 3;
    this.closedWith = { code, reason };
  }

  terminate(): void {
    this.drop(1006);
  }

  /** A message of the client. */
  receive(message: string | Uint8Array): void {
    this.#unread.push(message);
    this.#read();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#read();
  }

  /** Resolves when everything that was received has been worked on: long messages wait for their turn. */
  async settled(): Promise<void> {
    while (this.#paused && this.readyState === 1) await new Promise((resolve) => setImmediate(resolve));
  }

  #read(): void {
    while (!this.#paused && this.readyState === 1) {
      const message = this.#unread.shift();
      if (message === undefined) return;
      this.emit('message', Buffer.from(message as string), typeof message !== 'string');
    }
  }

  receiveEvent(event: object): void {
    this.receive(JSON.stringify(event));
  }

  /** The connection is over: 1006 without a close frame. */
  drop(code: number): void {
    this.readyState = 3;
    this.emit('close', code, Buffer.alloc(0));
  }

  /** Each checked against its schema. */
  get events(): ServerEvent[] {
    return this.texts.map((text) => {
      const event = JSON.parse(text) as ServerEvent;
      return serverEventSchemas[event.type].parse(event) as ServerEvent;
    });
  }

  of<T extends ServerEvent['type']>(type: T): Extract<ServerEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<ServerEvent, { type: T }> => event.type === type);
  }
}
