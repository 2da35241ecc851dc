import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { editDistance, nameNearest, namesMeant, similarity, soundKey } from './similar.ts';

it.each([
  ['mire', 'meyer'],
  ['shmit', 'schmidt'],
  ['fone', 'phone'],
  ['cat', 'kat'],
])('%s sounds like %s', (a, b) => {
  expect(soundKey(a)).toBe(soundKey(b));
});

const doctors = ['Meyer', 'Myers', 'Schmidt', 'Smith', 'Patel'];
it.each([
  ['Meyer', ['Meyer']],
  ['myers', ['Myers']],
  ['mire', ['Meyer']],
  ['patell', ['Patel']],
  ['jones', []],
])('%s means %s', (heard, meant) => {
  expect(namesMeant(heard, doctors, (name) => name)).toEqual(meant);
});

test('two names that sound the same are both meant', () => {
  expect(namesMeant('anna mire', ['Anna Meyer', 'Anna Maier'], (name) => name)).toHaveLength(2);
});

const word = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), maxLength: 8 });
test('the distance is one between words, none to itself, and never shorter by a detour', () => {
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      expect(editDistance(a, a)).toBe(0);
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      expect(similarity(a, b)).toBeGreaterThanOrEqual(0);
      expect(similarity(a, b)).toBeLessThanOrEqual(1);
    }),
  );
});

it('finds the nearest name where it is asked about, and none where two are near', () => {
  const known = ['Patel', 'Okafor', 'Meyer', 'Myers'];
  expect(nameNearest('pillow', known, (name) => name)).toBe('Patel');
  expect(nameNearest('maynard', known, (name) => name)).toBeUndefined();
  expect(nameNearest('zug', known, (name) => name)).toBeUndefined();
});
