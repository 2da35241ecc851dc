import type { TurnRecord } from '@cascade/contracts';
import { computed, effect, type ReadonlySignal } from '@preact/signals';
import { readPreference, writePreference } from '../session/preferences.ts';
import type { Faults } from './faults.ts';

const preference = 'faults';

interface Surroundings {
  readonly session: ReadonlySignal<unknown>;
  readonly versions: ReadonlySignal<object>;
  readonly records: ReadonlySignal<readonly TurnRecord[]>;
}

/**
 * Asks for fault switches unbidden where that is worth a request that may be refused: when this browser was allowed to use
 * them before, once the service is there; and when one has touched a turn of this page. Whoever just talks is not asked
 * for rights.
 */
export function followFaults(faults: Faults, { session, versions, records }: Surroundings): void {
  const isThere = computed(() => session.value !== undefined || Object.keys(versions.value).length > 0);
  const isTouched = computed(() => records.value.some((record) => record.faults !== undefined));
  effect(() => {
    if (isThere.value && readPreference(preference) !== undefined) void faults.watch();
  });
  effect(() => {
    if (isTouched.value) void faults.watch();
  });
  effect(() => {
    const access = faults.access.value;
    if (access === 'allowed') writePreference(preference, 'allowed');
    else if (access !== 'unknown' && access !== 'failed') writePreference(preference, undefined);
  });
}
