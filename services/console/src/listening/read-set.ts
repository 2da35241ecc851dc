import type { ListeningSet } from '@cascade/contracts';

/** A file that somebody chose. @throws Error with a sentence to show */
export function readSet(text: string): ListeningSet {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('This file is not JSON. Choose the set.json of `pnpm listening make`.');
  }
  const { schema, id, trials } = (value ?? {}) as Partial<ListeningSet>;
  if ((schema as string) === 'cascade-listening-key-1') {
    throw new Error('This is the key, which says which voice is which: listeners get set.json alone.');
  }
  const isTrial = (trial: Partial<ListeningSet['trials'][number]>) =>
    [trial?.id, trial?.text, trial?.a, trial?.b].every((part) => typeof part === 'string');
  const isSet = schema === 'cascade-listening-1' && typeof id === 'string' && Array.isArray(trials);
  if (!isSet || trials.length === 0 || !trials.every(isTrial)) {
    throw new Error('This file is no listening test. Choose the set.json of `pnpm listening make`.');
  }
  return value as ListeningSet;
}
