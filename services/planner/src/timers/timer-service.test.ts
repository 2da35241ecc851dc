import type { AnnouncementDue } from '@cascade/contracts';
import { VirtualClock } from '@cascade/testing';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { TimerEffect } from '../fast-path/skill.ts';
import { SessionTimers, TimerService } from './timer-service.ts';

const set = (durationMs: number, name = 'timer'): TimerEffect => ({
  type: 'set',
  kind: 'timer',
  name,
  durationMs,
  announcement: `${name} is done`,
});

function start() {
  const clock = new VirtualClock(5_000);
  const timers = new SessionTimers(clock);
  const rung: string[] = [];
  const reading = (async () => {
    for await (const { text } of timers.due) rung.push(`${text} at ${clock.nowMs() - 5_000}`);
  })();
  return {
    clock,
    timers,
    rung,
    reading,
    id: (name: string) => timers.list().find((timer) => timer.name === name)?.id ?? '',
  };
}

describe('timers of a session', () => {
  it('ring each at its time, and once', async () => {
    const { clock, timers, rung } = start();
    timers.apply([set(3_000, 'egg'), set(1_000, 'tea')]);
    await clock.run(10_000);
    expect(rung).toEqual(['tea is done at 1000', 'egg is done at 3000']);
    expect(timers.list()).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('show what is left, the next first', async () => {
    const { clock, timers } = start();
    timers.apply([set(9_000, 'egg'), set(4_000, 'tea')]);
    await clock.run(1_500);
    expect(timers.list().map(({ name, remainingMs, paused }) => [name, remainingMs, paused])).toEqual([
      ['tea', 2_500, false],
      ['egg', 7_500, false],
    ]);
  });

  it('stand still while paused, and go on from there', async () => {
    const { clock, timers, rung, id } = start();
    timers.apply([set(4_000, 'egg')]);
    await clock.run(1_000);
    const ids = [id('egg')];
    timers.apply([{ type: 'pause', ids }]);
    await clock.run(60_000);
    expect(rung).toEqual([]);
    expect(timers.list()).toMatchObject([{ remainingMs: 3_000, paused: true }]);
    timers.apply([
      { type: 'pause', ids },
      { type: 'resume', ids },
      { type: 'resume', ids },
    ]);
    await clock.run(10_000);
    expect(rung).toEqual(['egg is done at 64000']);
  });

  it('are cancelled, lengthened and shortened', async () => {
    const { clock, timers, rung, id } = start();
    timers.apply([set(2_000, 'egg'), set(2_000, 'tea'), set(9_000, 'bread')]);
    timers.apply([
      { type: 'cancel', ids: [id('egg')] },
      { type: 'extend', id: id('tea'), byMs: 3_000 },
      { type: 'extend', id: id('bread'), byMs: -60_000 },
    ]);
    await clock.run(10_000);
    expect(rung).toEqual(['bread is done at 1000', 'tea is done at 5000']);
  });

  it('go back to what they were, but what has rung does not ring again', async () => {
    const { clock, timers, rung, id } = start();
    timers.apply([set(1_000, 'tea'), set(5_000, 'egg')]);
    const before = timers.snapshot();
    timers.apply([set(2_000, 'bread'), { type: 'cancel', ids: [id('egg')] }]);
    await clock.run(1_500);
    timers.restore(before);
    await clock.run(10_000);
    expect(rung).toEqual(['tea is done at 1000', 'egg is done at 5000']);
  });

  it('end with the session', async () => {
    const { clock, timers, rung, reading } = start();
    timers.apply([set(1_000)]);
    timers.close();
    await reading;
    expect(clock.pendingTimers).toBe(0);
    await clock.run(5_000);
    expect(rung).toEqual([]);
  });

  it('ring when they should whatever is done to others, never early, never twice', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('set' as const), ms: fc.integer({ min: 1, max: 5_000 }) }),
      fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const, 'cancel' as const), which: fc.nat(5) }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 3_000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { clock, timers, rung } = start();
        // The same story on paper: for each timer what is left, and whether it runs.
        const paper: { name: string; leftMs: number; running: boolean; gone: boolean }[] = [];
        const expected: string[] = [];
        const idOf = (name: string) => timers.list().find((timer) => timer.name === name)?.id ?? 'none';
        let nowMs = 0;
        const wait = async (ms: number) => {
          const ringing = paper.filter((timer) => timer.running && !timer.gone && timer.leftMs <= ms);
          ringing.sort((a, b) => a.leftMs - b.leftMs);
          for (const timer of ringing) {
            expected.push(`${timer.name} is done at ${nowMs + timer.leftMs}`);
            timer.gone = true;
          }
          for (const timer of paper) if (timer.running) timer.leftMs -= ms;
          nowMs += ms;
          await clock.run(ms);
        };
        for (const one of steps) {
          if (one.do === 'wait') await wait(one.ms);
          else if (one.do === 'set') {
            const name = `t${paper.length}`;
            paper.push({ name, leftMs: one.ms, running: true, gone: false });
            timers.apply([set(one.ms, name)]);
          } else {
            const timer = paper.filter(({ gone }) => !gone)[one.which];
            if (!timer) continue;
            timers.apply([{ type: one.do, ids: [idOf(timer.name)] }]);
            if (one.do === 'cancel') timer.gone = true;
            else timer.running = one.do === 'resume';
          }
        }
        await wait(10_000);
        expect(rung.toSorted()).toEqual(expected.toSorted());
        timers.close();
      }),
      { numRuns: 60 },
    );
  });
});

test('each session has timers of its own, and they end alone', async () => {
  const clock = new VirtualClock();
  const service = new TimerService();
  const heard: Record<string, AnnouncementDue[]> = { a: [], b: [] };
  const listen = async (session: 'a' | 'b') => {
    for await (const event of service.due(session, clock)) heard[session]?.push(event);
  };
  const listening = [listen('a'), listen('b')];
  service.session('a', clock).apply([set(1_000, 'first')]);
  service.session('b', clock).apply([set(1_000, 'second')]);
  service.close('a');
  await clock.run(2_000);
  expect(heard).toEqual({ a: [], b: [{ type: 'announcement-due', text: 'second is done' }] });
  service.closeAll();
  await Promise.all(listening);
});
