import type { FaultRequest, FaultSwitch } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { createFaultService, FaultsRefused } from './fault-service.ts';
import { faultText, timeLeft } from './fault-words.ts';
import { createFaults } from './faults.ts';

const request: FaultRequest = { stage: 'asr', kind: 'slow', delay_ms: 1500, session_share: 1, for_seconds: 60 };
const fault = (id: string, untilMs: number, rest: Partial<FaultSwitch> = {}): FaultSwitch => ({
  id,
  stage: 'asr',
  kind: 'slow',
  delay_ms: 1500,
  session_share: 1,
  since: new Date(0).toISOString(),
  until: new Date(untilMs).toISOString(),
  ...rest,
});

/** A service with switches of its own, and a clock that the test turns on. */
function bench() {
  let now = 0;
  let on: FaultSwitch[] = [];
  let refusal: FaultsRefused | undefined;
  let looks = 0;
  const waits: (() => void)[] = [];
  const ask = <Answer>(answer: () => Answer): Promise<Answer> =>
    refusal ? Promise.reject(refusal) : Promise.resolve(answer());
  const faults = createFaults({
    service: {
      faults() {
        looks += 1;
        return ask(() => [...on]);
      },
      switchOn: ({ for_seconds }) =>
        ask(() => {
          on.push(fault(`fault_${on.length + 1}`, now + 1000 * for_seconds));
        }),
      switchOff: (id) =>
        ask(() => {
          on = on.filter((one) => one.id !== id);
        }),
    },
    nowMs: () => now,
    wait: () => new Promise((resolve) => waits.push(resolve)),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    faults,
    looks: () => looks,
    elsewhere: (...switches: FaultSwitch[]) => {
      on = switches;
    },
    refuse: (next: FaultsRefused | undefined) => {
      refusal = next;
    },
    async pass(seconds: number) {
      await settle();
      for (let second = 0; second < seconds; second++) {
        now += 1000;
        for (const resolve of waits.splice(0)) resolve();
        await settle();
      }
    },
  };
}

test('what others switch on is seen within five seconds, and counted down by the second', async () => {
  const { faults, pass, elsewhere } = bench();
  void faults.watch();
  await pass(1);
  expect(faults.access.value).toBe('allowed');
  elsewhere(fault('fault_x', 65_000));
  await pass(4);
  expect(faults.inForce.value.map(({ id }) => id)).toEqual(['fault_x']);
  expect(timeLeft(faults.inForce.value[0]!, faults.nowMs.value)).toBe('1:00');
  await pass(1);
  expect(timeLeft(faults.inForce.value[0]!, faults.nowMs.value)).toBe('0:59');
});

test('a switch whose time is over is gone before the service is asked again', async () => {
  const { faults, pass, elsewhere } = bench();
  elsewhere(fault('fault_x', 2000));
  void faults.watch();
  await pass(1);
  expect(faults.inForce.value).toHaveLength(1);
  await pass(1);
  expect(faults.inForce.value).toEqual([]);
});

test('on and off', async () => {
  const { faults, pass } = bench();
  void faults.watch();
  await pass(1);
  expect(await faults.switchOn(request)).toBe(true);
  expect(faults.inForce.value).toHaveLength(1);
  expect(await faults.switchOff('fault_1')).toBe(true);
  expect(faults.inForce.value).toEqual([]);
});

test('who may not is told so and not asked for again; with rights it goes on', async () => {
  const { faults, pass, refuse, looks } = bench();
  refuse(new FaultsRefused('no-rights', 'no scope'));
  void faults.watch();
  await pass(20);
  expect(looks()).toBe(1);
  expect([faults.access.value, faults.problem.value]).toEqual(['no-rights', 'no scope']);
  refuse(undefined);
  void faults.watch();
  await pass(5);
  expect([faults.access.value, faults.problem.value]).toEqual(['allowed', undefined]);
  expect(looks()).toBe(3);
});

test('a service that is away for a moment keeps the rights; watching twice does not ask twice', async () => {
  const { faults, pass, refuse, looks } = bench();
  void faults.watch();
  void faults.watch();
  await pass(1);
  expect(looks()).toBe(2);
  refuse(new FaultsRefused('failed', 'away'));
  expect(await faults.switchOn(request)).toBe(false);
  expect([faults.access.value, faults.problem.value]).toEqual(['allowed', 'away']);
  await pass(5);
  refuse(undefined);
  expect(await faults.switchOn(request)).toBe(true);
  expect(faults.problem.value).toBeUndefined();
});

test.each([
  [401, 'no-key', 'The service wants an API key with the scope “debug” for this.'],
  [403, 'no-rights', 'Your key lacks the scope “debug”. Ask for one that has it.'],
  [404, 'absent', 'This service has no fault switches.'],
  [422, 'failed', 'for_seconds is too large'],
])('status %i is told in words', async (status, refusal, message) => {
  const body = JSON.stringify({ error: { code: 'x', message: 'for_seconds is too large' } });
  const service = createFaultService(async () => new Response(body, { status }));
  await expect(service.switchOn(request)).rejects.toMatchObject({ refusal, message });
});

test('the requests, and an answer that never comes', async () => {
  const sent: unknown[] = [];
  const service = createFaultService(async (...all) => {
    sent.push(all);
    return new Response(JSON.stringify({ data: [fault('a', 1)] }), { status: all[0] === 'DELETE' ? 404 : 200 });
  });
  expect(await service.faults()).toEqual([fault('a', 1)]);
  await service.switchOn(request);
  // Gone by itself already: that is what was wanted.
  await service.switchOff('a/b');
  expect(sent).toEqual([
    ['GET', '/v1/faults'],
    ['POST', '/v1/faults', request],
    ['DELETE', '/v1/faults/a%2Fb'],
  ]);
  const broken = createFaultService(() => Promise.reject(new TypeError('network')));
  await expect(broken.faults()).rejects.toMatchObject({ refusal: 'failed', message: 'The service does not answer.' });
});

test('a switch in words', () => {
  expect(faultText(fault('a', 0))).toBe('slow asr by 1,500 ms, in all sessions');
  expect(faultText(fault('a', 0, { kind: 'stall', stage: 'tts', session_share: 0.1 }))).toBe(
    'stall tts, in 10 % of sessions',
  );
  expect(faultText(fault('a', 0, { kind: 'drop', session_id: 's' }))).toBe('drop asr, in one session');
  expect([timeLeft(fault('a', 272_000), 0), timeLeft(fault('a', 0), 5000)]).toEqual(['4:32', '0:00']);
});
