import type { ListeningChoice, ListeningSet, ListeningVotes } from '@cascade/contracts';

/** How far one listener is in a set. */
export interface Progress {
  readonly listener: string;
  readonly choices: Readonly<Record<string, ListeningChoice>>;
}

type Trial = ListeningSet['trials'][number];

/** Each listener hears the trials in an order of their own, the same again after a reload. */
export function trialsFor(set: ListeningSet, listener: string): readonly Trial[] {
  return set.trials
    .map((trial) => ({ trial, place: hashOf(`${listener}/${trial.id}`) }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ trial }) => trial);
}

/** FNV-1a with its bits mixed once more, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

export const votesOf = (set: ListeningSet, { listener, choices }: Progress): ListeningVotes => ({
  schema: 'cascade-preference-1',
  set: set.id,
  listener,
  votes: Object.entries(choices).map(([trial, choice]) => ({ trial, choice })),
});

/** Of one set; what was kept of another, or cannot be read, is a new beginning. */
export function readProgress(
  set: ListeningSet,
  storage: Pick<Storage, 'getItem'>,
  newListener: () => string,
): Progress {
  try {
    const kept = JSON.parse(storage.getItem(keyOf(set)) ?? 'null') as Progress | null;
    if (typeof kept?.listener === 'string' && typeof kept.choices === 'object') return kept;
  } catch {
    // Somebody else's value, or a storage that is closed to the page.
  }
  return { listener: newListener(), choices: {} };
}

/** A storage that is full or closed to the page costs the progress after a reload, and nothing else. */
export function keepProgress(set: ListeningSet, progress: Progress, storage: Pick<Storage, 'setItem'>): void {
  try {
    storage.setItem(keyOf(set), JSON.stringify(progress));
  } catch {
    // The votes are on the page still.
  }
}

const keyOf = ({ id }: ListeningSet): string => `cascade.listening.${id}`;
