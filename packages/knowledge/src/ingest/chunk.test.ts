import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunkDocument } from './chunk.ts';
import type { ParsedDocument } from './document.ts';

const sentence = fc
  .array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((words) => `${words.join(' ')}.`);
const section = fc.record({
  headings: fc.array(fc.constantFrom('One', 'Two', 'Three'), { maxLength: 2 }),
  paragraphs: fc.array(fc.array(sentence, { minLength: 1, maxLength: 5 }), { maxLength: 5 }),
});
const documents: fc.Arbitrary<ParsedDocument> = fc.record({
  title: fc.constant('Title'),
  sections: fc.array(section, { maxLength: 4 }),
  emphasized: fc.constant([]),
  metadata: fc.constant({}),
  removed: fc.constant(0),
});
const sizes = fc.record({
  targetWords: fc.integer({ min: 1, max: 40 }),
  overlapSentences: fc.integer({ min: 0, max: 3 }),
});

describe('chunkDocument', () => {
  test('loses no sentence, cuts none and keeps their order', () => {
    fc.assert(
      fc.property(documents, sizes, (document, options) => {
        const chunks = chunkDocument('a.md', document, options);
        const expected = document.sections.flatMap(({ paragraphs }) => paragraphs.flat());
        const found: string[] = [];
        let before: readonly string[] = [];
        for (const { sentences } of chunks) {
          // What a chunk begins with again is the end of the one before.
          const overlap = overlapOf(before, sentences, expected.slice(found.length), options.overlapSentences);
          found.push(...sentences.slice(overlap));
          before = sentences;
        }
        expect(found).toEqual(expected);
      }),
    );
  });

  test('no chunk goes beyond its size by more than its last sentence', () => {
    fc.assert(
      fc.property(documents, sizes, (document, options) => {
        for (const { sentences } of chunkDocument('a.md', document, options)) {
          const words = sentences.slice(0, -1).join(' ').split(' ').filter(Boolean).length;
          expect(words).toBeLessThan(Math.max(options.targetWords, 1) + 1);
        }
      }),
    );
  });

  test('ids are stable, and no two chunks share one', () => {
    fc.assert(
      fc.property(documents, sizes, (document, options) => {
        const ids = chunkDocument('a.md', document, options).map(({ id }) => id);
        expect(chunkDocument('a.md', structuredClone(document), options).map(({ id }) => id)).toEqual(ids);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  test('an id depends on path, heading and text', () => {
    const document = (heading: string, text: string): ParsedDocument => ({
      ...{ title: 'T', emphasized: [], metadata: {}, removed: 0 },
      sections: [{ headings: [heading], paragraphs: [[text]] }],
    });
    const ids = [
      chunkDocument('a.md', document('H', 'Text.')),
      chunkDocument('b.md', document('H', 'Text.')),
      chunkDocument('a.md', document('I', 'Text.')),
      chunkDocument('a.md', document('H', 'Other.')),
    ].map(([chunk]) => chunk!.id);
    expect(new Set(ids).size).toBe(4);
  });
});

function overlapOf(before: readonly string[], now: readonly string[], rest: readonly string[], most: number): number {
  for (let length = Math.min(most, before.length, now.length); length > 0; length--) {
    const repeats = now.slice(0, length).every((text, at) => text === before[before.length - length + at]);
    const goesOn = now.slice(length).every((text, at) => text === rest[at]);
    if (repeats && goesOn) return length;
  }
  return 0;
}
