import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneLine } from './clean-text.ts';
import { splitSentences } from './sentences.ts';

describe('splitSentences', () => {
  test('does not end a sentence after titles and abbreviations', () => {
    const text = 'Mr. Bell came at 5 p.m. on Monday. He left, e.g. by train. We charge 2.50 dollars. See No. 5!';
    expect(splitSentences(text)).toEqual([
      'Mr. Bell came at 5 p.m. on Monday.',
      'He left, e.g. by train.',
      'We charge 2.50 dollars.',
      'See No. 5!',
    ]);
  });

  test('loses nothing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        (text) => splitSentences(text).join('').replaceAll(' ', '') === oneLine(text).replaceAll(' ', ''),
      ),
      {
        examples: [['One. Two! Three?'], ['a\n\nb. C']],
      },
    );
  });
});
