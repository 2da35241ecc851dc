import { expect, test } from 'vitest';
import { pauseAfterMs, pausesMs } from './pauses.ts';

test.each([
  ['It is done. ', pausesMs.sentence],
  ['Really?” ', pausesMs.sentence],
  ['**Bold.** ', pausesMs.sentence],
  ['A heading\n', pausesMs.sentence],
  ['The end.\n\n', pausesMs.paragraph],
  ['First, ', pausesMs.comma],
  ['as follows: ', pausesMs.clause],
  ['well — ', pausesMs.clause],
  ['the lazy dog ', pausesMs.word],
  ['', pausesMs.word],
])('after %j: %i ms', (text, pauseMs) => {
  expect(pauseAfterMs(text)).toBe(pauseMs);
});
