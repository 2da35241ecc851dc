import { describe, expect, test } from 'vitest';
import { createMarkupStripper } from './markup.ts';

const strip = (...pieces: string[]) => {
  const markup = createMarkupStripper();
  return pieces.map((piece) => markup.strip(piece)).join('');
};

test.each([
  ['**Bold**, *soft*, __both__ and ~~gone~~.', 'Bold, soft, both and gone.'],
  ['Use `npm` or ``a `b` c``.', 'Use npm or a b c.'],
  ['See [the docs](https://example.com/a_(b)) and ![a cat](cat.png).', 'See the docs and a cat.'],
  ['A [forged](/fˈɔɹʤd/) sound', 'A forged sound'],
  ['snake_case and 3 * 4 * 5 stay', 'snake_case and 3 * 4 * 5 stay'],
  ['Great! 🎉👍🏽 👨‍👩‍👧 🇫🇷 1️⃣ ❤️', 'Great! '],
  ['Hi :) there ;-) <3', 'Hi there '],
  ['It is 8:30 (late).', 'It is 8:30 (late).'],
  ['© 2024 Acme™', '© 2024 Acme™'],
  ['<b>Fish</b> &amp; chips', ' Fish & chips'],
  ['5 < 6 and 7 > 2', '5 < 6 and 7 > 2'],
  ['\\*not bold\\*', 'not bold'],
])('%j is spoken as %j', (text, spoken) => {
  expect(strip(text)).toBe(spoken);
});

describe('lines', () => {
  test('headings, bullets and numbered items become sentences', () => {
    expect(strip('# Plan\n\n- buy milk\n* Buy eggs!\n1. Cook\n2) Eat\n')).toBe(
      'Plan.\n\nbuy milk.\nBuy eggs!\n1, Cook.\n2, Eat.\n',
    );
  });

  test('quotes, rulers and tables lose their signs', () => {
    expect(strip('> Quoted\n---\n| a | b |\n|---|---|\n| 1 | 2 |')).toBe('Quoted.\n\na, b.\n\n1, 2');
  });

  test('a line that goes on in small letters is one sentence', () => {
    expect(strip('one line\nand another')).toBe('one line and another');
  });
});

describe('pieces', () => {
  test('a code block is left out, however it is cut', () => {
    expect(strip('Like this:\n', '```js\nlet a = 1;\n', 'a += 1;\n```\nDone.')).toBe('Like this:\n\n\n\nDone.');
  });

  test('a hyphen in the middle of a line is no bullet, at the start of the next piece it is', () => {
    expect(strip('a minus ', '- b\n', '- c')).toBe('a minus - b.\nc');
  });

  test('each response begins anew', () => {
    strip('```\nopen');
    expect(strip('Hello')).toBe('Hello');
  });
});
