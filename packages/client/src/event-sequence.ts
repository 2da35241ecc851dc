/**
 * Which events of a session have come. The number after the last underscore of an `event_id` is the event's own, and
 * rises by one: so a client that resumes gets each event once, however often it was sent.
 */
export class EventSequence {
  #lastNumber = -1;
  #lastEventId: string | undefined;

  /** Undefined before the first event that has a number. */
  get lastEventId(): string | undefined {
    return this.#lastEventId;
  }

  /** False for an event that came before. One without a number is always new. */
  take(eventId: unknown): boolean {
    const number = numberOf(eventId);
    if (number === undefined) return true;
    if (number <= this.#lastNumber) return false;
    this.#lastNumber = number;
    this.#lastEventId = eventId as string;
    return true;
  }

  /** Another session begins, with numbers of its own. */
  restart(): void {
    this.#lastNumber = -1;
    this.#lastEventId = undefined;
  }
}

function numberOf(eventId: unknown): number | undefined {
  const digits = typeof eventId === 'string' ? /_(\d{1,15})$/.exec(eventId)?.[1] : undefined;
  return digits === undefined ? undefined : Number(digits);
}
