import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDuplicateKeys } from './duplicate-keys.ts';
import { jsonPath } from './problem.ts';

const paths = (text: string) => findDuplicateKeys(text).map(({ path }) => jsonPath(path));

describe('findDuplicateKeys', () => {
  it('names the place of a key that comes again', () => {
    expect(paths('{"a":1,"b":{"c":1,"d":2,"c":3},"a":2}')).toEqual(['$.b.c', '$.a']);
    expect(paths('[{"a":1},{"a":[{},{"x":0,"x":0}]}]')).toEqual(['$[1].a[1].x']);
  });

  it('knows a key by what it means, not by how it is escaped', () => {
    expect(paths(String.raw`{"a":1,"\u0061":2}`)).toEqual(['$.a']);
  });

  it('is not confused by strings that look like structure', () => {
    expect(paths(String.raw`{"a":"\"a\":{[,","b":["{\\","a","a"],"c":"\\"}`)).toEqual([]);
    expect(paths('{"__proto__":1,"constructor":2}')).toEqual([]);
  });

  it('finds none in what JSON.stringify writes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => paths(JSON.stringify(value)).length === 0));
  });
});
