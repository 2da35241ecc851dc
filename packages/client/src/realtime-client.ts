import {
  CascadeError,
  type ClientEventInput,
  decodeBinaryAudio,
  type ErrorCode,
  errorTable,
  parseServerEvent,
  type RealtimeSession,
  type ServerEvent,
  type ServerEventOf,
  type ServerEventType,
  type SessionUpdate,
} from '@cascade/contracts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { type RealtimeSocket, type RealtimeSocketConstructor, realtimeUrl } from './realtime-socket.ts';

/** A piece of a reply in the session's output format, however it travelled. */
export interface ReplyAudio {
  readonly responseId: string;
  readonly itemId: string;
  readonly bytes: Uint8Array;
}

/** Why a connection ended; `error` is what the platform said of a failure, when it said something. */
export interface ConnectionEnd {
  readonly code: number;
  readonly reason: string;
  readonly error?: string;
}

type Listener<T> = (value: T) => void;

/**
 * One conversation over a WebSocket: typed events out, typed events and audio in. Listeners are called in the order in
 * which messages come, one after the other, and must not throw. An event whose `type` this version does not know is
 * skipped; one that does not fit its schema goes to `onProtocolError`.
 */
export class RealtimeClient {
  /** Resolves when the connection is over, however it ended. Never rejects. */
  readonly closed: Promise<ConnectionEnd>;
  readonly #socket: RealtimeSocket;
  readonly #eventListeners = new Set<Listener<ServerEvent>>();
  readonly #audioListeners = new Set<Listener<ReplyAudio>>();
  readonly #errorListeners = new Set<Listener<CascadeError>>();
  /** Whose audio the binary frames of a stream number are. */
  readonly #streams = new Map<number, { responseId: string; itemId: string }>();
  #session: RealtimeSession | undefined;
  #isOpen = true;

