import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientKinds, kindsOf, mixText, parseMix } from './mix.ts';

const mixes = fc
  .record({
    talkers: fc.integer({ min: 1, max: 9 }),
    interrupters: fc.nat(9),
    'slow-readers': fc.nat(9),
    droppers: fc.nat(9),
  })
  .map((shares) =>
    parseMix(
      Object.entries(shares)
        .map(([kind, share]) => `${kind}=${share}`)
        .join(','),
    ),
  );

describe('a mix', () => {
  test('of any number of clients is as asked for, to within two of a kind', () => {
    fc.assert(
      fc.property(mixes, fc.integer({ min: 1, max: 60 }), (mix, count) => {
        const kinds = kindsOf(mix, count);
        const total = [...mix.values()].reduce((sum, share) => sum + share, 0);
        for (const [kind, share] of mix) {
          const have = kinds.filter((one) => one === kind).length;
          expect(Math.abs(have - (count * share) / total)).toBeLessThan(2);
        }
      }),
    );
  });

  test('keeps the kind of a client when others join', () => {
    fc.assert(
      fc.property(mixes, fc.integer({ min: 1, max: 30 }), (mix, count) => {
        expect(kindsOf(mix, count + 1).slice(0, count)).toEqual(kindsOf(mix, count));
      }),
    );
  });

  test('of eight to one has its interrupter in nine', () => {
    const kinds = kindsOf(parseMix('talkers=8,interrupters=1'), 9);
    expect(kinds.filter((kind) => kind === 'interrupters')).toHaveLength(1);
  });

  test('is read and written', () => {
    expect(mixText(parseMix(' talkers=2, droppers=0.5,interrupters=0'))).toBe('talkers=2,droppers=0.5');
    for (const wrong of [
      '',
      'talkers',
      'talkers=x',
      'shouters=1',
      'talkers=1,talkers=2',
      'talkers=-1',
      'talkers=1=2',
      'toString=1',
    ]) {
      expect(() => parseMix(wrong)).toThrow(/--mix takes shares/);
    }
    expect(() => parseMix('droppers=1')).toThrow(/needs talkers or interrupters/);
    expect(Object.values(clientKinds).filter(({ judged }) => judged)).toHaveLength(2);
  });
});
