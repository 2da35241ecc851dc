import { CascadeError } from '@cascade/contracts';

export const startToken = 1;
export const endToken = 2;

/** SentencePiece's stand-in for a space: a token that begins with it begins a word. */
const wordMark = '\u2581';

/** A word of a hypothesis and the tokens it is made of. */
export interface TokenWord {
  /** Without surrounding spaces, with its punctuation. */
  readonly text: string;
  readonly firstToken: number;
  readonly tokenCount: number;
}

/**
 * Vocabulary of the model, read from `tokenizer.bin`: for each token in the order of its id, the length of its UTF-8
 * bytes (one byte; above 127 a second byte holds the higher bits, lower seven bits first), then the bytes. Ids 3 to 258
 * are the 256 single bytes, for text that has no token of its own. Tokens like `<s>` or `<<ST_0>>` are not text.
 */
export class Tokenizer {
  readonly #pieces: readonly Uint8Array[];
  /** Ids of the pieces that are text. */
  readonly #ids: ReadonlyMap<string, number>;
  readonly #special: ReadonlySet<number>;

  /** @throws CascadeError `model_corrupt` when the file does not hold whole entries */
  constructor(file: Uint8Array) {
    const pieces: Uint8Array[] = [];
    let offset = 0;
    while (offset < file.length) {
      let length = file[offset++] ?? 0;
      if (length > 127) length = (length & 127) | ((file[offset++] ?? 0) << 7);
      if (offset + length > file.length) {
        throw new CascadeError('model_corrupt', `The tokenizer file ends within entry ${pieces.length}.`, {
          stage: 'asr',
        });
      }
      pieces.push(file.subarray(offset, offset + length));
      offset += length;
    }
    const decoder = new TextDecoder();
    this.#pieces = pieces;
    const texts = pieces.map((piece) => decoder.decode(piece));
    this.#special = new Set(texts.flatMap((text, id) => (id < 3 || /^<<.+>>$|^<.+>$/.test(text) ? [id] : [])));
    // A character may be there as a byte too: the piece has the higher id and stays.
    this.#ids = new Map(texts.flatMap((text, id) => (this.#special.has(id) ? [] : [[text, id]])));
  }

  get size(): number {
    return this.#pieces.length;
  }

  /**
   * The tokens that the model itself would write the text with: single characters, of which the pair that makes the
   * piece with the lowest id is joined until none is left (byte-pair encoding as SentencePiece does it for vocabularies
   * of this family, whose ids are in the order of their merges). Undefined when a character has no piece.
   */
  encode(text: string): number[] | undefined {
    const parts = [...`${wordMark}${text.trim().replaceAll(/\s+/g, wordMark)}`];
    for (;;) {
      let best = { id: Number.POSITIVE_INFINITY, at: -1 };
      for (let at = 0; at + 1 < parts.length; at++) {
        const id = this.#ids.get(`${parts[at]}${parts[at + 1]}`);
        if (id !== undefined && id < best.id) best = { id, at };
      }
      if (best.at < 0) break;
      parts.splice(best.at, 2, `${parts[best.at]}${parts[best.at + 1]}`);
    }
    const ids = parts.map((part) => this.#ids.get(part));
    return ids.includes(undefined) ? undefined : (ids as number[]);
  }

  /** The text of the tokens, words separated by single spaces. */
  decode(tokens: ArrayLike<number>): string {
    const bytes: number[] = [];
    for (let index = 0; index < tokens.length; index++) {
      const id = tokens[index] ?? 0;
      if (!this.#special.has(id)) bytes.push(...(this.#pieces[id] ?? []));
    }
    return new TextDecoder().decode(Uint8Array.from(bytes)).replaceAll(wordMark, ' ').replace(/ {2,}/g, ' ').trim();
  }

  /** The same text as `decode`, cut into words: joined by spaces they are that text. */
  words(tokens: ArrayLike<number>): TokenWord[] {
    const ids = Array.from(tokens);
    const starts = ids.flatMap((id, index) => (index === 0 || this.#beginsWord(id) ? [index] : []));
    return starts
      .map((firstToken, word) => {
        const tokenCount = (starts[word + 1] ?? ids.length) - firstToken;
        return { text: this.decode(ids.slice(firstToken, firstToken + tokenCount)), firstToken, tokenCount };
      })
      .filter((word) => word.text !== '');
  }

  /** True for a token that adds no letter or digit to its word. */
  isPunctuation(id: number): boolean {
    return !/[\p{L}\p{N}]/u.test(this.decode([id]));
  }

  /** True for a token that adds letters or digits to the word before it. */
  continuesWord(id: number): boolean {
    return !this.#beginsWord(id) && !this.#special.has(id) && !this.isPunctuation(id);
  }

  #beginsWord(id: number): boolean {
    const piece = this.#pieces[id];
    // The UTF-8 bytes of the word mark.
    return piece?.[0] === 0xe2 && piece[1] === 0x96 && piece[2] === 0x81;
  }
}
