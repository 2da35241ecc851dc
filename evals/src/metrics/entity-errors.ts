import { CascadeError } from '@cascade/contracts';
import type { Measure } from '../results-schema/index.ts';
import { type AlignmentStep, align } from './alignment.ts';
import { type Normalizer, normalizedWords, whisperEnglish } from './normalizers.ts';

/** Something in the reference that must be heard whole. */
export interface TaggedEntity {
  /** `name`, `number`, `code`, `address`, `date`, … */
  readonly type: string;
  /** As it stands in the reference. */
  readonly text: string;
}

export interface EntityResult extends TaggedEntity {
  readonly correct: boolean;
  /** What the recognizer made of it, normalized. */
  readonly heard: string;
}

interface WordRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Which entities of the reference were heard. An entity is right only as a whole: its normalized letters and digits must be
 * what the alignment has in its place, wherever the spaces are ("B 47 X" and "b47x" are the same code).
 *
 * @param entities in the order of the reference
 * @throws CascadeError `invalid_config` when an entity is not in the reference
 */
export function entityResults(
  reference: string,
  entities: readonly TaggedEntity[],
  hypothesis: string,
  normalizer: Normalizer = whisperEnglish,
): EntityResult[] {
  const words = normalizedWords(reference, normalizer);
  const heardWords = normalizedWords(hypothesis, normalizer);
  const steps = align(words, heardWords);
  let from = 0;
  return entities.map((entity) => {
    const range = findEntity(words, normalizedWords(entity.text, normalizer).join(''), from);
    if (!range) {
      const place = from === 0 ? '' : ' after the entity before it';
      throw new CascadeError(
        'invalid_config',
        `The entity "${entity.text}" is not in "${reference}"${place}. List entities as they stand in the reference, in its order.`,
      );
    }
    from = range.end;
    const wanted = words.slice(range.start, range.end).join('');
    const readings = heardInPlace(steps, range, heardWords);
    const right = readings.find((reading) => reading.join('') === wanted);
    return { ...entity, correct: right !== undefined, heard: (right ?? readings[0] ?? []).join(' ') };
  });
}

/** Entity error rate by type: wrong ones by all of the type. */
export function entityErrors(results: readonly EntityResult[]): Record<string, Measure> {
  const types = Map.groupBy(results, ({ type }) => type);
  return Object.fromEntries(
    [...types].map(([type, of]) => [
      type,
      { numerator: of.filter(({ correct }) => !correct).length, denominator: of.length },
    ]),
  );
}

/** The first words from `from` on that hold the letters, whole words where that is possible. */
function findEntity(words: readonly string[], letters: string, from: number): WordRange | undefined {
  if (letters === '') return undefined;
  for (let start = from; start < words.length; start++) {
    for (let end = start + 1; end <= words.length; end++) {
      const joined = words.slice(start, end).join('');
      if (joined === letters) return { start, end };
      if (joined.length > letters.length) break;
    }
  }
  return findWithin(words, letters, from);
}

/** Normalization may join an entity with its neighbours ("gate one two three" is "gate 123"): then these belong to it. */
function findWithin(words: readonly string[], letters: string, from: number): WordRange | undefined {
  const ends: number[] = [];
  let text = '';
  for (const word of words.slice(from)) {
    text += word;
    ends.push(text.length);
  }
  const first = text.indexOf(letters);
  if (first < 0) return undefined;
  const last = first + letters.length;
  return {
    start: from + ends.findIndex((end) => end > first),
    end: from + ends.findIndex((end) => end >= last) + 1,
  };
}

/** Words that the alignment has in the place of a range: without and with what was inserted right before and after it. */
function heardInPlace(
  steps: readonly AlignmentStep[],
  { start, end }: WordRange,
  heard: readonly string[],
): string[][] {
  const inRange = ({ edit, reference }: AlignmentStep) => edit !== 'insert' && reference >= start && reference < end;
  const first = steps.findIndex(inRange);
  const last = steps.findLastIndex(inRange);
  const isInsertion = (index: number) => steps[index]?.edit === 'insert';
  let before = first;
  while (isInsertion(before - 1)) before--;
  let after = last;
  while (isInsertion(after + 1)) after++;
  const wordsOf = (from: number, to: number) =>
    steps.slice(from, to + 1).flatMap(({ edit, hypothesis }) => (edit === 'delete' ? [] : [heard[hypothesis]!]));
  return [wordsOf(first, last), wordsOf(before, last), wordsOf(first, after), wordsOf(before, after)];
}
