import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildRecord } from '../harness/record-builder.ts';
import { partialSteps } from './partial-steps.ts';

test('stable and unstable text, and the words taken back', () => {
  expect(partialSteps(buildRecord().partials)).toEqual([
    { atMs: -590, stableText: '', unstableText: 'What', withdrawnWords: 0 },
    { atMs: -420, stableText: 'What', unstableText: ' time', withdrawnWords: 0 },
    { atMs: -260, stableText: 'What', unstableText: ' time his', withdrawnWords: 0 },
    { atMs: -100, stableText: 'What time', unstableText: ' is', withdrawnWords: 1 },
  ]);
});

test('stable and unstable text together are always the text that was shown', () => {
  const partials = fc.array(
    fc.record({ at_ms: fc.integer(), text: fc.string(), stable_text: fc.string() }).map((partial) => partial),
  );
  fc.assert(
    fc.property(partials, (all) => {
      const shown = partialSteps(all).map(({ stableText, unstableText }) => stableText + unstableText);
      expect(shown).toEqual(all.toSorted((a, b) => a.at_ms - b.at_ms).map(({ text }) => text));
    }),
  );
});
