import { existsSync } from 'node:fs';
import type { RegistryEntryView } from '@cascade/contracts';
import type { RegistryView } from '@cascade/gateway';
import { declaredEntries, type RegisteredEntry, Registry, registryEventSchema, resolveVersions } from '@cascade/models';
import { openRegistryStore } from '@cascade/store';

export interface RegistryViewOptions {
  /** Of the store that holds the history; undefined when nothing is kept. */
  readonly address: string | undefined;
  /** Of the stages, as records tell them; asked for each time, as models take time to load. */
  versions(): Readonly<Record<string, string>>;
}

/** The registry as it is when somebody looks: other processes change it. */
export const createRegistryView = ({ address, versions }: RegistryViewOptions): RegistryView => ({
  async entries() {
    const registry = await readRegistry(address);
    const running = new Set(resolveVersions(registry, versions()).map(({ entryId }) => entryId));
    return registry.all().map((entry) => viewOf(entry, running.has(entry.entry.id)));
  },
});

async function readRegistry(address: string | undefined): Promise<Registry> {
  const isThere = address !== undefined && (/^postgres(ql)?:/.test(address) || existsSync(address));
  if (!isThere) return new Registry(declaredEntries);
  const store = await openRegistryStore(address);
  try {
    return new Registry(
      declaredEntries,
      (await store.events()).map((event) => registryEventSchema.parse(event)),
    );
  } finally {
    await store.close();
  }
}

const viewOf = ({ entry, status, history, evals }: RegisteredEntry, runsHere: boolean): RegistryEntryView => ({
  id: entry.id,
  kind: entry.kind,
  role: entry.role,
  description: entry.description,
  licence: entry.licence,
  origin: entry.origin,
  status,
  runs_here: runsHere,
  lineage: entry.lineage ? { parent: entry.lineage.parent, changed: entry.lineage.changed } : null,
  artifacts: [...entry.artifacts],
  settings: { ...entry.settings },
  hashes: { ...entry.hashes },
  evals: evals.map(({ suite, file, sha256 }) => ({ suite, file, sha256 })),
  history: history.map(({ atMs, from, to, by, why }) => ({
    at: new Date(atMs).toISOString(),
    from: from ?? null,
    to,
    by,
    why,
  })),
});
