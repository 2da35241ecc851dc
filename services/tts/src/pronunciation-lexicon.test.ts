import { describe, expect, test } from 'vitest';
import { createLexiconReader, parsePronunciationLexicon, readPronunciationLexicon } from './pronunciation-lexicon.ts';

const path = 'my.lexicon';
const parse = (text: string) => parsePronunciationLexicon(text, path);

test('reads respellings and phonemes; comments and empty lines count for nothing', () => {
  expect(parse('# names\n\nSiobhan = shi-vawn\r\n gif = /ʤˈɪf/ \n').entries).toEqual([
    { word: 'Siobhan', respelling: 'shi-vawn' },
    { word: 'gif', phonemes: 'ʤˈɪf' },
  ]);
});

test('the version follows the entries', () => {
  expect(parse('a = b').version).not.toBe(parse('a = c').version);
  expect(parse('a = b').version).toBe(parse('# other\na   =  b').version);
  expect(parse('').version).toBe('none');
});

describe('a malformed line is named with its cure', () => {
  test.each([
    ['gif jif', 'my.lexicon, line 1: there is no "=". Write `word = respelling` or `word = /phonemes/`.'],
    ['\n= jif', 'my.lexicon, line 2: "" is no word.'],
    ['a = b\na = c', 'my.lexicon, line 2: "a" is already on line 1. Remove one of the two.'],
    ['gif = /ʤ!f/', 'my.lexicon, line 1: "!" is no phoneme. Use only these: AIOWY'],
    ['gif = //', 'my.lexicon, line 1: there is nothing between the slashes.'],
    ['gif = <jif>', 'my.lexicon, line 1: "<jif>" cannot be read out.'],
    ['gif =', 'my.lexicon, line 1: "" cannot be read out.'],
  ])('%j', (text, message) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'invalid_file' }));
    expect(() => parse(text)).toThrow(message);
  });

  test('a file that is not there', async () => {
    await expect(readPronunciationLexicon('no-such.lexicon')).rejects.toMatchObject({
      code: 'invalid_file',
      message: 'no-such.lexicon: the pronunciation lexicon cannot be read. Check the path.',
    });
  });
});

describe('in a text', () => {
  const lexicon = parse('gif = jif\nSQL = sequel\nC++ = see plus plus\nNew York = Noo Yawk\nnguyen = /wˈɪn/');
  const read = createLexiconReader(lexicon, { phonemes: true });

  test.each([
    ['A gif, a GIF and a Gif.', 'A jif, a jif and a jif.'],
    ['gifs stay', 'gifs stay'],
    ['SQL but not sql', 'sequel but not sql'],
    ['Use C++.', 'Use see plus plus.'],
    ['in New York', 'in Noo Yawk'],
    ['Mr. Nguyen’s car', 'Mr. [Nguyen](/wˈɪn/)’s car'],
  ])('%j becomes %j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test('phonemes are left out for voices that do not read them', () => {
    expect(createLexiconReader(lexicon, { phonemes: false })('Nguyen saw a gif')).toBe('Nguyen saw a jif');
  });
});
