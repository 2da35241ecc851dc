/** A message as it was sent. */
export type SentMessage = string | Uint8Array;

interface Entry {
  readonly message: SentMessage;
  /** Of an event, its own number; of a binary frame, that of the event before it. */
  readonly sequence: number;
}

/** What an entry costs beside its message. */
const entryBytes = 64;

/**
 * What a session has sent, in order, for a client that lost its connection: as much as fits into `maxBytes`, the oldest
 * goes first. Binary frames have no number of their own: after event n, all frames that followed it are given again,
 * and the client drops the samples that it has.
 */
export class ReplayBuffer {
  readonly #maxBytes: number;
  readonly #entries: Entry[] = [];
  #bytes = 0;
  /** Nothing is missing for a client that has the event with this number. */
  #completeFrom: number;

  /** @param nextSequence number of the next event; what was sent before is not kept */
  constructor(maxBytes: number, nextSequence: number) {
    this.#maxBytes = maxBytes;
    this.#completeFrom = nextSequence - 1;
  }

  /** Estimated from the messages' lengths. */
  get bytes(): number {
    return this.#bytes;
  }

  add(message: SentMessage, sequence: number): void {
    this.#entries.push({ message, sequence });
    this.#bytes += message.length + entryBytes;
    while (this.#bytes > this.#maxBytes) this.#dropFirst();
  }

  /** The client's side of the connection has everything up to this event. */
  confirm(sequence: number): void {
    for (let first = this.#entries[0]; first; first = this.#entries[0]) {
      if (lastNeededBy(first) >= sequence) return;
      this.#dropFirst();
    }
  }

  /**
   * What a client needs whose last event has this number; −1 for one that has none. `complete` is false when some of it
   * is no longer kept, or when no such event was sent.
   */
  since(sequence: number, nextSequence: number): { messages: SentMessage[]; complete: boolean } {
    const known = sequence < nextSequence;
    const messages = this.#entries.flatMap((entry) =>
      !known || lastNeededBy(entry) >= sequence ? [entry.message] : [],
    );
    return { messages, complete: known && sequence >= this.#completeFrom };
  }

  #dropFirst(): void {
    const first = this.#entries.shift();
    if (!first) return;
    this.#bytes -= first.message.length + entryBytes;
    this.#completeFrom = Math.max(this.#completeFrom, lastNeededBy(first) + 1);
  }
}

/** A client that has this event or an earlier one still needs the entry. */
const lastNeededBy = ({ message, sequence }: Entry): number => (typeof message === 'string' ? sequence - 1 : sequence);
