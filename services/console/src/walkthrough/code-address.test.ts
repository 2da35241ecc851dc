import { expect, test } from 'vitest';
import { codeAddress } from './code-address.ts';

test('a path is a link where the address of the code is known, with or without a slash at its end', () => {
  const address = 'https://git.example.org/cascade/blob/main/services/vad/README.md';
  expect(codeAddress('services/vad/README.md', 'https://git.example.org/cascade/blob/main')).toBe(address);
  expect(codeAddress('services/vad/README.md', 'https://git.example.org/cascade/blob/main/')).toBe(address);
});

test('without an address there is no link', () => {
  expect(codeAddress('services/vad/README.md', '')).toBeUndefined();
});
