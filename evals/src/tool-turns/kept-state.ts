import type { PlannerStage } from '@cascade/planner';
import type { UserItems, UserKind, UserStore } from '@cascade/store';
import { sameWords } from '../rag/matching.ts';
import type { SpokenTurn } from './turn-set.ts';

/** All that tools may change, of one user. */
export interface KeptState {
  readonly entries: readonly UserItems['list-entry'][];
  readonly notes: readonly string[];
  readonly orders: readonly UserItems['order'][];
  readonly appointments: readonly UserItems['appointment'][];
  readonly timers: readonly {
    readonly kind: string;
    readonly name?: string;
    readonly durationMs: number;
    readonly remainingMs: number;
    readonly paused: boolean;
  }[];
}

export async function keptState(
  store: UserStore,
  timers: PlannerStage['timers'],
  { userId, sessionId }: { readonly userId: string; readonly sessionId: string },
): Promise<KeptState> {
  const all = async <K extends UserKind>(kind: K) => (await store.items(userId, kind)).map(({ data }) => data);
  const byTime = (a: UserItems['appointment'], b: UserItems['appointment']) =>
    `${a.day}${a.time}`.localeCompare(`${b.day}${b.time}`);
  return {
    entries: await all('list-entry'),
    notes: (await all('note')).map(({ text }) => text),
    orders: await all('order'),
    appointments: (await all('appointment')).toSorted(byTime),
    timers: timers.list(sessionId).map(({ id: _, ...timer }) => timer),
  };
}

export const sameState = (left: KeptState, right: KeptState): boolean => JSON.stringify(left) === JSON.stringify(right);

/** How many things are kept: an effect that came twice would be one more. */
export const sizesOf = ({ entries, notes, orders, appointments, timers }: KeptState): string =>
  [entries, notes, orders, appointments, timers].map(({ length }) => length).join(' ');

/** What is not as it has to be after the turn; what is expected of nothing has to be as it was. */
export function wrongEffects(
  { list, notes, order, appointments, timers }: SpokenTurn['expected']['effect'],
  before: KeptState,
  after: KeptState,
): string[] {
  const wantedEntries = list
    ? [
        ...before.entries.filter((entry) => entry.list !== list.name),
        ...list.entries.map((text) => ({ list: list.name, text })),
      ]
    : before.entries;
  const wantedOrders = before.orders.map((one) =>
    one.number === order?.number ? { ...one, status: order.status } : one,
  );
  const fits = <T extends object>(found: readonly T[], wanted: readonly object[]): boolean =>
    found.length === wanted.length && wanted.every((one) => found.some((other) => agrees(other, one)));
  return [
    fits(after.entries, wantedEntries) ? [] : [`list: ${texts(after.entries)} not ${texts(wantedEntries)}`],
    fits(asObjects(after.notes), asObjects(notes ?? before.notes)) ? [] : [`notes: ${after.notes.join('; ')}`],
    fits(after.orders, wantedOrders) ? [] : ['orders'],
    fits(after.appointments, appointments ?? before.appointments) ? [] : [`appointments: ${json(after.appointments)}`],
    fits(after.timers, timers ?? before.timers) ? [] : [`timers: ${json(after.timers)}`],
  ].flat();
}

/** Every field that is wanted is there; text as it is said, not as it is spelled. */
export function agrees(found: object, wanted: object): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    if (value === undefined) return true;
    return sameValue((found as Record<string, unknown>)[name], value);
  });
}

function sameValue(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) &&
      found.length === wanted.length &&
      wanted.every((one, index) => sameValue(found[index], one))
    );
  }
  return typeof wanted === 'string' && typeof found === 'string' ? sameText(found, wanted) : found === wanted;
}

/** Digits one by one are the number that they make. */
const sameText = (found: string, wanted: string): boolean =>
  sameWords(found, wanted) || found.replace(/[\s,]/g, '').toLowerCase() === wanted.replace(/[\s,]/g, '').toLowerCase();

const asObjects = (all: readonly string[]) => all.map((text) => ({ text }));
const texts = (entries: readonly UserItems['list-entry'][]) => entries.map(({ text }) => text).join(', ') || 'nothing';
const json = (value: unknown) => JSON.stringify(value);
