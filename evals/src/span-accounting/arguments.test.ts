import { expect, it } from 'vitest';
import { parseSpanAccountingArguments } from './arguments.ts';

it('takes a file and how to record it', () => {
  expect(parseSpanAccountingArguments(['turns.ndjson', '--record', '500', '--sessions', '2', '--json'])).toMatchObject({
    file: 'turns.ndjson',
    record: 500,
    sessions: 2,
    json: true,
  });
  expect(parseSpanAccountingArguments([])).toMatchObject({ file: undefined, record: undefined, sessions: 1 });
  expect(parseSpanAccountingArguments(['--help'])).toBe('help');
});

it.each([
  [['--record', '0'], /--record takes a whole number/],
  [['--sessions', 'many'], /--sessions takes a whole number/],
  [['a', 'b'], /one file/],
  [['--speed', '2'], /--speed/],
])('refuses %j by name', (argv, message) => {
  expect(() => parseSpanAccountingArguments(argv)).toThrow(message);
});
