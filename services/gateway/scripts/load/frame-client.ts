import { connect, type Socket } from 'node:net';
import { upgradeRequest } from '../wire/raw-socket.ts';

export interface FrameClientOptions {
  readonly port: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** For each text or binary message of the server, in order, with its payload. */
  onMessage(payload: Buffer): void;
  onEnd?(): void;
}

/**
 * A client that costs as little as it can: it writes frames that were encoded before, and reads no more of an answer than
 * where it ends. What a load test measures should be the server, not its client. It answers pings.
 */
export class FrameClient {
  readonly #socket: Socket;
  readonly #options: FrameClientOptions;
  readonly opened: Promise<void>;
  #open: (() => void) | undefined;
  #left: Buffer | undefined;

  constructor(options: FrameClientOptions) {
    this.#options = options;
    this.#socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    this.opened = new Promise((resolve, reject) => {
      this.#open = resolve;
      this.#socket.once('close', () => reject(new Error('the server closed the connection before it was open')));
    });
    this.#socket.once('connect', () => this.#socket.write(upgradeRequest(options.headers ?? {})));
    this.#socket.on('data', (bytes) => this.#read(bytes));
    this.#socket.on('error', () => undefined);
    this.#socket.once('close', () => options.onEnd?.());
  }

  /** A frame as `encodeFrame` makes it. */
  write(frame: Buffer): void {
    this.#socket.write(frame);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    let data = this.#left ? Buffer.concat([this.#left, bytes]) : bytes;
    this.#left = undefined;
    if (this.#open) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) {
        this.#left = data;
        return;
      }
      if (!data.subarray(0, 12).equals(accepted)) {
        this.#socket.destroy();
        return;
      }
      this.#open();
      this.#open = undefined;
      data = data.subarray(end + 4);
    }
    let at = 0;
    while (data.length - at >= 2) {
      const short = data[at + 1]! & 127;
      const headBytes = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (data.length - at < headBytes) break;
      const length =
        short === 127 ? Number(data.readBigUInt64BE(at + 2)) : short === 126 ? data.readUInt16BE(at + 2) : short;
      if (data.length - at < headBytes + length) break;
      const opcode = data[at]! & 15;
      const payload = data.subarray(at + headBytes, at + headBytes + length);
      if (opcode === 1 || opcode === 2) this.#options.onMessage(payload);
      else if (opcode === 9) this.#socket.write(emptyPong);
      else if (opcode === 8) this.#socket.end();
      at += headBytes + length;
    }
    if (at < data.length) this.#left = data.subarray(at);
  }
}

const accepted = Buffer.from('HTTP/1.1 101');
/** Masked with zeros. */
const emptyPong = Buffer.of(0x8a, 0x80, 0, 0, 0, 0);
