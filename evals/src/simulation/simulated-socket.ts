import { EventEmitter } from 'node:events';
import type { Sessions } from '@cascade/gateway';

type GatewaySocket = Parameters<Sessions['attach']>[0];

/** As much of a WebSocket as the gateway touches, without a network. */
export class SimulatedSocket extends EventEmitter {
  readyState = 1;
  bufferedAmount = 0;
  readonly #toClient: (message: string | Uint8Array) => void;

  constructor(toClient: (message: string | Uint8Array) => void) {
    super();
    this.#toClient = toClient;
  }

  get asGatewaySocket(): GatewaySocket {
    return this as unknown as GatewaySocket;
  }

  send(message: string | Uint8Array, sent?: () => void): void {
    this.#toClient(message);
    sent?.();
  }

  ping(): void {
    this.emit('pong', Buffer.alloc(0));
  }

  /** Closed by the service. */
  close(): void {
    this.readyState = 3;
  }

  terminate(): void {
    this.end(1006);
  }

  pause(): void {}
  resume(): void {}

  /** A message of the client arrives. */
  receive(message: string | Uint8Array): void {
    if (this.readyState === 1) this.emit('message', Buffer.from(message as string), typeof message !== 'string');
  }

  /** The client is gone; 1006 without a word. */
  end(code: number): void {
    if (this.readyState !== 1) return;
    this.readyState = 3;
    this.emit('close', code, Buffer.alloc(0));
  }
}
