import {
  type ClientEventInput,
  parseServerEvent,
  type ServerEvent,
  type ServerEventOf,
  type ServerEventType,
} from '@cascade/contracts';
import { type ClientOptions, WebSocket } from 'ws';

/** A client of the wire, as strange ones are: no more than a socket. Every server event is checked against its schema. */
export class SocketClient {
  readonly socket: WebSocket;
  readonly events: ServerEvent[] = [];
  readonly frames: Uint8Array[] = [];
  /** Resolves when the connection is over. */
  readonly closed: Promise<{ code: number; reason: string }>;
  #read = 0;
  #wake: (() => void)[] = [];
  #over = false;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) {
        this.frames.push(data);
      } else {
        const event = parseServerEvent(JSON.parse(data.toString()));
        if (!event) throw new Error(`unknown server event ${data.toString().slice(0, 200)}`);
        this.events.push(event);
      }
      this.#wakeAll();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.#over = true;
        this.#wakeAll();
        resolve({ code, reason: reason.toString() });
      });
    });
    socket.on('error', () => undefined);
  }

  send(event: ClientEventInput | object): void {
    this.socket.send(JSON.stringify(event));
  }

  /** The next event of this type that was not read yet; those before it are skipped. */
  async next<T extends ServerEventType>(type: T): Promise<ServerEventOf<T>> {
    for (;;) {
      while (this.#read < this.events.length) {
        const event = this.events[this.#read++]!;
        if (event.type === type) return event as ServerEventOf<T>;
      }
      await this.#more(type);
    }
  }

  async nextFrame(): Promise<Uint8Array> {
    while (this.frames.length === 0) await this.#more('a binary frame');
    return this.frames.shift()!;
  }

  #more(what: string): Promise<void> {
    if (this.#over) throw new Error(`the connection closed before ${what} came`);
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  close(): Promise<unknown> {
    this.socket.close();
    return this.closed;
  }
}

export async function connect(url: string, options: ClientOptions & { protocols?: string[]; query?: string } = {}) {
  const { protocols = [], query = '', ...rest } = options;
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/realtime${query}`, protocols, rest);
  const client = new SocketClient(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        reject(Object.assign(new Error(text), { status: response.statusCode, headers: response.headers })),
      );
    });
  });
  return client;
}
