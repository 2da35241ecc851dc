/** What a full queue does with one more value: the newest or the oldest gives way, and either way it is counted. */
export type WhenFull = 'drop-oldest' | 'drop-newest';

export interface EventQueueOptions {
  /** Most values that may wait. */
  readonly capacity: number;
  readonly whenFull: WhenFull;
}

/**
 * A bounded queue between one writer that never waits (a socket, a stage's output) and one reader (`for await`).
 * Values written before `end` are still read; after `fail` the reader gets the error once the waiting values are read.
 * A reader that leaves its loop ends the queue.
 */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #options: EventQueueOptions;
  #values: T[] = [];
  #waiting: { resolve(result: IteratorResult<T>): void; reject(error: unknown): void } | undefined;
  #ended = false;
  #error: unknown;
  #dropped = 0;

  constructor(options: EventQueueOptions) {
    this.#options = options;
  }

  /** Values lost because the queue was full. */
  get dropped(): number {
    return this.#dropped;
  }

  get length(): number {
    return this.#values.length;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** False when the value, or the oldest waiting one, was dropped. A write after the end is ignored. */
  push(value: T): boolean {
    if (this.#ended) return false;
    if (this.#waiting) {
      const { resolve } = this.#waiting;
      this.#waiting = undefined;
      resolve({ value, done: false });
      return true;
    }
    if (this.#values.length < this.#options.capacity) {
      this.#values.push(value);
      return true;
    }
    this.#dropped++;
    if (this.#options.whenFull === 'drop-oldest') {
      this.#values.shift();
      this.#values.push(value);
    }
    return false;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#waiting?.resolve({ value: undefined, done: true });
    this.#waiting = undefined;
  }

  fail(error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#waiting) {
      this.#waiting.reject(error);
      this.#waiting = undefined;
    } else {
      this.#error = error;
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return {
      next: () => {
        if (this.#values.length > 0) return Promise.resolve({ value: this.#values.shift() as T, done: false });
        if (this.#error !== undefined) {
          const error = this.#error;
          this.#error = undefined;
          return Promise.reject(error);
        }
        if (this.#ended) return Promise.resolve({ value: undefined, done: true });
        if (this.#waiting) return Promise.reject(new Error('An EventQueue has one reader.'));
        return new Promise((resolve, reject) => {
          this.#waiting = { resolve, reject };
        });
      },
      return: () => {
        this.#values = [];
        this.end();
        return Promise.resolve({ value: undefined, done: true });
      },
    };
  }
}
