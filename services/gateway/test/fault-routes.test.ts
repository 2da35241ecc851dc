import type { FaultRequest, FaultSwitch } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { keyedBench, securityEvents } from './keyed-bench.ts';

function control() {
  const on: FaultSwitch[] = [];
  return {
    list: () => on,
    add({ for_seconds, ...request }: FaultRequest) {
      const until = new Date(for_seconds * 1000).toISOString();
      const fault = { ...request, id: `fault_${on.length + 1}`, since: new Date(0).toISOString(), until };
      on.push(fault);
      return fault;
    },
    remove(id: string) {
      const index = on.findIndex((fault) => fault.id === id);
      return index >= 0 && on.splice(index, 1).length === 1;
    },
    clear: () => void on.splice(0),
  };
}

async function open() {
  const bench = await keyedBench({ faults: control() });
  const send = (method: 'GET' | 'POST' | 'DELETE', path = '', { key = bench.keys.debug, body }: Sent = {}) =>
    bench.gateway.app.inject({
      method,
      url: `/v1/faults${path}`,
      headers: { authorization: `Bearer ${key}` },
      ...(body && { payload: body }),
    });
  return { ...bench, send };
}

interface Sent {
  readonly key?: string;
  readonly body?: object;
}

test('a fault is switched on, listed, and switched off, and the log says by which key', async () => {
  const { send, logs } = await open();
  const on = await send('POST', '', { body: { stage: 'asr', kind: 'slow', delay_ms: 900, for_seconds: 60 } });
  expect(on.statusCode).toBe(201);
  expect(on.json()).toMatchObject({ id: 'fault_1', stage: 'asr', kind: 'slow', delay_ms: 900, session_share: 1 });
  expect((await send('GET')).json()).toEqual({ data: [on.json()] });
  expect((await send('DELETE', '/fault_1')).statusCode).toBe(204);
  const again = await send('DELETE', '/fault_1');
  expect([again.statusCode, again.json().error.code]).toEqual([404, 'not_found']);
  await send('POST', '', { body: { stage: 'tts', kind: 'stall' } });
  expect((await send('DELETE')).statusCode).toBe(204);
  expect((await send('GET')).json()).toEqual({ data: [] });
  const told = securityEvents(logs).filter(({ event }) => event === 'faults_switched');
  expect(told).toHaveLength(4);
  expect(told[0]).toMatchObject({ on: 'fault_1', stage: 'asr', kind: 'slow', key_id: expect.any(String) });
});

test('only who may debug sees or switches them', async () => {
  const { send, keys } = await open();
  const body = { stage: 'asr', kind: 'slow' };
  for (const key of [keys.talk, keys.records]) {
    expect((await send('GET', '', { key })).statusCode).toBe(403);
    expect((await send('POST', '', { key, body })).statusCode).toBe(403);
    expect((await send('DELETE', '', { key })).statusCode).toBe(403);
  }
  expect((await send('GET', '', { key: 'csk_000000000000_wrong' })).statusCode).toBe(401);
  expect((await send('GET')).json()).toEqual({ data: [] });
});

test.each([
  [{ stage: 'ears', kind: 'slow' }, 'stage'],
  [{ stage: 'asr', kind: 'melt' }, 'kind'],
  [{ stage: 'asr', kind: 'slow', delay_ms: 0 }, 'delay_ms'],
  [{ stage: 'asr', kind: 'slow', for_seconds: 86_400 }, 'for_seconds'],
])('%j is refused with the field that is wrong', async (body, param) => {
  const { send } = await open();
  const refused = await send('POST', '', { body });
  expect([refused.statusCode, refused.json().error.param]).toEqual([400, param]);
});
