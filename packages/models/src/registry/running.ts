import type { EntryKind, RegistryEntry } from './entry-schema.ts';
import type { Registry } from './registry.ts';

/** Which part of a running service a version belongs to. */
export interface RunningVersion {
  /** As in turn records: `asr`, `turn.policy`. */
  readonly part: string;
  readonly version: string;
  /** The entry that it stands for; undefined when something runs that nobody registered. */
  readonly entryId: string | undefined;
}

/** @param versions of a turn record, of `/readyz`, or of a service's start */
export function resolveVersions(
  registry: Registry,
  versions: Readonly<Record<string, string>>,
): readonly RunningVersion[] {
  return Object.entries(versions).map(([part, version]) => ({
    part,
    version,
    entryId: registry.resolve(version)?.entry.id,
  }));
}

/** Values of configuration variables as text; those that are not there have their defaults. */
type Settings = Readonly<Record<string, string | undefined>>;

/**
 * The bundle that an environment amounts to: every variable that bundles of
 * the kind name has its value or, where it names none, the default.
 *
 * @param sameValue whether two texts of a variable mean the same, the second perhaps absent (the default)
 */
export function bundleOf(
  registry: Registry,
  kind: EntryKind,
  environment: Settings,
  sameValue: (variable: string, left: string | undefined, right: string | undefined) => boolean,
): RegistryEntry | undefined {
  const bundles = registry.all().filter(({ entry }) => entry.kind === kind && entry.role === 'bundle');
  const variables = new Set(bundles.flatMap(({ entry }) => Object.keys(entry.settings)));
  const matching = bundles.filter(({ entry }) =>
    [...variables].every((variable) =>
      sameValue(variable, entry.settings[variable], environment[variable] || undefined),
    ),
  );
  return (matching.find(({ status }) => status !== 'retired') ?? matching[0])?.entry;
}
