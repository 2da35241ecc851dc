import type { TurnRecord } from '@cascade/contracts';
import { signal } from '@preact/signals';
import { afterEach, expect, test, vi } from 'vitest';
import { buildRecord } from '../turns/harness/record-builder.ts';
import type { Faults } from './faults.ts';
import { followFaults } from './follow-faults.ts';

afterEach(() => vi.unstubAllGlobals());

/** A page of a browser that remembers what the test puts in; `watch` only counts. */
function page(remembered: Readonly<Record<string, string>>) {
  const kept = new Map(Object.entries(remembered));
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
  const access = signal<Faults['access']['value']>('unknown');
  const watch = vi.fn(async () => undefined);
  const session = signal<object | undefined>(undefined);
  const versions = signal<object>({});
  const records = signal<readonly TurnRecord[]>([]);
  followFaults({ access, watch } as unknown as Faults, { session, versions, records });
  return { kept, access, watch, session, versions, records };
}

test('whoever was never let in is not asked for, until a drill touches one of their turns', () => {
  const { watch, session, versions, records } = page({});
  versions.value = { asr: 'a@1' };
  session.value = {};
  records.value = [buildRecord()];
  expect(watch).not.toHaveBeenCalled();
  const touched: TurnRecord = { ...buildRecord(), faults: [{ id: 'f', stage: 'asr', kind: 'slow' }] };
  records.value = [buildRecord(), touched];
  records.value = [buildRecord(), touched, touched];
  expect(watch).toHaveBeenCalledTimes(1);
});

test('whoever was let in before is asked for once the service is there', () => {
  const { watch, session, versions } = page({ 'cascade.faults': 'allowed' });
  expect(watch).not.toHaveBeenCalled();
  versions.value = { asr: 'a@1' };
  session.value = {};
  expect(watch).toHaveBeenCalledTimes(1);
});

test('rights are remembered and forgotten as the service gives and takes them; an error says nothing of them', () => {
  const { kept, access } = page({});
  access.value = 'allowed';
  expect(kept.has('cascade.faults')).toBe(true);
  access.value = 'failed';
  expect(kept.has('cascade.faults')).toBe(true);
  access.value = 'no-rights';
  expect(kept.has('cascade.faults')).toBe(false);
});
