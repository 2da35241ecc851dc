import { type FaultRequest, faultRequestSchema } from '@cascade/contracts';
import { VirtualClock } from '@cascade/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFaultSwitches, isFor } from './fault-switches.ts';

const asked = (request: Partial<FaultRequest> = {}) =>
  faultRequestSchema.parse({ stage: 'asr', kind: 'slow', ...request });
const never = new AbortController().signal;

function bench() {
  const clock = new VirtualClock();
  let count = 0;
  const switches = createFaultSwitches({ clock, wallClockMs: () => 1000 + clock.nowMs(), newId: () => `f${++count}` });
  return { clock, switches };
}

test('a switch is in force until its time is over, and says when that is', async () => {
  const { clock, switches } = bench();
  const fault = switches.add(asked({ for_seconds: 60 }));
  expect(fault).toMatchObject({ id: 'f1', since: '1970-01-01T00:00:01.000Z', until: '1970-01-01T00:01:01.000Z' });
  expect(switches.active()).toEqual([{ stage: 'asr', kind: 'slow' }]);
  await clock.advance(59_999);
  expect(switches.of('asr', 's')).toEqual(fault);
  await clock.advance(1);
  expect(switches.of('asr', 's')).toBeUndefined();
  expect(switches.list()).toEqual([]);
});

test('it hits its stage alone, and of several the newest counts', () => {
  const { switches } = bench();
  switches.add(asked());
  const newer = switches.add(asked({ kind: 'drop' }));
  expect(switches.of('asr', 's')).toEqual(newer);
  expect(switches.of('tts', 's')).toBeUndefined();
});

test('it is removed once, and leaves no timer', () => {
  const { clock, switches } = bench();
  switches.add(asked());
  switches.add(asked({ kind: 'fail' }));
  expect([switches.remove('f1'), switches.remove('f1')]).toEqual([true, false]);
  switches.clear();
  expect(clock.pendingTimers).toBe(0);
});

test('whoever waits for its end goes on when it is removed, when its time is over, or when they are told to stop', async () => {
  const { clock, switches } = bench();
  for (const end of [() => switches.remove('f1'), () => clock.advance(60_000)]) {
    const { id } = switches.add(asked({ for_seconds: 60 }));
    let over = false;
    const waiting = switches.whenOff(id, never).then(() => {
      over = true;
    });
    await Promise.resolve();
    expect(over).toBe(false);
    await end();
    await waiting;
  }
  const { id } = switches.add(asked());
  const stop = new AbortController();
  const waiting = switches.whenOff(id, stop.signal);
  stop.abort();
  await waiting;
  await switches.whenOff('none', never);
});

test('a share of the sessions is hit, the same ones each time', () => {
  const fault = { ...bench().switches.add(asked({ session_share: 0.3 })) };
  const sessions = Array.from({ length: 2000 }, (_, index) => `session_${index}`);
  const hit = sessions.filter((session) => isFor(fault, session));
  expect(hit.length / sessions.length).toBeCloseTo(0.3, 1);
  expect(sessions.filter((session) => isFor(fault, session))).toEqual(hit);
  fc.assert(
    fc.property(fc.string(), fc.double({ min: 0, max: 1, noNaN: true }), (session, session_share) => {
      // More of them are hit with a larger share, and nobody less.
      const smaller = isFor({ ...fault, session_share: session_share / 2 }, session);
      expect(smaller && !isFor({ ...fault, session_share }, session)).toBe(false);
      expect(isFor({ ...fault, session_share: 0, session_id: session }, session)).toBe(true);
      expect(isFor({ ...fault, session_share: 1, session_id: `${session}.` }, session)).toBe(false);
    }),
  );
});
