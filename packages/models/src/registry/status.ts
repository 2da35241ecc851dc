import type { EntryStatus } from './entry-schema.ts';

/**
 * Where an entry may go from each status. Forward one step at a time; back one step, or out, at any time. A retired entry
 * may go live again without the steps between: that is a rollback, and has to be quick.
 */
export const transitions: Readonly<Record<EntryStatus, readonly EntryStatus[]>> = {
  candidate: ['shadow', 'retired'],
  shadow: ['canary', 'candidate', 'retired'],
  canary: ['live', 'shadow', 'retired'],
  live: ['retired'],
  retired: ['live', 'candidate'],
};

export const mayBecome = (from: EntryStatus, to: EntryStatus): boolean => transitions[from].includes(to);
