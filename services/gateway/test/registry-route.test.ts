import { CascadeError, type RegistryEntryView } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { keyedBench } from './keyed-bench.ts';

const entry: RegistryEntryView = {
  id: 'asr/one@1',
  kind: 'asr',
  role: 'bundle',
  description: 'a bundle',
  licence: 'Apache-2.0',
  origin: 'a test',
  status: 'live',
  runs_here: true,
  lineage: null,
  artifacts: [],
  settings: {},
  hashes: {},
  evals: [],
  history: [],
};

async function open(entries: () => Promise<readonly RegistryEntryView[]>) {
  const { gateway, keys } = await keyedBench({ registry: { entries } });
  const get = (key: string) => gateway.app.inject({ url: '/v1/registry', headers: { authorization: `Bearer ${key}` } });
  return { get, keys };
}

test('who may see records sees the registry', async () => {
  const { get, keys } = await open(async () => [entry]);
  expect((await get(keys.records)).json()).toEqual({ data: [entry] });
  expect((await get(keys.talk)).statusCode).toBe(403);
  expect((await get('csk_000000000000_wrong')).statusCode).toBe(401);
});

test('a store that fails is said so', async () => {
  const { get, keys } = await open(() => Promise.reject(new CascadeError('store_failed', 'The store is gone.')));
  const answer = await get(keys.records);
  expect([answer.statusCode, answer.json().error.code]).toEqual([503, 'store_failed']);
});
