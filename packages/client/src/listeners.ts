export type Listener<T extends readonly unknown[]> = (...values: T) => void;

/** Called in the order in which they came. */
export class Listeners<T extends readonly unknown[]> {
  readonly #listeners = new Set<Listener<T>>();

  /** The returned function takes the listener away again. */
  add(listener: Listener<T>): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  tell(...values: T): void {
    for (const listener of this.#listeners) listener(...values);
  }
}
