import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AlignmentStep, align, alignedPairs, countEdits } from './alignment.ts';
import { splitWords } from './python-text.ts';
import {
  characterErrors,
  charactersOf,
  type ErrorRates,
  pooledErrors,
  tokenErrors,
  wordErrors,
} from './word-errors.ts';

interface Vector {
  readonly reference: string;
  readonly hypothesis: string;
  readonly wer: number;
  readonly mer: number;
  readonly wil: number;
  readonly wip: number;
  /** Hits, substitutions, deletions, insertions. */
  readonly words: readonly number[];
  /** Runs of one edit: its name, start and end in the reference, start and end in the hypothesis. */
  readonly chunks: readonly (readonly [string, number, number, number, number])[];
  readonly cer: number;
  readonly characters: readonly number[];
}
interface Corpus extends Pick<Vector, 'wer' | 'mer' | 'wil' | 'wip' | 'cer'> {
  readonly from: number;
  readonly to: number;
}
const golden = new URL('../../fixtures/golden/word-errors.json', import.meta.url);
const { vectors, corpora } = JSON.parse(readFileSync(golden, 'utf8')) as {
  vectors: readonly Vector[];
  corpora: readonly Corpus[];
};
const ofWords = ({ reference, hypothesis }: Vector) => tokenErrors(splitWords(reference), splitWords(hypothesis));
const ofCharacters = ({ reference, hypothesis }: Vector) =>
  tokenErrors(charactersOf(reference), charactersOf(hypothesis));
const counts = ({ hits, substitutions, deletions, insertions }: ErrorRates) => [
  hits,
  substitutions,
  deletions,
  insertions,
];
const rates = (errors: ErrorRates) => ({
  wer: errors.errorRate,
  mer: errors.matchErrorRate,
  wil: errors.informationLost,
  wip: errors.informationPreserved,
});

/** Runs of one edit, as jiwer tells them. */
function chunksOf(steps: readonly AlignmentStep[]) {
  const chunks: [string, number, number, number, number][] = [];
  for (const { edit, reference, hypothesis } of steps) {
    const ends = [reference + (edit === 'insert' ? 0 : 1), hypothesis + (edit === 'delete' ? 0 : 1)] as const;
    const last = chunks.at(-1);
    if (last?.[0] === edit) [last[2], last[4]] = ends;
    else chunks.push([edit, reference, ends[0], hypothesis, ends[1]]);
  }
  return chunks;
}

describe('of every golden pair the same as jiwer, to the last digit', () => {
  test('there are enough of them to mean something', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(240);
    expect(corpora.length).toBe(10);
  });
  test.each(['wer', 'mer', 'wil', 'wip'] as const)('%s', (rate) => {
    expect(vectors.map((vector) => rates(ofWords(vector))[rate])).toEqual(vectors.map((vector) => vector[rate]));
  });
  test('cer', () => {
    expect(vectors.map((vector) => ofCharacters(vector).errorRate)).toEqual(vectors.map(({ cer }) => cer));
  });
  test('hits, substitutions, deletions and insertions of words and characters', () => {
    for (const vector of vectors) {
      expect(counts(ofWords(vector)), vector.reference).toEqual(vector.words);
      expect(counts(ofCharacters(vector)), vector.reference).toEqual(vector.characters);
    }
  });
  test('the alignment word by word', () => {
    for (const vector of vectors) {
      const steps = align(splitWords(vector.reference), splitWords(vector.hypothesis));
      expect(chunksOf(steps), `${vector.reference} / ${vector.hypothesis}`).toEqual(vector.chunks);
    }
  });
  test('pooled over many texts', () => {
    for (const { from, to, cer, ...pooled } of corpora) {
      const part = vectors.slice(from, to);
      expect(rates(pooledErrors(part.map(ofWords)))).toEqual(pooled);
      expect(pooledErrors(part.map(ofCharacters)).errorRate).toBe(cer);
    }
  });
});

describe('a worked example', () => {
  test('two of six words are wrong, one is missing, one too many', () => {
    const errors = wordErrors('Set a timer for ten minutes.', 'set the timer for 10 big minutes please');
    // set a→the timer for 10 +big minutes +please
    expect(counts(errors)).toEqual([5, 1, 0, 2]);
    expect(errors.errorRate).toBe(3 / 6);
    expect(errors.matchErrorRate).toBe(3 / 8);
    expect(errors.informationLost).toBe(1 - (5 / 6) * (5 / 8));
  });
  test('characters: one of three', () => expect(characterErrors('Cat.', 'bat').errorRate).toBe(1 / 3));
  test('side by side', () => {
    expect(alignedPairs(['call', 'my', 'dear', 'mother'], ['call', 'dear', 'mother', 'now'])).toEqual([
      { edit: 'equal', reference: 'call', hypothesis: 'call' },
      { edit: 'delete', reference: 'my', hypothesis: undefined },
      { edit: 'equal', reference: 'dear', hypothesis: 'dear' },
      { edit: 'equal', reference: 'mother', hypothesis: 'mother' },
      { edit: 'insert', reference: undefined, hypothesis: 'now' },
    ]);
  });
});

test('an alignment uses every token of both sides once and in order, and is no longer than the longer side', () => {
  const tokens = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
  fc.assert(
    fc.property(tokens, tokens, (reference, hypothesis) => {
      const steps = align(reference, hypothesis);
      const used = (without: 'insert' | 'delete', side: 'reference' | 'hypothesis') =>
        steps.filter(({ edit }) => edit !== without).map((step) => step[side]);
      expect(used('insert', 'reference')).toEqual([...reference.keys()]);
      expect(used('delete', 'hypothesis')).toEqual([...hypothesis.keys()]);
      const { hits, ...wrong } = countEdits(steps);
      const errors = wrong.substitutions + wrong.deletions + wrong.insertions;
      expect(errors).toBeLessThanOrEqual(Math.max(reference.length, hypothesis.length));
      expect(hits === reference.length && errors === 0).toBe(reference.join() === hypothesis.join());
    }),
  );
});
