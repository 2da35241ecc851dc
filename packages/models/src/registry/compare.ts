import type { RegistryEntry } from './entry-schema.ts';

export interface FieldDifference {
  readonly field: string;
  /** Undefined where the entry does not have it. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Everything that differs between two entries but their names and histories, sorted by field. */
export function compareEntries(before: RegistryEntry, after: RegistryEntry): readonly FieldDifference[] {
  const [left, right] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...left.keys(), ...right.keys()])].sort();
  return names
    .map((field) => ({ field, before: left.get(field), after: right.get(field) }))
    .filter((difference) => difference.before !== difference.after);
}

function fieldsOf({ kind, role, licence, origin, hashes, artifacts, settings }: RegistryEntry): Map<string, string> {
  return new Map([
    ...Object.entries({ kind, role, licence, origin, artifacts: artifacts.toSorted().join(', ') }),
    ...Object.entries(hashes).map(([name, hash]) => [`hashes.${name}`, hash] as const),
    ...Object.entries(settings).map(([name, value]) => [`settings.${name}`, value] as const),
  ]);
}
