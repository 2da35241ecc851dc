import type { ConversationItem, HeardWords, TranscriptFinal } from '@cascade/contracts';

/** Utterances of one turn; those of longer turns are known by their text alone. */
const kept = 16;

/** Remembers how sure the recognizer was, until the planner is asked about what was said. */
export class HeardUtterances {
  /** Latest revision of each, in order. */
  readonly #finals = new Map<string, TranscriptFinal>();

  note(final: TranscriptFinal): void {
    this.#finals.set(final.utteranceId, final);
    for (const id of this.#finals.keys()) {
      if (this.#finals.size <= kept) break;
      this.#finals.delete(id);
    }
  }

  /** Of the last message of the user; undefined when that was not spoken. */
  of(items: readonly ConversationItem[]): HeardWords | undefined {
    const last = items.findLast((item) => item.kind === 'message' && item.role === 'user');
    return last?.kind === 'message' ? this.#wordsOf(last.text) : undefined;
  }

  /** The latest utterances that the text ends with, one before the other. */
  #wordsOf(text: string): HeardWords | undefined {
    let rest = text.trim();
    const said: TranscriptFinal[] = [];
    for (const final of [...this.#finals.values()].reverse()) {
      if (rest === '') break;
      if (final.text === '' || !rest.endsWith(final.text)) continue;
      said.unshift(final);
      rest = rest.slice(0, -final.text.length).trim();
    }
    if (rest !== '' || said.length === 0) return undefined;
    const last = said.at(-1)!;
    const before = said.slice(0, -1).map((final) => final.text);
    return {
      words: said.flatMap(({ words }) => words.map(({ text: word, confidence }) => ({ text: word, confidence }))),
      alternatives: (last.alternatives ?? []).map((alternative) => [...before, alternative].join(' ')),
    };
  }
}
