import { expect, test } from 'vitest';
import { parsePeerArguments } from './arguments.ts';

test('the other system is named, the rest has defaults', () => {
  expect(parsePeerArguments(['--peer-url', 'ws://127.0.0.1:8765/ws'])).toMatchObject({
    peerUrl: 'ws://127.0.0.1:8765/ws',
    peerPids: [],
    turns: 18,
    seed: 'cascade',
    outFolder: 'dist/peer',
    json: false,
  });
  expect(parsePeerArguments(['--help'])).toBe('help');
});

test('what is wrong is named', () => {
  expect(() => parsePeerArguments([])).toThrow('--peer-url takes the address of the other system');
  expect(() => parsePeerArguments(['--peer-url', 'localhost'])).toThrow('--peer-url');
  expect(() => parsePeerArguments(['--peer-url', 'ws://x', '--turns', 'many'])).toThrow('--turns takes a whole number');
});
