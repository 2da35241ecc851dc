import { createHash } from 'node:crypto';
import { CascadeError } from '@cascade/contracts';
import type { EntryKind, Registry, RegistryEntry } from '@cascade/models';

/** An entry of the registry as it is run. */
export interface EntryPlan {
  readonly id: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Registry ids of what it runs. */
  readonly versions: Readonly<Record<string, string>>;
  /** Of its settings and of the content of what it runs; two names for the same thing have the same. */
  readonly sha256: string;
}

/**
 * @param id the live bundle of the kind when undefined
 * @throws CascadeError `unsupported_value` for an unknown entry or one of another kind, `invalid_config` when nothing is live
 */
export function planEntry(registry: Registry, kind: EntryKind, id: string | undefined): EntryPlan {
  const entry = id === undefined ? registry.live(kind)?.entry : registry.get(id).entry;
  if (!entry) throw new CascadeError('invalid_config', `Nothing is live for ${kind}: name a --candidate.`);
  if (entry.kind !== kind || entry.role !== 'bundle') {
    throw new CascadeError('unsupported_value', `${entry.id} is no ${kind} bundle, which is what this suite measures.`);
  }
  return {
    id: entry.id,
    settings: entry.settings,
    versions: Object.fromEntries(
      entry.artifacts.map((artifact, index) => [index === 0 ? kind : `${kind}.${index}`, artifact]),
    ),
    sha256: contentOf(registry, entry),
  };
}

function contentOf(registry: Registry, { settings, artifacts }: RegistryEntry): string {
  const sorted = (record: Readonly<Record<string, string>>) => Object.entries(record).sort();
  const content = artifacts.map((id) => [id, sorted(registry.get(id).entry.hashes)]);
  return createHash('sha256')
    .update(JSON.stringify([sorted(settings), content]))
    .digest('hex');
}
