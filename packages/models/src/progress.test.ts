import { expect, it } from 'vitest';
import { createProgressPrinter, type PullProgress } from './progress.ts';

const events: readonly PullProgress[] = [
  { type: 'plan', models: ['a@1', 'b@1'], missing: ['a@1'], directory: '/models' },
  { type: 'bytes', models: ['a@1'], receivedBytes: 0, totalBytes: 10_000_000 },
  { type: 'ready', model: 'b@1', bytes: 5_000_000, fetched: false },
  ...[1, 2, 3, 4].map((part) => ({
    type: 'bytes' as const,
    models: ['a@1'],
    receivedBytes: part * 400_000,
    totalBytes: 10_000_000,
  })),
  { type: 'failed', source: 'npm a', reason: 'it broke', again: true },
  { type: 'bytes', models: ['a@1'], receivedBytes: 10_000_000, totalBytes: 10_000_000 },
  { type: 'ready', model: 'a@1', bytes: 8_000_000, fetched: true },
];

function print(isTTY: boolean): string {
  let text = '';
  const printer = createProgressPrinter({ isTTY, write: (part) => (text += part) });
  for (const event of events) printer(event);
  return text;
}

it('writes plain lines, one for each tenth, where there is no terminal', () => {
  expect(print(false).split('\n')).toEqual([
    'models: 1 of 2 to fetch into /models',
    'models: 1.2 MB of 10.0 MB',
    'models: npm a: it broke (trying once more)',
    'models: 10.0 MB of 10.0 MB',
    'models: a@1 ready, verified (8.0 MB)',
    '',
  ]);
});

it('rewrites one line on a terminal', () => {
  const text = print(true);
  expect(text.split('\n')).toHaveLength(4);
  expect(text).toContain('\r\u001b[Kmodels: 1.6 MB of 10.0 MB');
  expect(text).toContain('\r\u001b[Kmodels: a@1 ready, verified (8.0 MB)\n');
});

it('says nothing when nothing is missing', () => {
  let text = '';
  const printer = createProgressPrinter({ write: (part) => (text += part) });
  printer({ type: 'plan', models: ['a@1'], missing: [], directory: '/models' });
  printer({ type: 'ready', model: 'a@1', bytes: 1, fetched: false });
  expect(text).toBe('');
});
