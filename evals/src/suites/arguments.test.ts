import { expect, test } from 'vitest';
import { parseSuiteArguments } from './arguments.ts';
import { everySuiteCommand } from './command.ts';

const parsed = (...argv: string[]) =>
  parseSuiteArguments(argv) as Exclude<ReturnType<typeof parseSuiteArguments>, 'help'>;

test('a whole run is stored where the gate looks, a part of one only where it is told to', () => {
  expect(parsed().out).toMatch(/evals\/results\/runs$/);
  expect(parsed('--limit', '5')).toMatchObject({ out: undefined, limit: 5 });
  expect(parsed('--limit', '5', '--out', 'x').out).toBe('x');
});

test('wrong arguments are told of', () => {
  expect(() => parsed('--baseline', 'live')).toThrow('needs a --candidate');
  expect(() => parsed('--seed', '1.5')).toThrow('--seed takes a whole number');
  expect(() => parsed('--parallel', '0')).toThrow('--parallel takes a whole number');
  expect(() => everySuiteCommand('full').parse(['--candidate', 'asr/x@1'])).toThrow('in their own suite');
  expect(() => everySuiteCommand('smoke').parse(['--html', 'x'])).toThrow('one suite at a time');
  expect(everySuiteCommand('smoke').parse([])).toMatchObject({ out: undefined });
  expect(parseSuiteArguments(['--help'])).toBe('help');
});
