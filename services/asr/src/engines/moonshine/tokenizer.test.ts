import { readFile } from 'node:fs/promises';
import { resolveModel } from '@cascade/models';
import { describe, expect, it, test } from 'vitest';
import { Tokenizer } from './tokenizer.ts';

const entry = (text: string | Uint8Array) => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const length = bytes.length > 127 ? [128 | (bytes.length & 127), bytes.length >> 7] : [bytes.length];
  return [...length, ...bytes];
};
const pieces = [
  '<unk>',
  '<s>',
  '</s>',
  '\u2581the',
  '\u2581caf',
  Uint8Array.of(0xc3),
  Uint8Array.of(0xa9),
  ',',
  's',
  '<<ST_0>>',
];
const tokenizer = new Tokenizer(Uint8Array.from(pieces.flatMap(entry)));

describe('a vocabulary', () => {
  it('turns tokens into text: bytes make letters, marks make spaces, what is special makes nothing', () => {
    expect(tokenizer.size).toBe(10);
    expect(tokenizer.decode([1, 3, 4, 5, 6, 7, 2])).toBe('the café,');
    expect(tokenizer.decode([9, 0])).toBe('');
  });

  it('cuts them into words that join to the same text', () => {
    expect(tokenizer.words([3, 4, 5, 6, 8, 7])).toEqual([
      { text: 'the', firstToken: 0, tokenCount: 1 },
      { text: 'cafés,', firstToken: 1, tokenCount: 5 },
    ]);
    expect(tokenizer.words([])).toEqual([]);
  });

  it('knows punctuation', () => {
    expect([7, 8, 3].map((id) => tokenizer.isPunctuation(id))).toEqual([true, false, false]);
  });

  it('may have entries longer than one byte can say', () => {
    const long = 'x'.repeat(300);
    expect(new Tokenizer(Uint8Array.from(['a', 'b', 'c', long].flatMap(entry))).decode([3])).toBe(long);
  });

  it('that ends within an entry is refused', () => {
    expect(() => new Tokenizer(Uint8Array.of(5, 97))).toThrow(expect.objectContaining({ code: 'model_corrupt' }));
  });
});

test('text is written with the tokens that the model writes it with', async () => {
  const model = await resolveModel('moonshine-tiny-en');
  const vocabulary = new Tokenizer(await readFile(model.file('tokenizer.bin')));
  expect(vocabulary.encode('Ever tried, ever failed,')).toEqual([18274, 1898, 29892, 3926, 5229, 29892]);
  for (const text of ['set a timer', 'EcoBee', "what's the weather", 'to-do list', 'Caf\u00e9 at 9:30']) {
    expect(vocabulary.decode(vocabulary.encode(text)!)).toBe(text);
  }
  expect(vocabulary.encode('\ud800')).toBeUndefined();
  const [light, house] = [vocabulary.encode('light')!, vocabulary.encode('lighthouse')!];
  expect(vocabulary.continuesWord(house.at(-1)!)).toBe(true);
  expect(vocabulary.continuesWord(light[0]!)).toBe(false);
  expect(vocabulary.continuesWord(29892)).toBe(false);
});

test('the model’s own file holds its vocabulary', async () => {
  const model = await resolveModel('moonshine-tiny-en');
  const vocabulary = new Tokenizer(await readFile(model.file('tokenizer.bin')));
  expect(vocabulary.size).toBe(32_768);
  const text = vocabulary.decode([18274, 1898, 29892, 3926, 5229, 29892]);
  expect(text).toBe('Ever tried, ever failed,');
});
