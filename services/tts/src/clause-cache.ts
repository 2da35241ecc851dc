import type { SpokenWord } from './word-alignment.ts';

export interface CachedSpeech {
  readonly samples: Float32Array;
  readonly words: readonly SpokenWord[] | undefined;
}

export interface ClauseKey {
  /** All versions that decide the sound: after a rollback or a changed lexicon nothing old is found. */
  readonly versions: Readonly<Record<string, string>>;
  readonly voice: string;
  readonly speed: number;
  readonly text: string;
}

/**
 * Speech of phrases that are said again and again ("I can't do that."), least recently used ones give way. Holds at most
 * `maxBytes` of samples, and no piece longer than an eighth of that.
 */
export class ClauseCache {
  readonly #maxBytes: number;
  /** In the order of their last use. */
  readonly #entries = new Map<string, CachedSpeech>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: ClauseKey): CachedSpeech | undefined {
    const name = nameOf(key);
    const speech = this.#entries.get(name);
    if (speech === undefined) return undefined;
    this.#entries.delete(name);
    this.#entries.set(name, speech);
    return speech;
  }

  set(key: ClauseKey, speech: CachedSpeech): void {
    const bytes = speech.samples.byteLength;
    if (bytes > this.#maxBytes / 8) return;
    const name = nameOf(key);
    this.#remove(name);
    this.#entries.set(name, speech);
    this.#bytes += bytes;
    while (this.#bytes > this.#maxBytes) this.#remove(this.#entries.keys().next().value!);
  }

  #remove(name: string): void {
    const speech = this.#entries.get(name);
    if (speech === undefined) return;
    this.#entries.delete(name);
    this.#bytes -= speech.samples.byteLength;
  }
}

const nameOf = ({ versions, voice, speed, text }: ClauseKey): string =>
  JSON.stringify([Object.entries(versions).sort(), voice, speed, text]);
