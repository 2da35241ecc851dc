import { existsSync } from 'node:fs';
import { CascadeError } from '@cascade/contracts';
import { declaredEntries, Registry, type RegistryEvent, registryEventSchema } from '@cascade/models';
import { openRegistryStore, type RegistryStore, storeAddress } from '@cascade/store';
import { z } from 'zod';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the service keeps its turns is where the registry's history is; undefined when it keeps nothing. */
export const registryAddress = (environment: Environment, asked?: string): string | undefined =>
  asked ?? storeAddress({ databaseUrl: environment.DATABASE_URL, file: environment.CASCADE_STORE }, environment);

/**
 * Declared entries and what the store says has become of them. A store that is not there yet is not made by looking.
 *
 * @throws CascadeError `store_failed`, or `invalid_config` for a history that contradicts the declarations
 */
export async function readRegistry(address: string | undefined): Promise<Registry> {
  const isThere = address !== undefined && (/^postgres(ql)?:/.test(address) || existsSync(address));
  if (!isThere) return new Registry(declaredEntries);
  const store = await openRegistryStore(address);
  try {
    return new Registry(declaredEntries, await eventsOf(store));
  } finally {
    await store.close();
  }
}

export async function eventsOf(store: RegistryStore): Promise<RegistryEvent[]> {
  return (await store.events()).map((event) => registryEventSchema.parse(event));
}

/** An exported history. @throws CascadeError `invalid_config` when the text is none */
export function parseHistory(text: string, file: string): RegistryEvent[] {
  try {
    return z.array(registryEventSchema).parse(JSON.parse(text));
  } catch (error) {
    throw new CascadeError('invalid_config', `${file}: no history of a registry.`, { cause: error });
  }
}
