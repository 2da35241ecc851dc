import type { KnownEntity, ReaderView } from '../search/reader-view.ts';
import { type Word, wordsOf } from '../text/words.ts';

export interface FoundEntity {
  readonly entity: KnownEntity;
  /** Index of its first word among the words of the text. */
  readonly index: number;
  readonly length: number;
}

const longestEntity = 6;

/** Names and codes of the reader's documents in a text, longest first where they overlap. */
export function findEntities(words: readonly Word[], view: ReaderView): FoundEntity[] {
  const found: FoundEntity[] = [];
  for (let index = 0; index < words.length; ) {
    const match = longestAt(words, index, view);
    if (match) found.push(match);
    index += match?.length ?? 1;
  }
  return found;
}

export const entitiesOfText = (text: string, view: ReaderView): KnownEntity[] =>
  findEntities(wordsOf(text), view).map(({ entity }) => entity);

function longestAt(words: readonly Word[], index: number, view: ReaderView): FoundEntity | undefined {
  for (let length = Math.min(longestEntity, words.length - index); length > 0; length--) {
    const key = words
      .slice(index, index + length)
      .map(({ norm }) => norm)
      .join(' ');
    const entity = view.entityOf.get(key);
    if (entity && entity.kind !== 'term') return { entity, index, length };
  }
  return undefined;
}
