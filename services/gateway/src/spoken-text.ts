import { outputRateHz, type SpeechAudio, type SpeechClause, type SpeechWord } from '@cascade/contracts';

interface Clause {
  readonly text: string;
  /** Position in the joined clauses, in UTF-16 units. */
  readonly startChar: number;
  readonly words: SpeechWord[];
  /** Where its audio ends so far; undefined until some came. */
  audioEndMs: number | undefined;
}

/** The text of one response with the time of each word in its audio: says what a listener had heard at any moment. */
export class SpokenText {
  readonly #clauses = new Map<number, Clause>();
  #text = '';
  #ended = false;

  /** All clauses joined, spoken or not. */
  get text(): string {
    return this.#text;
  }

  addClause({ clauseIndex, text }: SpeechClause): void {
    this.#clauses.set(clauseIndex, { text, startChar: this.#text.length, words: [], audioEndMs: undefined });
    this.#text += text;
  }

  addAudio({ clauseIndex, startSample, samples, words }: SpeechAudio): void {
    const clause = this.#clauses.get(clauseIndex);
    if (!clause) return;
    clause.audioEndMs = ((startSample + samples.length) * 1000) / outputRateHz;
    clause.words.push(...words);
  }

  /** No more audio will come. */
  end(): void {
    this.#ended = true;
  }

  /** True when some clause has audio. */
  get hasAudio(): boolean {
    return [...this.#clauses.values()].some((clause) => clause.audioEndMs !== undefined);
  }

  /**
   * What stands before `rest`, which is said again from its first word on and may go on beyond what is known here. All
   * of the text when `rest` is none of it.
   */
  textBefore(rest: string): string {
    const text = this.#text.trim();
    const said = rest.trim();
    if (said === '') return text;
    const starts = [...text.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}"“‘(]/gu)].map(({ index }) => index);
    const overlap = starts.find((start) => said.startsWith(text.slice(start)));
    return text.slice(0, overlap).trim();
  }

  /**
   * The words whose sound had ended after `playedMs` of the response's audio. A clause heard whole counts with its
   * punctuation; a clause without audio counts as not heard.
   */
  heardText(playedMs: number): string {
    const spoken = [...this.#clauses.values()].filter((clause) => clause.audioEndMs !== undefined);
    let heard = '';
    for (const [index, clause] of spoken.entries()) {
      const complete = this.#ended || index < spoken.length - 1;
      const heardWords = clause.words.filter((word) => word.endMs <= playedMs);
      const whole =
        complete &&
        heardWords.length === clause.words.length &&
        (heardWords.length > 0 || playedMs >= clause.audioEndMs!);
      if (whole) {
        heard += clause.text;
        continue;
      }
      const last = heardWords.at(-1);
      if (last) heard += clause.text.slice(0, last.endChar - clause.startChar);
      break;
    }
    return heard.trim();
  }
}
