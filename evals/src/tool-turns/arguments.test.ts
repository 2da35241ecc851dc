import { describe, expect, it } from 'vitest';
import { parseToolArguments } from './arguments.ts';

describe('parseToolArguments', () => {
  it('says everything by default, and keeps failures of the test half to itself', () => {
    expect(parseToolArguments([])).toMatchObject({
      split: 'all',
      groups: ['near', 'noisy', 'human'],
      showTest: false,
      bias: true,
      snrsDb: [20, 15, 10],
    });
  });

  it('takes groups in any order, and recognition without a vocabulary', () => {
    expect(parseToolArguments(['--groups', 'human,near', '--no-bias'])).toMatchObject({
      groups: ['near', 'human'],
      bias: false,
    });
  });

  it.each([
    [['--split', 'train'], '--split takes'],
    [['--groups', 'far'], '--groups takes near, noisy, human'],
    [['--limit', '0'], '--limit takes a whole number'],
    [['--snr', 'loud'], '--snr takes decibels'],
  ])('%j is refused', (argv, message) => {
    expect(() => parseToolArguments(argv)).toThrow(message);
  });
});
