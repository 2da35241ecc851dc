import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createClauseChunker } from './clause-chunker.ts';

function chunk(text: string, deltas: readonly string[] = [text]): string[] {
  const chunker = createClauseChunker();
  return [...deltas.flatMap((delta) => chunker.push(delta)), ...chunker.end()];
}

/** Text of the kinds of words and marks that decide about cuts. */
const word = fc.constantFrom(
  'the',
  'a',
  'is',
  'and',
  'but',
  'which',
  'when',
  'Dr.',
  'Mr.',
  'Smith',
  'e.g.',
  'i.e.',
  'etc.',
  'U.S.',
  'p.m.',
  'No.',
  'Jan.',
  '5,',
  '2021.',
  '3.5',
  '$5',
  'million',
  'km',
  '7:30',
  'Sure,',
  'Yes!',
  'Really?',
  'Wait...',
  'well;',
  'so:',
  'IL',
  'Springfield,',
  '“Hello,”',
  '(see',
  'below).',
  '**bold**',
  '[a',
  'link](https://x.org/a.b)',
  'https://x.org/?a=1.',
  '-',
  '—',
  'I.',
  'J.',
  '1.',
  '`x',
  'y`',
  '😀',
  'naïve',
);
const gap = fc.constantFrom(' ', ' ', ' ', '  ', '\n', '\n\n', '\t');
const text = fc
  .array(fc.tuple(word, gap), { maxLength: 60 })
  .map((parts) => parts.map(([each, space]) => each + space).join(''))
  .chain((whole) => fc.constantFrom(whole, whole.trimEnd()));

describe('for any text', () => {
  test('the pieces joined are the text', () => {
    fc.assert(fc.property(fc.oneof(text, fc.string({ unit: 'grapheme' })), (whole) => chunk(whole).join('') === whole));
  });

  test('the pieces are the same however the text arrives', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(400), { maxLength: 80 }), (whole, cuts) => {
        const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
        const deltas = places.slice(1).map((place, index) => whole.slice(places[index]!, place));
        expect(chunk(whole, deltas)).toEqual(chunk(whole));
        expect(chunk(whole, [...whole])).toEqual(chunk(whole));
      }),
      { numRuns: 1000 },
    );
  });

  test('a piece ends in white space, but for the last; never inside a word', () => {
    fc.assert(
      fc.property(text, (whole) =>
        chunk(whole)
          .slice(0, -1)
          .every((piece) => /\s$/u.test(piece)),
      ),
    );
  });
});

describe('a first piece', () => {
  test('is a short clause, so that speech can begin', () => {
    expect(chunk('I can help with that, and I will tell you all about it in a minute.')[0]).toBe(
      'I can help with that, ',
    );
  });

  test('is a single sentence, however short', () => {
    expect(chunk('Okay! Here it comes.')).toEqual(['Okay! ', 'Here it comes.']);
  });

  test('is not one word before a comma: too little to speak while the next is made', () => {
    expect(chunk('Sure, it is five past nine.')).toEqual(['Sure, it is five past nine.']);
  });

  test('without marks ends before a word that begins a clause, else after ten words', () => {
    expect(chunk('The museum in the old harbor opens late because the staff has a party.')[0]).toBe(
      'The museum in the old harbor opens late ',
    );
    expect(chunk('One two three four five six seven eight nine ten eleven twelve thirteen.')[0]).toBe(
      'One two three four five six seven eight nine ten ',
    );
  });
});

describe('never cut are', () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    titles: ['Ask Dr. Smith. ', 'He knows Mr. J. Fox.'],
    numbers: ['It is 3.5 or 1,000. ', 'Pi is 3.14159.'],
    'numbers of things': ['It is No. 5. ', 'See fig. 3 and pp. 4.'],
    'answers that look like them': ['No. ', 'It is not.'],
    abbreviations: ['Take fruit, e.g. pears, i.e. no meat. ', 'It works.'],
    times: ['Come at 7:30 p.m. on Friday. ', 'Bring cake.'],
    'times that end a sentence': ['Come at 7:30 p.m. ', 'Then we eat.'],
    dates: ['On Jan. 5, 2021, it rained. ', 'It poured.'],
    places: ['She is in Springfield, IL today. ', 'He left.'],
    countries: ['The U.S. Army went. ', 'It left the U.S. ', 'They stayed.'],
    addresses: ['See https://example.com/a.b?c=1, or www.x.org. ', 'Bye.'],
    'items of a list': ['1. One thing\n', '2. Another'],
  };
  for (const [name, sentences] of Object.entries(cases)) {
    test(name, () => {
      // Only the ends of sentences count here: clauses are looked at above.
      const none = Number.POSITIVE_INFINITY;
      const limits = { sentence: 1, clause: none, connective: none, word: none };
      const chunker = createClauseChunker({ first: limits, second: limits, later: limits });
      expect([...chunker.push(sentences.join('')), ...chunker.end()]).toEqual(sentences);
    });
  }
});

test('later pieces are longer than the first', () => {
  const clauses = Array.from({ length: 12 }, (_, index) => `the number ${'abcdefghijkl'[index]} is fine,`).join(' ');
  const lengths = chunk(clauses).map((piece) => piece.split(' ').length);
  expect(lengths[0]).toBeLessThan(lengths[1]!);
  expect(lengths[1]).toBeLessThan(lengths[2]!);
});