  constructor(socket: RealtimeSocket) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    let error: string | undefined;
    socket.addEventListener('error', (event) => {
      error = event.message || 'the connection failed';
    });
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => {
        this.#isOpen = false;
        resolve({ code, reason, ...(error === undefined ? {} : { error }) });
      });
    });
    socket.addEventListener('message', ({ data }) => this.#receive(data));
  }

  /** The session as the server last described it; undefined before it did. */
  get session(): RealtimeSession | undefined {
    return this.#session;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** After the end of the connection this does nothing: `closed` tells. */
  send(event: ClientEventInput): void {
    if (this.#isOpen) this.#socket.send(JSON.stringify(event));
  }

  /** Audio of the session's input format: a binary frame where the session agreed to them, an append event otherwise. */
  appendAudio(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.#isOpen) return;
    if (this.#session?.cascade.binary_audio) this.#socket.send(bytes);
    else this.send({ type: 'input_audio_buffer.append', audio: encodeBase64(bytes) });
  }

  /** Every event of the server. The returned function takes the listener away again. */
  onEvent(listener: Listener<ServerEvent>): () => void {
    return addTo(this.#eventListeners, listener);
  }

  /** Events of one type. */
  on<T extends ServerEventType>(type: T, listener: Listener<ServerEventOf<T>>): () => void {
    return this.onEvent((event) => {
      if (event.type === type) listener(event as ServerEventOf<T>);
    });
  }

  onAudio(listener: Listener<ReplyAudio>): () => void {
    return addTo(this.#audioListeners, listener);
  }

  /** What the server sent does not fit the protocol. */
  onProtocolError(listener: Listener<CascadeError>): () => void {
    return addTo(this.#errorListeners, listener);
  }

  /** Ends the conversation; `closed` resolves when the server has agreed. */
  close(): void {
    this.#socket.close(1000, 'done');
  }

  #receive(data: unknown): void {
    if (data instanceof ArrayBuffer) this.#receiveBinary(new Uint8Array(data));
    else this.#receiveText(String(data));
  }

  #receiveText(text: string): void {
    let event: ServerEvent | undefined;
    try {
      event = parseServerEvent(JSON.parse(text));
    } catch (error) {
      this.#protocolError('invalid_event', 'The server sent an event that does not fit the protocol.', error);
      return;
    }
    if (!event) return;
    if (event.type === 'session.created' || event.type === 'session.updated') this.#session = event.session;
    if (event.type === 'cascade.audio.stream') {
      this.#streams.set(event.stream, { responseId: event.response_id, itemId: event.item_id });
    }
    for (const listener of this.#eventListeners) listener(event);
    if (event.type === 'response.output_audio.delta') this.#receiveDelta(event);
  }

  #receiveDelta(event: ServerEventOf<'response.output_audio.delta'>): void {
    try {
      this.#hear({ responseId: event.response_id, itemId: event.item_id, bytes: decodeBase64(event.delta) });
    } catch (error) {
      this.#protocolError('invalid_audio', 'The server sent audio that is not base64.', error);
    }
  }

  #receiveBinary(bytes: Uint8Array): void {
    const frame = decodeBinaryAudio(bytes);
    const stream = frame && this.#streams.get(frame.stream);
    if (frame && stream) this.#hear({ ...stream, bytes: frame.audio });
    else this.#protocolError('invalid_audio', 'The server sent a binary frame of no audio stream.', undefined);
  }

  #hear(audio: ReplyAudio): void {
    for (const listener of this.#audioListeners) listener(audio);
  }

  #protocolError(code: ErrorCode, message: string, cause: unknown): void {
    const detail = cause instanceof Error ? ` (${cause.message})` : '';
    const error = new CascadeError(code, message + detail, { cause });
    for (const listener of this.#errorListeners) listener(error);
  }
}

export interface RealtimeConnectOptions {
  /** What `realtimeUrl` takes. */
  readonly url: string;
  /** Sent as a WebSocket subprotocol, the one way that browsers have. */
  readonly key?: string;
  readonly webSocket: RealtimeSocketConstructor;
  /** Asked for before the first audio; the server's defaults otherwise. */
  readonly session?: SessionUpdate;
  /** Gives up waiting for the server: pass `AbortSignal.timeout(…)`. */
  readonly signal?: AbortSignal;
}

/**
 * Connects and waits until the server has described the session, with the asked-for changes in it.
 *
 * @throws CascadeError when the server cannot be reached, refuses the session, or the signal aborts
 */
export async function openRealtimeClient(options: RealtimeConnectOptions): Promise<RealtimeClient> {
  const { key, session, signal } = options;
  const url = realtimeUrl(options.url);
  const protocols = key === undefined ? [] : ['realtime', `openai-insecure-api-key.${key}`];
  let socket: RealtimeSocket;
  try {
    socket = new options.webSocket(url, protocols);
  } catch (error) {
    throw new CascadeError('unsupported_value', `No connection can be made to ${url} with this key.`, { cause: error });
  }
  const client = new RealtimeClient(socket);
  const updateId = 'session-update';
  let refusal: CascadeError | undefined;
  return new Promise((resolve, reject) => {
    const stop = client.onEvent((event) => {
      if (event.type === 'session.created' && session) {
        client.send({ type: 'session.update', event_id: updateId, session });
      } else if (event.type === 'session.updated' || event.type === 'session.created') {
        settle(() => resolve(client));
      } else if (event.type === 'error') {
        refusal = refusedSession(event);
        if (event.error.event_id === updateId) fail(refusal);
      }
    });
    const abort = () =>
      fail(new CascadeError('connection_failed', `${url} did not answer in time.`, { cause: signal?.reason }));
    const settle = (how: () => void) => {
      stop();
      signal?.removeEventListener('abort', abort);
      how();
    };
    const fail = (error: CascadeError) =>
      settle(() => {
        socket.close();
        reject(error);
      });
    client.closed.then((end) =>
      fail(refusal ?? new CascadeError('connection_failed', `${url} ${describeEnd(end)}.`, { retryable: true })),
    );
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
  });
}

function refusedSession({ error }: ServerEventOf<'error'>): CascadeError {
  const code = Object.hasOwn(errorTable, error.code) ? (error.code as ErrorCode) : 'invalid_event';
  const message = `The server refused the session: ${error.message}`;
  return new CascadeError(code, message, error.param === null ? {} : { param: error.param });
}

/** "cannot be reached (…)" or "ended the connection (…)". */
export function describeEnd({ code, reason, error }: ConnectionEnd): string {
  if (error !== undefined) return `cannot be reached (${error})`;
  return `ended the connection (${code}${reason === '' ? '' : `, ${reason}`})`;
}

function addTo<T>(listeners: Set<Listener<T>>, listener: Listener<T>): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
