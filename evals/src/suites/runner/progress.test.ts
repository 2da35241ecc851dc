import { expect, test, vi } from 'vitest';
import { Progress } from './progress.ts';

test('the time that is left is told by those that were computed, once there are some', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const lines: string[] = [];
    const output = { isTTY: false, write: (text: string) => lines.push(text) } as unknown as NodeJS.WriteStream;
    const progress = new Progress('asr', output);
    // Recordings are made first.
    vi.advanceTimersByTime(600_000);
    progress.count(101, 200, 1);
    vi.advanceTimersByTime(20_000);
    progress.count(111, 200, 11);
    vi.advanceTimersByTime(178_000);
    progress.count(200, 200, 100);
    expect(lines).toEqual([
      'asr: 101 of 200, 100 of them kept from before\n',
      'asr: 111 of 200, 100 of them kept from before, 3 min left\n',
      'asr: 200 of 200, 100 of them kept from before\n',
    ]);
  } finally {
    vi.useRealTimers();
  }
});
