import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/peers-troubles.md', root), 'utf8');
const [, ...troubles] = page.split(/^## /m);
const namedTest = /^- `([^`]+\.test\.ts)`: “(.+)”$/gm;

/** As a test's name stands in its file: between quotes of any kind, in the code that makes it. */
const hasTest = (code: string, name: string): boolean =>
  ["'", '"', '`'].some((quote) => code.includes(`(${quote}${name}${quote}`));

test.each(troubles.map((trouble) => [trouble.split('\n')[0]!, trouble]))('%s: its tests exist', (_, trouble) => {
  const named = [...trouble.matchAll(namedTest)];
  expect(named.length).toBeGreaterThan(0);
  // A line that is no well-formed reference would be checked by nobody.
  expect(trouble.match(/^- /gm)?.length).toBe(named.length);
  for (const [, file, name] of named) {
    const path = new URL(file!, root);
    expect(existsSync(path), `${file} exists`).toBe(true);
    expect(hasTest(readFileSync(path, 'utf8'), name!), `${file} has “${name}”`).toBe(true);
  }
});

test('a name that no test has is noticed', () => {
  expect(hasTest("test('one thing', () => {})", 'one thing')).toBe(true);
  expect(hasTest("// it is said that 'one thing' holds", 'one thing')).toBe(false);
});
