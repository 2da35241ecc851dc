import type { ServerEvent } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { endText, goingAwayText, noticeOfEvent } from './notices.ts';

const error = (code: string) =>
  ({ type: 'error', event_id: 'e', error: { code, message: 'A sentence.' } }) as unknown as ServerEvent;

test('an error is told, one that two sides acting at once cause is not', () => {
  expect(noticeOfEvent(error('overloaded'))).toEqual({
    topic: 'error-overloaded',
    tone: 'danger',
    text: 'A sentence.',
  });
  expect(noticeOfEvent(error('response_cancel_not_active'))).toBeUndefined();
});

test('how busy the service is takes one line, which turns good again', () => {
  const degraded = (what: string) => ({ type: 'cascade.degraded', event_id: 'e', what, reason: '' }) as ServerEvent;
  const busy = noticeOfEvent(degraded('no-speculation'));
  const calm = noticeOfEvent(degraded('full-service'));
  expect(busy).toMatchObject({ tone: 'warning' });
  expect(calm).toMatchObject({ tone: 'info', topic: busy?.topic });
  expect(noticeOfEvent(degraded('reply-cut'))?.topic).not.toBe(busy?.topic);
});

test('time left is told in units that people use', () => {
  expect(goingAwayText('idle', 29_600)).toContain('within 30 s');
  expect(goingAwayText('session_length', 300_000)).toContain('within 5 min');
  expect(goingAwayText('shutdown', 200)).toContain('within 1 s');
});

test('an end that was to be expected is no error; every other one says what to do', () => {
  for (const code of [1000, 1001, 1005, 1012]) expect(endText(code, '')).toBeUndefined();
  expect(endText(1006, '')).toMatch(/Check that it runs/);
  expect(endText(1008, 'overloaded')).toMatch(/\(overloaded\)/);
});
