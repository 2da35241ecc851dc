import { expect, test } from 'vitest';
import { evidenceAskedFor, hasEvidence } from './evidence.ts';

test.each([
  ['how much does it cost', 'price', 'It costs 40 dollars.', 'It is red.'],
  ['what is the phone number of Marlow', 'phone', 'Call 555 0114.', 'It is in Marlow.'],
  ['how loud is it', 'loudness', 'It makes 47 decibels.', 'It weighs 9 pounds.'],
  ['how much does it weigh', 'weight', 'It weighs 9 pounds.', 'It costs 40 dollars.'],
  ['how long is the warranty', 'duration', 'It lasts three years.', 'It is good.'],
  ['when does it open', 'time', 'It opens at nine.', 'It opens to the left.'],
  ['who leads the branch', 'person', 'The branch is led by Owen Gallagher.', 'It is large.'],
  ['how many seats are there', 'quantity', 'There are sixteen seats.', 'There are seats.'],
] as const)('%s: %s', (question, evidence, right, wrong) => {
  expect(evidenceAskedFor(question)).toBe(evidence);
  expect(hasEvidence(right, evidence)).toBe(true);
  expect(hasEvidence(wrong, evidence)).toBe(false);
});

test('a question of no such form asks for nothing in particular', () => {
  expect(evidenceAskedFor('is the filter washable')).toBe('open');
});
