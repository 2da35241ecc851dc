import type { ClientClock } from './client-clock.ts';
import type { ConnectionEnd, RealtimeSocket, RealtimeSocketConstructor } from './realtime-socket.ts';
import { mayReconnect, type ReconnectPolicy, reconnectDelayMs, stableAfterMs } from './reconnect-policy.ts';

/** A key, or what gets one: a browser asks its own server for a short-lived token, again for each connection. */
export type KeySource = string | (() => string | Promise<string>);

export interface SteadySocketOptions {
  readonly url: string;
  readonly webSocket: RealtimeSocketConstructor;
  readonly key: KeySource | undefined;
  readonly clock: ClientClock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Undefined: the first end is the end. */
  readonly reconnect: ReconnectPolicy | undefined;
  /** Subprotocols beside those of the key, asked for at each connection. */
  protocols(): readonly string[];
  onMessage(data: unknown): void;
  /** The connection is gone and `attempt` follows in `delayMs`. */
  onLost(lost: { readonly end: ConnectionEnd; readonly attempt: number; readonly delayMs: number }): void;
  /** Once; nothing follows. */
  onEnd(end: ConnectionEnd): void;
}

const closedHere: ConnectionEnd = { code: 1000, reason: 'done' };
const noCloseFrame = 1006;

/** One socket after another to the same address. What is said over them is not its business. */
export class SteadySocket {
  readonly #options: SteadySocketOptions;
  #socket: RealtimeSocket | undefined;
  #cancelTimer: (() => void) | undefined;
  /** For the time of the next attempt; false while one is under way. */
  #waiting = false;
  /** Of the attempt under way: one that was given up may still get its key. */
  #dialled = 0;
  /** Since the last connection that held. */
  #attempts = 0;
  #settledAtMs: number | undefined;
  #everSettled = false;
  #closing = false;
  #ended = false;

  constructor(options: SteadySocketOptions) {
    this.#options = options;
  }

  /**
   * Connects. What goes wrong comes by `onLost` and `onEnd`.
   *
   * @throws whatever the platform's constructor throws for this address and key
   */
  async dial(): Promise<void> {
    const { key, webSocket, url } = this.#options;
    const number = ++this.#dialled;
    let secret: string | undefined;
    try {
      secret = typeof key === 'function' ? await key() : key;
    } catch (error) {
      if (number === this.#dialled)
        this.#down({ code: noCloseFrame, reason: '', error: `no key: ${messageOf(error)}` });
      return;
    }
    if (this.#ended || number !== this.#dialled) return;
    const protocols = [
      ...(secret === undefined ? [] : [`openai-insecure-api-key.${secret}`]),
      ...this.#options.protocols(),
    ];
    const socket = new webSocket(url, protocols.length > 0 ? ['realtime', ...protocols] : []);
    this.#attach(socket);
  }

  /** Only between the first message and the next `onLost` or `onEnd`. */
  send(data: string | Uint8Array<ArrayBuffer>): void {
    this.#socket?.send(data);
  }

  /** The server has answered as it should: this connection counts as made. */
  settled(): void {
    this.#everSettled = true;
    this.#settledAtMs ??= this.#options.clock.nowMs();
    this.#stopTimer();
  }

  /** Does not wait for the next attempt's time. */
  retryNow(): void {
    if (!this.#waiting) return;
    this.#stopTimer();
    this.#redial();
  }

  close(): void {
    this.#closing = true;
    this.#stopTimer();
    if (this.#socket) this.#socket.close(closedHere.code, closedHere.reason);
    else this.#end(closedHere);
  }

  #attach(socket: RealtimeSocket): void {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    let error: string | undefined;
    socket.addEventListener('error', (event) => {
      error = event.message || 'the connection failed';
    });
    socket.addEventListener('close', ({ code, reason }) => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      const { refusal } = socket;
      this.#down({ code, reason, ...(error === undefined ? {} : { error }), ...(refusal ? { refusal } : {}) });
    });
    socket.addEventListener('message', ({ data }) => {
      if (this.#socket === socket) this.#options.onMessage(data);
    });
  }

  #down(end: ConnectionEnd): void {
    this.#stopTimer();
    if (this.#ended) return;
    const { clock, random, reconnect } = this.#options;
    const heldMs = this.#settledAtMs === undefined ? 0 : clock.nowMs() - this.#settledAtMs;
    this.#settledAtMs = undefined;
    if (heldMs >= stableAfterMs) this.#attempts = 0;
    const mayTry = reconnect && this.#everSettled && !this.#closing && mayReconnect(end);
    if (!mayTry || this.#attempts >= reconnect.maxAttempts) {
      this.#end(end);
      return;
    }
    const attempt = ++this.#attempts;
    const delayMs = reconnectDelayMs(attempt, reconnect, random(), end.refusal?.retryAfterMs);
    this.#cancelTimer = clock.setTimer(delayMs, () => this.#redial());
    this.#waiting = true;
    this.#options.onLost({ end, attempt, delayMs });
  }

  #redial(): void {
    const { clock, reconnect } = this.#options;
    const timeoutMs = reconnect?.attemptTimeoutMs ?? 0;
    this.#waiting = false;
    this.#cancelTimer = clock.setTimer(timeoutMs, () => {
      const late = this.#socket;
      this.#socket = undefined;
      this.#dialled++;
      late?.close();
      this.#down({ code: noCloseFrame, reason: '', error: `no answer in ${timeoutMs} ms` });
    });
    this.dial().catch((error) => this.#end({ code: noCloseFrame, reason: '', error: messageOf(error) }));
  }

  #end(end: ConnectionEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#waiting = false;
    this.#stopTimer();
    this.#options.onEnd(end);
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
