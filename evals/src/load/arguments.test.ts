import { expect, test } from 'vitest';
import { type LoadArguments, parseLoadArguments } from './arguments.ts';

const parsed = (...argv: string[]) => parseLoadArguments(argv) as LoadArguments;

test('a search is what is done when nothing else is asked for', () => {
  expect(parsed()).toMatchObject({
    mode: 'search',
    sessions: 64,
    start: 2,
    minutes: 8,
    seconds: 60,
    profile: 'default',
    variants: [],
    json: false,
  });
  expect(parsed('--ramp')).toMatchObject({ mode: 'ramp', sessions: 8, steps: 6 });
  expect(parsed('--soak', '--minutes', '1.5')).toMatchObject({ mode: 'soak', minutes: 1.5 });
  expect(parsed('--spike', '--sessions', '12')).toMatchObject({ mode: 'spike', sessions: 12 });
  expect(parseLoadArguments(['-h'])).toBe('help');
});

test('a comparison is of one setting, or of as many as wanted', () => {
  expect(parsed('--compare', 'CASCADE_STORE=off,/tmp/a.db', '--sessions', '4')).toMatchObject({
    mode: 'fixed',
    sessions: 4,
    variants: [
      { name: 'CASCADE_STORE=off', environment: { CASCADE_STORE: 'off' } },
      { name: 'CASCADE_STORE=/tmp/a.db', environment: { CASCADE_STORE: '/tmp/a.db' } },
    ],
  });
  const long = parsed(
    '--search',
    '--variant',
    'plain:',
    '--variant',
    'quiet:CASCADE_TURN_SURE_SILENCE_MS=280,280,350,500,700,CASCADE_LOG_LEVEL=silent',
  );
  expect(long.mode).toBe('search');
  expect(long.variants).toEqual([
    { name: 'plain', environment: {} },
    {
      name: 'quiet',
      environment: { CASCADE_TURN_SURE_SILENCE_MS: '280,280,350,500,700', CASCADE_LOG_LEVEL: 'silent' },
    },
  ]);
  expect(parsed('--compare', 'DATABASE_URL=,postgres://x').variants[0]?.environment).toEqual({ DATABASE_URL: '' });
});

test.each([
  [['--search', '--ramp'], /Only one of --search and --ramp/],
  [['--sessions', '0'], /--sessions takes a whole number from 1 to 1024/],
  [['--seconds', '1.5'], /--seconds takes a whole number/],
  [['--minutes', '0'], /--minutes takes a number above 0/],
  [['--mix', 'everybody'], /--mix takes shares/],
  [['--think', 'long'], /--think takes a distribution/],
  [['--url', 'here'], /--url takes an address/],
  [['--key', 'k'], /--key is about a running service/],
  [['--pid', '1'], /--pid is about a running service/],
  [['--compare', 'CASCADE_STORE=off'], /--compare takes a setting and two values/],
  [['--compare', 'CASCADE_STORE=off,off'], /--compare takes a setting and two values/],
  [['--compare', 'A=1,2', '--url', 'ws://x'], /starts its services itself/],
  [['--compare', 'A=1,2', '--variant', 'x:'], /short form/],
  [['--variant', 'x:'], /needed twice/],
  [['--variant', 'x:', '--variant', 'y:lower=1'], /--variant takes a name and settings/],
  [['--soak', '--compare', 'A=1,2'], /--soak compares nothing/],
  [['--nonsense'], /nonsense/],
])('%j is refused with what it takes', (argv, message) => {
  expect(() => parseLoadArguments(argv)).toThrow(message);
});
