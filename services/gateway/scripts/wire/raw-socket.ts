import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** Operation codes of RFC 6455, section 5.2. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameSpec {
  readonly opcode: number;
  readonly payload?: Uint8Array | string;
  readonly fin?: boolean;
  /** The three reserved bits as a number from 0 to 7; RSV1 is 4. */
  readonly rsv?: number;
  /** A client must mask; `false` breaks that rule. */
  readonly masked?: boolean;
  readonly maskKey?: Uint8Array;
  /** Length that the header announces in place of the payload's own. */
  readonly announcedBytes?: bigint;
}

/** One frame as bytes, right or wrong: whatever the parts say. RFC 6455, section 5.2. */
export function encodeFrame(spec: FrameSpec): Buffer {
  const payload = Buffer.from(spec.payload ?? '');
  const length = spec.announcedBytes ?? BigInt(payload.length);
  const masked = spec.masked ?? true;
  const extended = length > 65_535n ? 8 : length > 125n ? 2 : 0;
  const head = Buffer.alloc(2 + extended);
  head[0] = ((spec.fin ?? true) ? 0x80 : 0) | ((spec.rsv ?? 0) << 4) | spec.opcode;
  head[1] = (masked ? 0x80 : 0) | (extended === 8 ? 127 : extended === 2 ? 126 : Number(length));
  if (extended === 8) head.writeBigUInt64BE(length, 2);
  else if (extended === 2) head.writeUInt16BE(Number(length), 2);
  if (!masked) return Buffer.concat([head, payload]);
  const key = Buffer.from(spec.maskKey ?? randomBytes(4));
  const body = Buffer.from(payload.map((byte, index) => byte ^ key[index & 3]!));
  return Buffer.concat([head, key, body]);
}

/** Payload of a close frame; no code gives an empty one. */
export function closePayload(code?: number, reason: Uint8Array | string = ''): Buffer {
  if (code === undefined) return Buffer.alloc(0);
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code);
  return Buffer.concat([head, Buffer.from(reason)]);
}

export interface ReceivedFrame {
  readonly opcode: number;
  readonly fin: boolean;
  readonly rsv: number;
  readonly masked: boolean;
  readonly payload: Buffer;
}

export interface ResponseHead {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The key of the example in RFC 6455, section 1.3. */
export const exampleKey = 'dGhlIHNhbXBsZSBub25jZQ==';

/** What a server must answer to a key. RFC 6455, section 4.2.2. */
export const acceptOf = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

/** Lines of a proper upgrade request; `undefined` leaves a header out, an array sends it several times. */
export function upgradeRequest(
  changes: Readonly<Record<string, string | readonly string[] | undefined>> = {},
  requestLine = 'GET /v1/realtime HTTP/1.1',
): string {
  const headers: Record<string, string | readonly string[] | undefined> = {
    Host: 'localhost',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': exampleKey,
    ...changes,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((text) => `${name}: ${text}`),
  );
  return `${[requestLine, ...lines].join('\r\n')}\r\n\r\n`;
}

/** A TCP connection that reads WebSocket frames and HTTP heads, and writes whatever it is told to. */
export class RawSocket {
  readonly socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);
  #over = false;
  #wake: (() => void)[] = [];

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (bytes) => {
      this.#bytes = Buffer.concat([this.#bytes, bytes]);
      this.#wakeAll();
    });
    this.socket.on('error', () => undefined);
    for (const event of ['end', 'close'] as const) {
      this.socket.on(event, () => {
        this.#over = true;
        this.#wakeAll();
      });
    }
  }

  /** The peer has closed its side. */
  get over(): boolean {
    return this.#over;
  }

  write(bytes: Uint8Array | string): void {
    if (this.socket.writable) this.socket.write(bytes);
  }

  sendFrame(spec: FrameSpec): void {
    this.write(encodeFrame(spec));
  }

  /** The head of the next HTTP response. @throws Error when the connection ends before */
  async nextHead(): Promise<ResponseHead> {
    const end = await this.#until(() => this.#bytes.indexOf('\r\n\r\n'), 'a response head');
    const [statusLine = '', ...lines] = this.#take(end + 4)
      .toString('latin1')
      .trimEnd()
      .split('\r\n');
    const pairs = lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    });
    return { status: Number(statusLine.split(' ')[1]), headers: Object.fromEntries(pairs) };
  }

  /** @throws Error when the connection ends before */
  async nextFrame(): Promise<ReceivedFrame> {
    const { headBytes, payloadBytes } = await this.#frameSize();
    const head = this.#take(headBytes);
    const payload = this.#take(payloadBytes);
    const first = head[0]!;
    return {
      opcode: first & 15,
      fin: (first & 0x80) !== 0,
      rsv: (first >> 4) & 7,
      masked: (head[1]! & 0x80) !== 0,
      payload,
    };
  }

  /** Everything that still comes, until the peer closes its side. */
  async rest(): Promise<Buffer> {
    while (!this.#over) await this.#more();
    return this.#take(this.#bytes.length);
  }

  destroy(): void {
    this.socket.destroy();
  }

  async #frameSize(): Promise<{ headBytes: number; payloadBytes: number }> {
    await this.#until(() => (this.#bytes.length >= 2 ? 0 : -1), 'a frame');
    const short = this.#bytes[1]! & 127;
    const headBytes = short === 127 ? 10 : short === 126 ? 4 : 2;
    await this.#until(() => (this.#bytes.length >= headBytes ? 0 : -1), 'a frame');
    const long =
      short === 127 ? Number(this.#bytes.readBigUInt64BE(2)) : short === 126 ? this.#bytes.readUInt16BE(2) : short;
    await this.#until(() => (this.#bytes.length >= headBytes + long ? 0 : -1), 'a whole frame');
    return { headBytes, payloadBytes: long };
  }

  async #until(find: () => number, what: string): Promise<number> {
    for (;;) {
      const found = find();
      if (found >= 0) return found;
      if (this.#over) throw new Error(`the connection ended before ${what} came`);
      await this.#more();
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #take(count: number): Buffer {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** A raw socket whose upgrade was accepted. @throws Error with the status when it was refused */
export async function openRaw(port: number, changes: Parameters<typeof upgradeRequest>[0] = {}): Promise<RawSocket> {
  const raw = new RawSocket(port);
  raw.write(upgradeRequest(changes));
  const { status } = await raw.nextHead();
  if (status !== 101) throw new Error(`the upgrade was refused with ${status}`);
  return raw;
}
