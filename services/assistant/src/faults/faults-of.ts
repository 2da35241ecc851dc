import { type FaultKind, faultKinds, type TurnRecord } from '@cascade/contracts';

/** The fault switches that touched a turn, by the spans that they left in its record. */
export function faultsOf({ spans }: Pick<TurnRecord, 'spans'>): NonNullable<TurnRecord['faults']> {
  const found = new Map<string, NonNullable<TurnRecord['faults']>[number]>();
  for (const { name, stage, attributes } of spans) {
    const id = attributes?.fault_id;
    const kind = attributes?.fault;
    if (name !== 'fault' || typeof id !== 'string' || !isKind(kind)) continue;
    found.set(id, { id, stage, kind });
  }
  return [...found.values()];
}

const isKind = (value: unknown): value is FaultKind => faultKinds.includes(value as FaultKind);
