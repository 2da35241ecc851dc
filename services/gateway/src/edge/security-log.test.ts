import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import { SecurityLog } from './security-log.ts';

function recorded() {
  const clock = new VirtualClock();
  const lines: Record<string, unknown>[] = [];
  const at = (level: string) => (fields: Record<string, unknown>, message: string) =>
    lines.push({ level, message, ...fields });
  const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { clock, lines, log: new SecurityLog({ logger, clock }) };
}

test('a line has the event, its level and its fields, long text cut short', () => {
  const { lines, log } = recorded();
  log.record('origin_refused', { address: '203.0.113.7', origin: `https://${'x'.repeat(1000)}`, key_id: undefined });
  expect(lines).toEqual([
    {
      level: 'warn',
      message: 'security event',
      event: 'origin_refused',
      address: '203.0.113.7',
      origin: expect.any(String),
    },
  ]);
  expect(String(lines[0]!.origin)).toHaveLength(300);
});

test('a storm of one event writes ten lines a second, tells how many it kept back, and hides no other event', () => {
  const { clock, lines, log } = recorded();
  for (let i = 0; i < 1000; i++) log.record('auth_failed', { address: `203.0.113.${i}` });
  log.record('keys_changed', { keys: 1 });
  expect(lines.map(({ event }) => event)).toEqual([...Array(10).fill('auth_failed'), 'keys_changed']);
  clock.advance(1000);
  log.record('auth_failed');
  log.record('auth_failed');
  expect(lines.slice(-2).map(({ suppressed }) => suppressed)).toEqual([990, undefined]);
});
