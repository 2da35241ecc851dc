import type { Clock } from '@cascade/contracts';

/** How long English takes to say: 15 characters a second. */
const spokenMsPerCharacter = 65;
/** A reply that has been given less ahead of its voice than this does not wait. */
const keptAheadMs = 1200;
/** Of an opening: a sentence or clause that is worth speaking, or so many characters that the voice has enough to begin with. */
const openingChars = { clause: 12, any: 60 };

/** Whether the beginning of a reply is there, so that it can be spoken while the rest is made. */
export const hasOpening = (text: string): boolean =>
  text.length >= openingChars.any || (text.length >= openingChars.clause && /[.,;:!?]\s/.test(text));

/**
 * Whoever waits for the first words of a reply goes before those who are listening to some: a reply that is ahead of
 * its voice rests while others are being opened. Tokens of several replies are computed together, each then later.
 */
export class OpeningsFirst {
  readonly #clock: Pick<Clock, 'nowMs' | 'setTimer'>;
  #openings = 0;
  readonly #resting = new Set<() => void>();

  constructor(clock: Pick<Clock, 'nowMs' | 'setTimer'>) {
    this.#clock = clock;
  }

  /** A reply begins; it has to be closed, whatever becomes of it. */
  begin(): ReplyTurns {
    this.#openings++;
    let openedAtMs: number | undefined;
    const opened = () => {
      if (openedAtMs !== undefined) return;
      openedAtMs = this.#clock.nowMs();
      this.#openings--;
      if (this.#openings === 0) for (const wake of [...this.#resting]) wake();
    };
    return {
      rest: (text) => {
        if (openedAtMs === undefined && hasOpening(text)) opened();
        if (openedAtMs === undefined || this.#openings === 0) return undefined;
        const aheadMs = text.length * spokenMsPerCharacter - (this.#clock.nowMs() - openedAtMs);
        return aheadMs > keptAheadMs ? this.#rest(aheadMs - keptAheadMs) : undefined;
      },
      close: opened,
    };
  }

  #rest(atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#resting.delete(wake);
        resolve();
      };
      const cancel = this.#clock.setTimer(atMostMs, wake);
      this.#resting.add(wake);
    });
  }
}

export interface ReplyTurns {
  /** To be awaited between tokens. @param text of the reply so far @returns undefined when there is nothing to wait for */
  rest(text: string): Promise<void> | undefined;
  close(): void;
}
