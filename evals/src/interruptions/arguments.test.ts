import { expect, test } from 'vitest';
import { parseInterruptionArguments } from './arguments.ts';

const parse = (...argv: string[]) => parseInterruptionArguments(argv);

test('without options a service is started and everything is played, two at once', () => {
  expect(parse()).toMatchObject({ server: undefined, only: [], limit: Infinity, parallel: 2, ducking: 'client' });
});

test('options are taken as they are meant', () => {
  const options = ['--only', 'cough,human-03', '--limit', '7', '--parallel', '3', '--json', '--ducking', 'server'];
  expect(parse(...options)).toMatchObject({
    only: ['cough', 'human-03'],
    limit: 7,
    parallel: 3,
    json: true,
    ducking: 'server',
  });
  expect(parse('--help')).toBe('help');
});

test('a server without the known language model is no use', () => {
  expect(() => parse('--server', 'ws://127.0.0.1:8080')).toThrow('--model-port');
  expect(parse('--server', 'ws://127.0.0.1:8080', '--model-port', '9000')).toMatchObject({ modelPort: 9000 });
});

test.each([
  ['--limit', '0'],
  ['--parallel', 'many'],
  ['--ducking', 'nobody'],
])('%s %s is refused', (name, value) => {
  expect(() => parse(name, value)).toThrow(name);
});
