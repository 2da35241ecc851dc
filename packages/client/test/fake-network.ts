import type { RealtimeSocket, RealtimeSocketConstructor } from '../src/realtime-socket.ts';

type Data = string | Uint8Array<ArrayBuffer>;

/** The server's end of a connection in memory. Nothing moves until the test delivers it. */
export interface ServerEnd {
  readonly url: string;
  readonly protocols: readonly string[];
  send(data: Data): void;
  close(code: number, reason: string): void;
}

export interface ServerSide {
  onOpen(end: ServerEnd): void;
  onMessage(end: ServerEnd, data: Data): void;
  /** The connection is gone. */
  onClose(end: ServerEnd): void;
}

/**
 * Sockets in memory: each message waits until the test lets it arrive, and a cut loses what has not. At most one
 * connection is alive.
 */
export class FakeNetwork {
  readonly webSocket: RealtimeSocketConstructor;
  readonly ends: ServerEnd[] = [];
  #current: FakeSocket | undefined;

  constructor(server: ServerSide) {
    const network = this;
    this.webSocket = class extends FakeSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, server);
        network.#current = this;
        network.ends.push(this.serverEnd);
      }
    };
  }

  get connected(): boolean {
    return this.#current?.isAlive ?? false;
  }

  /** Lets the oldest message of one direction arrive; false when there is none. */
  deliver(to: 'client' | 'server'): boolean {
    return this.#current?.deliver(to) ?? false;
  }

  /** Both directions, until nothing is on its way. */
  deliverAll(): void {
    while (this.deliver('server') || this.deliver('client'));
  }

  /** What is on its way is lost; the client sees the code, the server that the connection is gone. */
  cut(code = 1006, reason = ''): void {
    this.#current?.cut(code, reason);
  }
}

class FakeSocket implements RealtimeSocket {
  binaryType = '';
  isAlive = true;
  readonly serverEnd: ServerEnd;
  readonly #server: ServerSide;
  readonly #listeners = new Map<string, ((event: never) => void)[]>();
  #toServer: (() => void)[] = [];
  #toClient: (() => void)[] = [];

  constructor(url: string, protocols: string[], server: ServerSide) {
    this.#server = server;
    this.serverEnd = {
      url,
      protocols,
      send: (data) => {
        const arrived = typeof data === 'string' ? data : data.slice().buffer;
        this.#toClient.push(() => this.#emit('message', { data: arrived }));
      },
      close: (code, reason) => this.#toClient.push(() => this.cut(code, reason)),
    };
    this.#toServer.push(() => server.onOpen(this.serverEnd));
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  send(data: Data): void {
    const copy = typeof data === 'string' ? data : data.slice();
    if (this.isAlive) this.#toServer.push(() => this.#server.onMessage(this.serverEnd, copy));
  }

  close(code = 1005, reason = ''): void {
    if (this.isAlive) this.#toServer.push(() => this.cut(code, reason));
  }

  deliver(to: 'client' | 'server'): boolean {
    const arrive = (to === 'client' ? this.#toClient : this.#toServer).shift();
    arrive?.();
    return arrive !== undefined;
  }

  cut(code: number, reason: string): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.#toServer = [];
    this.#toClient = [];
    this.#server.onClose(this.serverEnd);
    this.#emit('close', { code, reason });
  }

  #emit(type: string, event: object): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event as never);
  }
}
