import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { encodeFrame, type FrameSpec, opcodes, upgradeRequest } from '../wire/raw-socket.ts';

/** How an attacker reads what it is sent: at once, 10 KiB a second, or never. */
export type Reading = 'eager' | 'slow' | 'never';

export interface AttackSocketOptions {
  readonly port: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly reading?: Reading;
  /** Address to come from; the system's choice otherwise. */
  readonly localAddress?: string;
}

const readBytes = 1024;
const slowReadEveryMs = 100;

/**
 * A hostile client: it speaks the protocol as far as it must and no further. It notices how the server ends it.
 */
export class AttackSocket {
  readonly #socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);
  #status = 0;
  #end: string | undefined;
  #slowly: NodeJS.Timeout | undefined;
  readonly #errorCodes: string[] = [];
  readonly #messages: string[] = [];
  /** Resolves with the HTTP status of the upgrade, or with 0 when the connection ended before. */
  readonly answered: Promise<number>;
  /** Resolves when the connection is over with what the server said: `close 1009`, `refused 503`, or `cut off`. */
  readonly ended: Promise<string>;

  constructor({ port, headers = {}, reading = 'eager', localAddress }: AttackSocketOptions) {
    let answer: (status: number) => void = () => undefined;
    this.answered = new Promise((resolve) => {
      answer = resolve;
    });
    const callback = (length: number, buffer: Uint8Array) => {
      this.#read(Buffer.from(buffer.subarray(0, length)));
      if (this.#status > 0) answer(this.#status);
      // The head of the answer is read by everyone, and a refusal to its end.
      return reading === 'eager' || this.#status !== 101;
    };
    const size = reading === 'eager' ? 65_536 : readBytes;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      ...(localAddress === undefined ? {} : { localAddress }),
      onread: { buffer: new Uint8Array(size), callback },
    });
    if (reading === 'slow') this.#slowly = setInterval(() => this.#socket.resume(), slowReadEveryMs);
    this.#socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      this.#socket.once('close', () => {
        clearInterval(this.#slowly);
        answer(this.#status);
        resolve(this.#end ?? (this.#status > 101 ? `refused ${this.#status}` : 'cut off'));
      });
    });
    this.#socket.once('connect', () => this.#socket.write(upgradeRequest(headers)));
  }

  get over(): boolean {
    return this.#socket.destroyed || this.#end !== undefined;
  }

  /** Codes of the error events that came since this was last asked. */
  takeErrorCodes(): string[] {
    return this.#errorCodes.splice(0);
  }

  /** Types of the events that came since this was last asked. */
  takeEventTypes(): string[] {
    return this.#messages.splice(0);
  }

  /** Writes and waits while the network takes no more, but not for ever: a server may stop reading, too. */
  async write(bytes: Buffer | string): Promise<void> {
    if (this.over || this.#socket.write(bytes)) return;
    await Promise.race([
      new Promise<void>((resolve) => this.#socket.once('drain', resolve)),
      this.ended,
      wait(1000, undefined, { ref: false }),
    ]);
  }

  send(event: object): Promise<void> {
    return this.sendFrame({ opcode: opcodes.text, payload: JSON.stringify(event) });
  }

  sendFrame(spec: FrameSpec): Promise<void> {
    return this.write(encodeFrame(spec));
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    if (this.#status === 0) {
      const end = this.#bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.#status = Number(this.#bytes.toString('latin1', 9, 12));
      this.#bytes = this.#bytes.subarray(end + 4);
    }
    if (this.#status !== 101) return;
    this.#readFrames();
  }

  #readFrames(): void {
    const data = this.#bytes;
    let at = 0;
    while (data.length - at >= 2) {
      const short = data[at + 1]! & 127;
      const headBytes = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (data.length - at < headBytes) break;
      const length =
        short === 127 ? Number(data.readBigUInt64BE(at + 2)) : short === 126 ? data.readUInt16BE(at + 2) : short;
      if (data.length - at < headBytes + length) break;
      this.#readFrame(data[at]! & 15, data.subarray(at + headBytes, at + headBytes + length));
      at += headBytes + length;
    }
    this.#bytes = data.subarray(at);
  }

  #readFrame(opcode: number, payload: Buffer): void {
    if (opcode === opcodes.close) {
      this.#end = `close ${payload.length >= 2 ? payload.readUInt16BE() : 'without code'}`;
      this.#socket.destroy();
    } else if (opcode === opcodes.text) {
      // Only the beginning is of interest: type and code.
      const text = payload.toString('latin1', 0, 300);
      const type = /"type":"([a-z_.]+)"/.exec(text)?.[1];
      if (type) this.#messages.push(type);
      if (type === 'error') this.#errorCodes.push(/"code":"([a-z_]+)"/.exec(text)?.[1] ?? 'unknown');
    }
  }
}
