import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderReadme, writeMeasured } from './main.ts';

const block = (name: string, text = '') => `<!-- measured: ${name} -->\n${text}<!-- /measured -->`;

describe('figures in a page', () => {
  test('stand between their marks; everything else stays', () => {
    const page = `before ${block('a', 'old\n')} between ${block('b')} after`;
    expect(writeMeasured(page, { a: 'A', b: 'B' })).toBe(
      `before ${block('a', '\nA\n\n')} between ${block('b', '\nB\n\n')} after`,
    );
  });

  test('written twice are written once', () => {
    const written = writeMeasured(block('a'), { a: 'A' });
    expect(writeMeasured(written, { a: 'A' })).toBe(written);
  });

  test.each([
    [block('c'), /no figures are called "c"/],
    ['<!-- measured: a -->\nold', /"a" are not closed/],
    ['nothing', /no place for the figures: a/],
  ])('%j is refused', (page, message) => {
    expect(() => writeMeasured(page, { a: 'A' })).toThrow(message);
  });
});

test('the figures of the README are those of the results (`pnpm docs` writes them)', async () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  expect(await renderReadme(readme)).toBe(readme);
});
