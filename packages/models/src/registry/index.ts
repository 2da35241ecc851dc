export { compareEntries, type FieldDifference } from './compare.ts';
export { declaredEntries } from './entries/index.ts';
export {
  type EntryKind,
  type EntryStatus,
  entryKinds,
  entryStatuses,
  type RegistryEntry,
  registryEntrySchema,
  versionOf,
} from './entry-schema.ts';
export { type EvalReference, evalReferenceSchema, type RegistryEvent, registryEventSchema } from './events.ts';
export { type HistoryItem, type RegisteredEntry, Registry, type Who } from './registry.ts';
export { bundleOf, type RunningVersion, resolveVersions } from './running.ts';
export { mayBecome, transitions } from './status.ts';
export { registryProblems } from './verify-registry.ts';
