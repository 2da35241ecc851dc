import {
  CascadeError,
  type ClientEventInput,
  type RealtimeSession,
  type ServerEvent,
  type ServerEventOf,
  type ServerEventType,
  type SessionUpdate,
} from '@cascade/contracts';
import type { ReplyAudio } from './audio-streams.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { platformClock } from './client-clock.ts';
import type { ConnectionState, RealtimeConnectOptions, StateDetail } from './connect-options.ts';
import { connectionError, refusedSession } from './connection-error.ts';
import { ConversationHistory } from './conversation-history.ts';
import { Incoming } from './incoming.ts';
import { Listeners } from './listeners.ts';
import { Outbox } from './outbox.ts';
import { type ConnectionEnd, realtimeUrl } from './realtime-socket.ts';
import { defaultReconnectPolicy, type ReconnectPolicy } from './reconnect-policy.ts';
import { settingsOfSession } from './session-settings-of.ts';
import { SteadySocket } from './steady-socket.ts';
import { trustEvent } from './trust-event.ts';

/** The client's own ids of the updates that open a session. */
const updateIdPrefix = 'cascade-open-';

/**
 * One conversation over a WebSocket, or over several one after the other: typed events out, typed events and audio in.
 * Listeners are called in the order in which messages come, one after the other, and must not throw. An event whose
 * `type` this version does not know is skipped; one that does not fit its schema goes to `onProtocolError`.
 *
 * With `reconnect` each event of a session is given once and in order, whatever happens to connections, and the server
 * gets each sample of audio once and in order, up to `keepAudioMs`.
 */
export class RealtimeClient {
  /** Resolves when the connection is over for good, however it ended. Never rejects. */
  readonly closed: Promise<ConnectionEnd>;
  readonly #options: RealtimeConnectOptions;
  readonly #policy: ReconnectPolicy | undefined;
  readonly #socket: SteadySocket;
  readonly #events = new Listeners<[ServerEvent]>();
  readonly #audio = new Listeners<[ReplyAudio]>();
  readonly #errors = new Listeners<[CascadeError]>();
  readonly #states = new Listeners<[ConnectionState, StateDetail]>();
  readonly #incoming: Incoming;
  readonly #outbox: Outbox | undefined;
  readonly #history: ConversationHistory | undefined;
  #session: RealtimeSession | undefined;
  #state: ConnectionState = 'connecting';
  /** There is a session that takes what is sent. */
  #writable = false;
  /** The update that makes a new session what it should be, until the server has answered. */
  #opening: { readonly id: string; readonly update: SessionUpdate } | undefined;
  #openings = 0;

