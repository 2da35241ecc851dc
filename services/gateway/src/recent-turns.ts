/** Turns that a client may still speak of: far more than anybody looks back. */
const kept = 200;

/** Ids of the turns whose records the client was sent. */
export class RecentTurns {
  readonly #ids = new Set<string>();

  note(turnId: string): void {
    this.#ids.delete(turnId);
    this.#ids.add(turnId);
    for (const id of this.#ids) {
      if (this.#ids.size <= kept) break;
      this.#ids.delete(id);
    }
  }

  has(turnId: string): boolean {
    return this.#ids.has(turnId);
  }
}
