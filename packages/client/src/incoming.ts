import {
  CascadeError,
  decodeBinaryAudio,
  type ErrorCode,
  type ServerEvent,
  type ServerEventOf,
} from '@cascade/contracts';
import { AudioStreams, type ReplyAudio } from './audio-streams.ts';
import { decodeBase64 } from './base64.ts';
import { EventSequence } from './event-sequence.ts';
import type { ParseEvent } from './trust-event.ts';

export interface IncomingOptions {
  readonly parseEvent: ParseEvent;
  /** Of a session that can be resumed each event counts once; others need not number their events as ours does. */
  isResumable(): boolean;
  onEvent(event: ServerEvent): void;
  onAudio(audio: ReplyAudio): void;
  onProtocolError(error: CascadeError): void;
}

/** What the server sends, over one connection after another: events and audio in their order, each once. */
export class Incoming {
  readonly #options: IncomingOptions;
  readonly #sequence = new EventSequence();
  readonly #streams = new AudioStreams();

  constructor(options: IncomingOptions) {
    this.#options = options;
  }

  /** Undefined before the first event that has a number. */
  get lastEventId(): string | undefined {
    return this.#sequence.lastEventId;
  }

  receive(data: unknown): void {
    if (data instanceof ArrayBuffer) this.#receiveBinary(new Uint8Array(data));
    else this.#receiveText(String(data));
  }

  #receiveText(text: string): void {
    let event: ServerEvent | undefined;
    try {
      const value: unknown = JSON.parse(text);
      if (!this.#isNew(value)) return;
      event = this.#options.parseEvent(value);
    } catch (error) {
      this.#fail('invalid_event', 'The server sent an event that does not fit the protocol.', error);
      return;
    }
    if (!event) return;
    if (event.type === 'session.created') this.#streams.restart();
    if (event.type === 'cascade.audio.stream') this.#streams.announce(event);
    this.#options.onEvent(event);
    if (event.type === 'response.output_audio.delta') this.#receiveDelta(event);
  }

  #isNew(value: unknown): boolean {
    const { type, event_id } = value as { type?: unknown; event_id?: unknown };
    // The one has the number of the last event that came, the other is the first of a new count.
    if (type === 'cascade.session.resumed') return true;
    if (type === 'session.created') this.#sequence.restart();
    return this.#sequence.take(event_id) || !this.#options.isResumable();
  }

  #receiveDelta(event: ServerEventOf<'response.output_audio.delta'>): void {
    try {
      const bytes = decodeBase64(event.delta);
      this.#options.onAudio({ responseId: event.response_id, itemId: event.item_id, bytes });
    } catch (error) {
      this.#fail('invalid_audio', 'The server sent audio that is not base64.', error);
    }
  }

  #receiveBinary(bytes: Uint8Array): void {
    const frame = decodeBinaryAudio(bytes);
    const audio = frame ? this.#streams.take(frame) : 'unknown';
    if (audio === 'seen') return;
    if (audio !== 'unknown') this.#options.onAudio(audio);
    else this.#fail('invalid_audio', 'The server sent a binary frame of no audio stream.', undefined);
  }

  #fail(code: ErrorCode, message: string, cause: unknown): void {
    const detail = cause instanceof Error ? ` (${cause.message})` : '';
    this.#options.onProtocolError(new CascadeError(code, message + detail, { cause }));
  }
}
