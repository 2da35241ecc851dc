import type { ClientEventInput, WireAudioFormat } from '@cascade/contracts';

export type OutgoingEntry =
  | { readonly kind: 'event'; readonly event: ClientEventInput }
  | { readonly kind: 'audio'; readonly bytes: Uint8Array<ArrayBuffer> };

interface SampleShape {
  readonly rateHz: number;
  readonly sampleBytes: number;
}
interface AudioEntry extends SampleShape {
  readonly kind: 'audio';
  readonly bytes: Uint8Array<ArrayBuffer>;
  sent: boolean;
}
interface EventEntry {
  readonly kind: 'event';
  readonly event: ClientEventInput;
  sent: boolean;
}
type Entry = AudioEntry | EventEntry;

/** What the server says it has of a session. */
export interface ReceivedBefore {
  readonly audioMs: number;
  /** Events other than appended audio; undefined when the server does not say. */
  readonly events: number | undefined;
}

/** Events that were sent and may have to be sent again. */
const mostSentEvents = 256;

/**
 * What the client has to say, in order: what was sent lately, and what waits for a connection. After a resumption the
 * server says how much it got, and the rest goes out again, each sample once. Positions in audio are durations, as the
 * input format may change within a session.
 */
export class Outbox {
  readonly #keepAudioMs: number;
  #entries: Entry[] = [];
  #audioMs = 0;
  #sentEvents = 0;
  /** Position of the first audio in here, and number of the first event. */
  #firstMs = 0;
  #firstEvent = 0;
  #format: SampleShape = { rateHz: 24_000, sampleBytes: 2 };

  constructor(keepAudioMs: number) {
    this.#keepAudioMs = keepAudioMs;
  }

  /** Of the audio that follows. */
  setFormat(format: WireAudioFormat): void {
    this.#format =
      format.type === 'audio/pcm' ? { rateHz: format.rate, sampleBytes: 2 } : { rateHz: 8000, sampleBytes: 1 };
  }

  /** Copies the bytes. */
  addAudio(bytes: Uint8Array): void {
    const entry: AudioEntry = { kind: 'audio', bytes: new Uint8Array(bytes), ...this.#format, sent: false };
    this.#entries.push(entry);
    this.#audioMs += durationMs(entry);
    while (this.#audioMs > this.#keepAudioMs) this.#dropOldestAudio();
  }

  addEvent(event: ClientEventInput): void {
    // Of several acknowledgements that wait, the last one says it all.
    if (event.type === 'cascade.playback.ack') {
      const waiting = this.#entries.splice(this.#firstUnsent);
      this.#entries.push(...waiting.filter((entry) => !isAckOf(entry, event.item_id)));
    }
    this.#entries.push({ kind: 'event', event, sent: false });
  }

  /** What was not handed to a socket yet, or has to be again; marks it as sent. */
  takeUnsent(): readonly OutgoingEntry[] {
    const unsent = this.#entries.slice(this.#firstUnsent);
    for (const entry of unsent) {
      entry.sent = true;
      if (entry.kind === 'event') this.#sentEvents++;
    }
    while (this.#sentEvents > mostSentEvents) this.#dropFirst();
    return unsent;
  }

  /**
   * The session goes on. An event of which nobody can tell whether it arrived counts as arrived: asking twice for the
   * same is worse than once too few.
   *
   * @returns audio that the server did not get and that is no longer kept, in milliseconds
   */
  resumed({ audioMs, events }: ReceivedBefore): number {
    const lostMs = Math.max(0, this.#firstMs - audioMs);
    const kept: Entry[] = [];
    let positionMs = this.#firstMs;
    let eventNumber = this.#firstEvent;
    let audioIsMissing = false;
    for (const entry of this.#entries) {
      if (entry.kind === 'event') {
        const arrived = events === undefined ? entry.sent && !audioIsMissing : eventNumber < events;
        if (!arrived) kept.push({ ...entry, sent: false });
        else if (events === undefined) this.#firstEvent++;
        eventNumber++;
        continue;
      }
      const rest = restOf(entry, audioMs - positionMs);
      positionMs += durationMs(entry);
      if (!rest) continue;
      audioIsMissing = true;
      kept.push(rest);
    }
    this.#take(kept, audioMs, events ?? this.#firstEvent);
    return lostMs;
  }

  /**
   * Another session begins: what was sent belongs to the old one. The given events go first.
   *
   * @param eventsSent events that the new session got already, past this outbox
   */
  restart(first: readonly ClientEventInput[], eventsSent: number): void {
    const waiting = this.#entries.slice(this.#firstUnsent);
    this.#take([...first.map((event) => ({ kind: 'event' as const, event, sent: false })), ...waiting], 0, eventsSent);
  }

  /** What is not sent is always the end of the list. */
  get #firstUnsent(): number {
    let index = this.#entries.length;
    while (index > 0 && !this.#entries[index - 1]?.sent) index--;
    return index;
  }

  #take(entries: Entry[], firstMs: number, firstEvent: number): void {
    this.#entries = entries;
    this.#audioMs = entries.reduce((sum, entry) => sum + (entry.kind === 'audio' ? durationMs(entry) : 0), 0);
    this.#sentEvents = 0;
    this.#firstMs = firstMs;
    this.#firstEvent = firstEvent;
  }

  /** Events that wait stay, as nobody says them again. */
  #dropOldestAudio(): void {
    while (this.#entries[0]?.sent && this.#entries[0].kind === 'event') this.#dropFirst();
    const index = this.#entries.findIndex(({ kind }) => kind === 'audio');
    if (index < 0) {
      this.#audioMs = 0;
      return;
    }
    const [entry] = this.#entries.splice(index, 1);
    if (entry?.kind === 'audio') this.#forgetAudio(entry);
  }

  #dropFirst(): void {
    const first = this.#entries.shift();
    if (first?.kind === 'audio') this.#forgetAudio(first);
    if (first?.kind !== 'event') return;
    this.#firstEvent++;
    this.#sentEvents--;
  }

  #forgetAudio(entry: AudioEntry): void {
    this.#audioMs -= durationMs(entry);
    this.#firstMs += durationMs(entry);
  }
}

const durationMs = ({ bytes, rateHz, sampleBytes }: AudioEntry): number =>
  (Math.floor(bytes.length / sampleBytes) / rateHz) * 1000;

/** What of it lies beyond the position, to the sample; undefined when nothing does. */
function restOf(entry: AudioEntry, fromMs: number): AudioEntry | undefined {
  const from = Math.max(0, Math.round((fromMs * entry.rateHz) / 1000));
  const bytes = entry.bytes.subarray(from * entry.sampleBytes);
  return bytes.length < entry.sampleBytes ? undefined : { ...entry, bytes, sent: false };
}

const isAckOf = (entry: Entry, itemId: string): boolean =>
  entry.kind === 'event' && entry.event.type === 'cascade.playback.ack' && entry.event.item_id === itemId;
