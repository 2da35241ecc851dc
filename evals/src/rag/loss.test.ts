import { expect, it } from 'vitest';
import type { Judgement } from './judge.ts';
import { lossOf } from './loss.ts';

const failed: Judgement = {
  found: true,
  reciprocalRank: 1,
  correct: false,
  grounded: true,
  citationCorrect: true,
  refusalCorrect: true,
  success: false,
  entities: 1,
  lostInHearing: [],
  lostInQuery: [],
};
const heardWell = { misheard: false, cleanSucceeded: false };

it('blames nobody for what succeeded', () => {
  expect(lossOf({ judgement: { ...failed, success: true }, misheard: true, cleanSucceeded: true })).toBeUndefined();
});

it('blames the rewrite for an entity that had been heard, even when other words were misheard', () => {
  const judgement = { ...failed, lostInQuery: ['Arden 200'] };
  expect(lossOf({ judgement, misheard: true, cleanSucceeded: true })).toBe('rewrite');
});

it('blames the recognizer only for what succeeds as text', () => {
  const judgement = { ...failed, found: false, lostInHearing: ['Arden 200'], lostInQuery: ['Arden 200'] };
  expect(lossOf({ judgement, misheard: true, cleanSucceeded: true })).toBe('recognizer');
  expect(lossOf({ judgement, misheard: true, cleanSucceeded: false })).toBe('retrieval');
  expect(lossOf({ judgement, misheard: false, cleanSucceeded: true })).toBe('retrieval');
});

it('blames the answer for what was found, and for what has no answer', () => {
  expect(lossOf({ judgement: failed, ...heardWell })).toBe('answer');
  expect(lossOf({ judgement: { ...failed, found: undefined }, ...heardWell })).toBe('answer');
});
