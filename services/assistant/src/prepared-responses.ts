interface Prepared<Event> {
  readonly held: Event[];
  readonly commit: () => void;
}

/**
 * What is made for responses before their turns have ended: held back until the response is asked for, then handed on in
 * the order in which it was made; forgotten when it is discarded. What belongs to any other response passes at once.
 */
export class PreparedResponses<Event extends { readonly responseId: string }> {
  readonly #prepared = new Map<string, Prepared<Event>>();
  readonly #handOn: (event: Event) => void;

  constructor(handOn: (event: Event) => void) {
    this.#handOn = handOn;
  }

  /** Holds back what is made for this response from now on. The promise resolves when it is asked for, or never. */
  prepare(responseId: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#prepared.set(responseId, { held: [], commit: resolve });
    return promise;
  }

  pass(event: Event): void {
    const prepared = this.#prepared.get(event.responseId);
    if (prepared) prepared.held.push(event);
    else this.#handOn(event);
  }

  /** The response is asked for. False when nothing was prepared for it. */
  release(responseId: string): boolean {
    const prepared = this.#prepared.get(responseId);
    if (!prepared) return false;
    this.#prepared.delete(responseId);
    for (const event of prepared.held) this.#handOn(event);
    prepared.commit();
    return true;
  }

  discard(responseId: string): void {
    this.#prepared.delete(responseId);
  }
}
