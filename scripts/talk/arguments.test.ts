import { describe, expect, it } from 'vitest';
import { parseTalkArguments } from './arguments.ts';

describe('parseTalkArguments', () => {
  it('takes files, a manifest and options in any order', () => {
    const argv = ['--json', 'a.wav', '--manifest=m.jsonl', '--limit', '3', 'b.wav', '--out', 'o', '--server', 'ws://h'];
    expect(parseTalkArguments(argv)).toEqual({
      files: ['a.wav', 'b.wav'],
      manifest: 'm.jsonl',
      limit: 3,
      server: 'ws://h',
      key: undefined,
      outFolder: 'o',
      json: true,
    });
    expect(parseTalkArguments(['a.wav'])).toMatchObject({ limit: Number.POSITIVE_INFINITY, json: false });
    expect(parseTalkArguments(['a.wav', '--help'])).toBe('help');
  });

  it.each([
    [[], 'missing'],
    [['--json'], 'missing'],
    [['a.wav', '--limit', '0'], '--limit takes'],
    [['a.wav', '--limit', '1.5'], '--limit takes'],
    [['a.wav', '--loud'], "Unknown option '--loud'"],
    [['a.wav', '--out'], '--out'],
  ])('refuses %j', (argv, message) => expect(() => parseTalkArguments(argv)).toThrow(message));
});
