import { describe, expect, it } from 'vitest';
import { parseRagArguments } from './arguments.ts';

describe('parseRagArguments', () => {
  it('asks the sample everything by default', () => {
    const options = parseRagArguments([]);
    expect(options).toMatchObject({ conditions: ['clean', 'spoken', 'noisy'], split: 'all', snrsDb: [20, 15, 10] });
    expect(options).toMatchObject({ knowledge: expect.stringContaining('sample'), json: false });
  });

  it('takes lists in any order, each part once', () => {
    const options = parseRagArguments([
      '--conditions',
      'noisy,clean,noisy',
      '--ablate',
      'rewrite,bias',
      '--snr',
      '5,-3',
    ]);
    expect(options).toMatchObject({ conditions: ['clean', 'noisy'], snrsDb: [5, -3] });
    expect(options).toMatchObject({ ablate: new Set(['bias', 'rewrite']) });
  });

  it.each([
    [['--conditions', 'loud'], '--conditions takes clean, spoken, noisy'],
    [['--ablate', 'nothing'], '--ablate takes phonetic, bias, rewrite, dense'],
    [['--ablate', 'dense'], '--retrievers lexical,phonetic,dense adds it'],
    [['--retrievers', 'phonic'], '--retrievers takes lexical, phonetic, dense'],
    [['--compare'], '--compare needs --ablate'],
    [['--split', 'train'], '--split takes'],
    [['--limit', '0'], '--limit takes a whole number above 0'],
    [['--snr', 'loud'], '--snr takes decibels'],
    [['--knowledge', 'docs'], '--knowledge needs --questions'],
    [['--frob'], 'frob'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseRagArguments(argv)).toThrow(message);
  });
});
