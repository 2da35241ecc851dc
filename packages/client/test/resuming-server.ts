import {
  audioFormatOfWire,
  type ClientEvent,
  encodeBinaryAudio,
  parseClientEvent,
  parseServerEvent,
  type RealtimeSession,
  type ServerEventBody,
} from '@cascade/contracts';
import { decodeBase64 } from '../src/base64.ts';
import type { ServerEnd, ServerSide } from './fake-network.ts';
import { defaultSession } from './scripted-server.ts';

/** What arrived, in order: an event's own id, or one sample of audio. */
export type Arrival = string | number;

interface Kept {
  readonly data: string | Uint8Array<ArrayBuffer>;
  /** Of a binary frame, that of the event before it. */
  readonly number: number;
}

/** One session that outlives its connections, as the protocol describes it. */
export class ResumingSession {
  readonly token: string;
  readonly arrivals: Arrival[] = [];
  readonly updates: ClientEvent[] = [];
  session: RealtimeSession;
  readonly #kept: Kept[] = [];
  readonly #countsEvents: boolean;
  #end: ServerEnd | undefined;
  #next = 0;
  #audioMs = 0;
  #events = 0;

  constructor(id: string, countsEvents: boolean) {
    this.token = `token-of-${id}`;
    this.#countsEvents = countsEvents;
    this.session = { ...defaultSession(), id };
  }

  begin(end: ServerEnd): void {
    this.#end = end;
    this.emit({ type: 'session.created', session: this.session });
  }

  resume(end: ServerEnd, afterEventId: string | null): void {
    this.#end = end;
    const last = Number(/_(\d+)$/.exec(afterEventId ?? '')?.[1] ?? -1);
    const event = {
      type: 'cascade.session.resumed',
      event_id: `e_resumed_${last}`,
      session_id: this.session.id,
      after_event_id: afterEventId,
      complete: true,
      input_received_ms: this.#audioMs,
      ...(this.#countsEvents ? { events_received: this.#events } : {}),
    };
    end.send(JSON.stringify(parseServerEvent(event)));
    for (const { data, number } of this.#kept) {
      // Two too many: whoever resumes has to know what it has.
      if (number > Math.max(1, last - 2)) end.send(data);
    }
  }

  detach(end: ServerEnd): void {
    if (this.#end === end) this.#end = undefined;
  }

  emit(event: ServerEventBody): void {
    const number = this.#next++;
    const data = JSON.stringify({ event_id: `e_${number}`, ...event });
    this.#kept.push({ data, number });
    this.#end?.send(data);
  }

  emitAudio(stream: number, startSample: number): void {
    const data = encodeBinaryAudio({ stream, startSample, audio: Uint8Array.of(startSample & 255, startSample >> 8) });
    this.#kept.push({ data, number: this.#next - 1 });
    this.#end?.send(data);
  }

  hear(data: string | Uint8Array<ArrayBuffer>): void {
    if (typeof data !== 'string') {
      this.#hearAudio(data);
      return;
    }
    const parsed = parseClientEvent(data);
    if (!parsed.ok) throw parsed.error;
    const { event } = parsed;
    if (event.type === 'input_audio_buffer.append') {
      this.#hearAudio(decodeBase64(event.audio));
      return;
    }
    this.#events++;
    if (event.type === 'session.update') this.#update(event);
    else this.arrivals.push(event.event_id ?? event.type);
  }

  #update(event: Extract<ClientEvent, { type: 'session.update' }>): void {
    this.updates.push(event);
    const { audio, cascade, instructions } = event.session;
    const before = this.session as Extract<RealtimeSession, { type: 'realtime' }>;
    this.session = {
      ...before,
      instructions: instructions ?? before.instructions,
      audio: {
        ...before.audio,
        input: { ...before.audio.input, format: audio?.input?.format ?? before.audio.input.format },
      },
      cascade: {
        ...before.cascade,
        binary_audio: cascade?.binary_audio ?? before.cascade.binary_audio,
        resume: cascade?.resume ? { token: this.token, window_ms: 15_000 } : before.cascade.resume,
      },
    };
    this.emit({ type: 'session.updated', session: this.session });
  }

  #hearAudio(bytes: Uint8Array): void {
    const { rateHz } = audioFormatOfWire(this.session.audio.input.format);
    this.#audioMs += (bytes.length / 2 / rateHz) * 1000;
    this.arrivals.push(...new Int16Array(bytes.slice().buffer));
  }
}

/** Begins a session for each connection, or goes on with the one whose token comes. */
export class ResumingServer implements ServerSide {
  readonly sessions: ResumingSession[] = [];
  readonly #countsEvents: boolean;
  readonly #bySocket = new Map<ServerEnd, ResumingSession>();
  #forgotten = 0;

  constructor({ countsEvents = true } = {}) {
    this.#countsEvents = countsEvents;
  }

  get current(): ResumingSession {
    return this.sessions.at(-1) as ResumingSession;
  }

  /** Sessions that were there cannot be resumed any more. */
  forget(): void {
    this.#forgotten = this.sessions.length;
  }

  onOpen(end: ServerEnd): void {
    const offered = (prefix: string) => end.protocols.find((name) => name.startsWith(prefix))?.slice(prefix.length);
    const token = offered('cascade-resume.');
    const held = this.sessions.slice(this.#forgotten).find((session) => session.token === token);
    if (held) {
      this.#bySocket.set(end, held);
      held.resume(end, offered('cascade-after.') ?? null);
      return;
    }
    const session = new ResumingSession(`session-${this.sessions.length + 1}`, this.#countsEvents);
    this.sessions.push(session);
    this.#bySocket.set(end, session);
    session.begin(end);
    if (token === undefined) return;
    const body = { type: 'invalid_request_error' as const, message: 'Gone.', param: null, event_id: null };
    session.emit({ type: 'error', error: { ...body, code: 'resume_expired' } });
  }

  onMessage(end: ServerEnd, data: string | Uint8Array<ArrayBuffer>): void {
    this.#bySocket.get(end)?.hear(data);
  }

  onClose(end: ServerEnd): void {
    this.#bySocket.get(end)?.detach(end);
  }
}
