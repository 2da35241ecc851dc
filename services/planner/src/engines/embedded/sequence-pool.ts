import { GenerationError } from './text-generator.ts';

/** A place in the model's memory that holds one conversation. */
export interface PooledSequence {
  /** What it holds now. */
  readonly contextTokens: readonly number[];
}

interface Slot<S> {
  readonly sequence: S;
  busy: boolean;
  lastUsed: number;
}

interface Waiter<S> {
  readonly tokens: readonly number[];
  readonly signal: AbortSignal;
  resolve(slot: Slot<S>): void;
  stopListening(): void;
}

/** Requests beyond this that wait for a free sequence are refused. */
const maxWaiting = 32;

/** How many tokens two prompts share from their beginning. */
export function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const length = Math.min(a.length, b.length);
  let index = 0;
  while (index < length && a[index] === b[index]) index++;
  return index;
}

/**
 * Gives each request the free sequence that already holds most of its prompt; of several that hold the same, the one
 * that was not used for longest, so that the conversations that go on keep theirs.
 */
export class SequencePool<S extends PooledSequence> {
  readonly #slots: Slot<S>[];
  readonly #waiting: Waiter<S>[] = [];
  #uses = 0;

  constructor(sequences: readonly S[]) {
    this.#slots = sequences.map((sequence) => ({ sequence, busy: false, lastUsed: 0 }));
  }

  /** Runs `work` on a sequence of its own; waits while all are taken. @throws GenerationError 503, or the signal's reason */
  async acquire(tokens: readonly number[], signal: AbortSignal): Promise<{ sequence: S; release: () => void }> {
    signal.throwIfAborted();
    const slot = this.#best(tokens) ?? (await this.#wait(tokens, signal));
    slot.busy = true;
    slot.lastUsed = ++this.#uses;
    let released = false;
    return {
      sequence: slot.sequence,
      release: () => {
        if (released) return;
        released = true;
        slot.busy = false;
        const next = this.#waiting.shift();
        if (!next) return;
        next.stopListening();
        // Taken at once, before anybody else can ask.
        slot.busy = true;
        next.resolve(slot);
      },
    };
  }

  #best(tokens: readonly number[]): Slot<S> | undefined {
    let best: Slot<S> | undefined;
    let bestShared = -1;
    for (const slot of this.#slots) {
      if (slot.busy) continue;
      const shared = commonPrefix(slot.sequence.contextTokens, tokens);
      if (shared > bestShared || (shared === bestShared && best && slot.lastUsed < best.lastUsed)) {
        best = slot;
        bestShared = shared;
      }
    }
    return best;
  }

  #wait(tokens: readonly number[], signal: AbortSignal): Promise<Slot<S>> {
    if (this.#waiting.length >= maxWaiting) {
      throw new GenerationError(503, 'overloaded', 'Too many requests wait for the model.');
    }
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal.reason);
      };
      const waiter: Waiter<S> = {
        tokens,
        signal,
        resolve,
        stopListening: () => signal.removeEventListener('abort', stop),
      };
      signal.addEventListener('abort', stop, { once: true });
      this.#waiting.push(waiter);
    });
  }
}