  private constructor(options: RealtimeConnectOptions) {
    this.#options = options;
    const { reconnect } = options;
    this.#policy = reconnect ? { ...defaultReconnectPolicy, ...(reconnect === true ? {} : reconnect) } : undefined;
    this.#outbox = this.#policy && new Outbox(this.#policy.keepAudioMs);
    this.#history = this.#policy?.restoreHistory ? new ConversationHistory() : undefined;
    this.#incoming = new Incoming({
      parseEvent: options.parseEvent ?? trustEvent,
      isResumable: () => this.#resumeToken !== undefined,
      onEvent: (event) => this.#receive(event),
      onAudio: (audio) => this.#audio.tell(audio),
      onProtocolError: (error) => this.#errors.tell(error),
    });
    const { promise, resolve } = Promise.withResolvers<ConnectionEnd>();
    this.closed = promise;
    this.#socket = new SteadySocket({
      url: realtimeUrl(options.url),
      webSocket: options.webSocket,
      key: options.key,
      clock: options.clock ?? platformClock,
      random: options.random ?? Math.random,
      reconnect: this.#policy,
      protocols: () => this.#protocols(),
      onMessage: (data) => this.#incoming.receive(data),
      onLost: ({ end, attempt, delayMs }) => {
        this.#writable = false;
        this.#setState('reconnecting', { end, attempt, delayMs });
      },
      onEnd: (end) => {
        this.#writable = false;
        this.#setState('closed', { end });
        resolve(end);
      },
    });
  }

  /** What `openRealtimeClient` does. */
  static async open(options: RealtimeConnectOptions): Promise<RealtimeClient> {
    const client = new RealtimeClient(options);
    await client.#open();
    return client;
  }

  /** The session as the server last described it; undefined before it did. */
  get session(): RealtimeSession | undefined {
    return this.#session;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** While reconnecting, this waits for the next connection. After the end it does nothing: `closed` tells. */
  send(event: ClientEventInput): void {
    if (this.#state === 'closed') return;
    if (event.type === 'input_audio_buffer.append' && this.#outbox) {
      this.appendAudio(decodeBase64(event.audio));
      return;
    }
    if (!this.#outbox) {
      if (this.#writable) this.#socket.send(JSON.stringify(event));
      return;
    }
    if (event.type === 'session.update' && event.session.audio?.input?.format) {
      const { format } = event.session.audio.input;
      this.#outbox.setFormat(format.type === 'audio/pcm' ? { ...format, rate: format.rate ?? 24_000 } : format);
    }
    this.#outbox.addEvent(event);
    this.#flush();
  }

  /** Audio of the session's input format: a binary frame where the session agreed to them, an append event otherwise. */
  appendAudio(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#state === 'closed') return;
    if (this.#outbox) {
      this.#outbox.addAudio(bytes);
      this.#flush();
    } else if (this.#writable) this.#sendAudio(bytes);
  }

  /** Every event of the server. The returned function takes the listener away again. */
  onEvent(listener: (event: ServerEvent) => void): () => void {
    return this.#events.add(listener);
  }

  /** Events of one type. */
  on<T extends ServerEventType>(type: T, listener: (event: ServerEventOf<T>) => void): () => void {
    return this.onEvent((event) => {
      if (event.type === type) listener(event as ServerEventOf<T>);
    });
  }

  onAudio(listener: (audio: ReplyAudio) => void): () => void {
    return this.#audio.add(listener);
  }

  /** Changes of `state`, and each further attempt while reconnecting. */
  onState(listener: (state: ConnectionState, detail: StateDetail) => void): () => void {
    return this.#states.add(listener);
  }

  /**
   * Turns that begin from now on become part of a trace of the client's, below the span that `traceparent` names; with null
   * each has a trace of its own again. For W3C trace contexts see https://www.w3.org/TR/trace-context/.
   */
  setTraceparent(traceparent: string | null): void {
    this.send({ type: 'session.update', session: { cascade: { traceparent } } });
  }

  /** What the server sent does not fit the protocol. */
  onProtocolError(listener: (error: CascadeError) => void): () => void {
    return this.#errors.add(listener);
  }

  /** While reconnecting: tries at once, as when the browser says that it is online again. */
  reconnectNow(): void {
    this.#socket.retryNow();
  }

  /** Ends the conversation; `closed` resolves when the server has agreed. */
  close(): void {
    this.#socket.close();
  }

  #open(): Promise<void> {
    const { signal } = this.#options;
    const url = realtimeUrl(this.#options.url);
    let refusal: CascadeError | undefined;
    return new Promise((resolve, reject) => {
      const abort = () =>
        fail(new CascadeError('connection_failed', `${url} did not answer in time.`, { cause: signal?.reason }));
      const stops = [
        this.#events.add((event) => {
          if (event.type !== 'error') return;
          refusal = refusedSession(event);
          if (this.#opening && event.error.event_id === this.#opening.id) fail(refusal);
        }),
        this.#states.add((state, { end }) => {
          if (state === 'open') settle(resolve);
          else if (end) fail(refusal ?? connectionError(url, end));
        }),
        () => signal?.removeEventListener('abort', abort),
      ];
      const settle = (how: () => void) => {
        for (const stop of stops) stop();
        how();
      };
      const fail = (error: CascadeError) =>
        settle(() => {
          this.close();
          reject(error);
        });
      signal?.addEventListener('abort', abort, { once: true });
      if (signal?.aborted) return abort();
      this.#socket.dial().catch((cause) => {
        fail(new CascadeError('unsupported_value', `No connection can be made to ${url} with this key.`, { cause }));
      });
    });
  }

  /** Servers of others have no such thing. */
  get #resumeToken(): string | undefined {
    return this.#session?.cascade?.resume?.token;
  }

  /** Beside those of the key: browsers cannot set headers. */
  #protocols(): string[] {
    const { traceparent } = this.#options;
    return [...(traceparent === undefined ? [] : [`cascade-traceparent.${traceparent}`]), ...this.#resumeProtocols()];
  }

  #resumeProtocols(): string[] {
    const token = this.#resumeToken;
    if (this.#state === 'connecting' || token === undefined) return [];
    const { lastEventId } = this.#incoming;
    return [`cascade-resume.${token}`, ...(lastEventId === undefined ? [] : [`cascade-after.${lastEventId}`])];
  }

  #receive(event: ServerEvent): void {
    const change = this.#follow(event);
    this.#history?.observe(event);
    this.#events.tell(event);
    if (change) this.#setState('open', change);
  }

  /** What the event means for the connection; the detail of `open` when it is that. */
  #follow(event: ServerEvent): StateDetail | undefined {
    switch (event.type) {
      case 'session.created':
        return this.#begin(event.session);
      case 'session.updated':
        this.#session = event.session;
        return this.#opened();
      case 'error': {
        // A new session that refuses what the old one took is better than none.
        const refused = this.#opening && event.error.event_id === this.#opening.id;
        return refused && this.#state === 'reconnecting' ? this.#opened() : undefined;
      }
      case 'cascade.session.resumed':
        return this.#goOn(event);
      default:
        return undefined;
    }
  }

  /** A session is there, as the server makes them: it has to be set to what is wanted. */
  #begin(session: RealtimeSession): StateDetail | undefined {
    // A connection that was lost amid this left a session that nobody had set yet.
    const update = this.#opening?.update ?? this.#wantedUpdate();
    this.#session = session;
    if (!update) return this.#opened();
    this.#opening = { id: `${updateIdPrefix}${++this.#openings}`, update };
    this.#socket.send(JSON.stringify({ type: 'session.update', event_id: this.#opening.id, session: update }));
    return undefined;
  }

  #wantedUpdate(): SessionUpdate | undefined {
    if (this.#state === 'reconnecting') return this.#session && settingsOfSession(this.#session);
    const { session } = this.#options;
    return this.#policy ? { ...session, cascade: { ...session?.cascade, resume: true } } : session;
  }

  /** The session is as it should be. Undefined when it was before. */
  #opened(): StateDetail | undefined {
    if (this.#state === 'open' || !this.#session) return undefined;
    const isNew = this.#state === 'reconnecting';
    this.#socket.settled();
    this.#outbox?.setFormat(this.#session.audio.input.format);
    this.#outbox?.restart(isNew ? (this.#history?.events() ?? []) : [], this.#opening ? 1 : 0);
    this.#opening = undefined;
    this.#startWriting();
    return isNew ? { resumed: false, complete: false, lostAudioMs: 0 } : {};
  }

  #goOn(event: ServerEventOf<'cascade.session.resumed'>): StateDetail {
    this.#socket.settled();
    const { complete, input_received_ms: audioMs, events_received: events } = event;
    const lostAudioMs = this.#outbox?.resumed({ audioMs, events }) ?? 0;
    this.#startWriting();
    return { resumed: true, complete, lostAudioMs };
  }

  #startWriting(): void {
    this.#writable = true;
    this.#flush();
  }

  #flush(): void {
    if (!this.#outbox || !this.#writable) return;
    for (const entry of this.#outbox.takeUnsent()) {
      if (entry.kind === 'audio') this.#sendAudio(entry.bytes);
      else this.#socket.send(JSON.stringify(entry.event));
    }
  }

  #sendAudio(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#session?.cascade?.binary_audio) this.#socket.send(bytes);
    else this.#socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio: encodeBase64(bytes) }));
  }

  #setState(state: ConnectionState, detail: StateDetail): void {
    this.#state = state;
    this.#states.tell(state, detail);
  }
}

/**
 * Connects and waits until the server has described the session, with the asked-for changes in it.
 *
 * @throws CascadeError when the server cannot be reached, refuses the session, or the signal aborts
 */
export function openRealtimeClient(options: RealtimeConnectOptions): Promise<RealtimeClient> {
  return RealtimeClient.open(options);
}
