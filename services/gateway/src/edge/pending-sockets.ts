import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export interface PendingSocketsOptions {
  /** In all; half of it from one address. */
  readonly max: number;
  /** Whoever connects for many others, a proxy, has the whole limit. */
  isProxy(address: string): boolean;
  onDropped(address: string): void;
}

/**
 * Bounds the connections that have no session: those that have said nothing yet, and those that wait for another
 * request. Whoever is one too many is dropped before TLS or a parser costs anything.
 */
export class PendingSockets {
  readonly #options: PendingSocketsOptions;
  /** By the far end of each connection: TLS and plain sockets of one connection share it. */
  readonly #pending = new Map<string, string>();
  readonly #perAddress = new Map<string, number>();

  constructor(server: Server, options: PendingSocketsOptions) {
    this.#options = options;
    server.on('connection', (socket: Socket) => this.#take(socket));
  }

  get size(): number {
    return this.#pending.size;
  }

  /** The connection has a session: other limits hold for it from now on. */
  release(socket: Pick<Socket, 'remoteAddress' | 'remotePort'>): void {
    this.#forget(farEnd(socket));
  }

  #take(socket: Socket): void {
    const { max, isProxy, onDropped } = this.#options;
    const address = socket.remoteAddress ?? '';
    const fromHere = this.#perAddress.get(address) ?? 0;
    if (this.size >= max || (fromHere >= max / 2 && !isProxy(address))) {
      onDropped(address);
      socket.destroy();
      return;
    }
    const name = farEnd(socket);
    this.#pending.set(name, address);
    this.#perAddress.set(address, fromHere + 1);
    socket.once('close', () => this.#forget(name));
  }

  #forget(name: string): void {
    const address = this.#pending.get(name);
    if (address === undefined) return;
    this.#pending.delete(name);
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left === 0) this.#perAddress.delete(address);
    else this.#perAddress.set(address, left);
  }
}

const farEnd = ({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>) =>
  `${remoteAddress} ${remotePort}`;
