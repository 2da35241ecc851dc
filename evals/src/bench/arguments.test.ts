import { expect, test } from 'vitest';
import { parseBenchArguments, usage } from './arguments.ts';

const parsed = (...argv: string[]) => {
  const options = parseBenchArguments(argv);
  if (options === 'help') throw new Error('help');
  return options;
};

test('without arguments: one session, every clip, twenty interruptions', () => {
  expect(parsed()).toMatchObject({ sessions: [1], turns: undefined, interruptions: 20, outFolder: 'dist/bench' });
});

test('a short run interrupts no more than it says, unless it is told to', () => {
  expect(parsed('--turns', '4').interruptions).toBe(4);
  expect(parsed('--turns', '4', '--interruptions', '9').interruptions).toBe(9);
  expect(parsed('--interruptions', '0').interruptions).toBe(0);
});

test('session counts are sorted, each once', () => {
  expect(parsed('--sessions', '8, 1,4,8').sessions).toEqual([1, 4, 8]);
});

test.each([
  [['--sessions', '0'], /--sessions takes whole numbers, separated by commas from 1 on, not "0"/],
  [['--sessions', '1,,2'], /--sessions .* not ""/],
  [['--sessions', '9999'], /--sessions takes counts up to 256, not 9999/],
  [['--turns', '1.5'], /--turns takes a whole number from 1 on, not "1\.5"/],
  [['--seconds', '0'], /--seconds/],
  [['--interruptions', '-1'], /--interruptions/],
  [['--key', 'k'], /--key is about a running service: name it with --url/],
  [['--pid', '7'], /--pid is about a running service/],
  [['--url', 'localhost:1'], /--url takes an address like ws:\/\/127\.0\.0\.1:8080, not "localhost:1"/],
  [['--sesions', '1'], /Unknown option '--sesions'/],
  [['clip.wav'], /Unexpected argument 'clip\.wav'/],
])('%j is refused by name', (argv, message) => {
  expect(() => parseBenchArguments(argv)).toThrow(message);
});

test('help names every option', () => {
  expect(parseBenchArguments(['-h'])).toBe('help');
  for (const name of Object.keys({
    sessions: 0,
    turns: 0,
    manifest: 0,
    out: 0,
    summary: 0,
    compare: 0,
    json: 0,
    url: 0,
    seed: 0,
  })) {
    expect(usage).toContain(`--${name}`);
  }
});
