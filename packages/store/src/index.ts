export { type ExportFormat, exportFormats, exportTurns } from './export-turns.ts';
export { openRegistryStore, type RegistryStore, type StoredRegistryEvent } from './registry-store.ts';
export { enforceRetention, type RetentionOptions, retentionIntervalMs } from './retention.ts';
export { storeAddress } from './store-address.ts';
export {
  openTurnStore,
  type PageOptions,
  type TurnCursor,
  type TurnFilter,
  type TurnPage,
  type TurnStore,
} from './turn-store.ts';
export { createTurnWriter, type TurnWriter, type TurnWriterOptions, type TurnWriterStats } from './turn-writer.ts';
export {
  openUserStore,
  type UserChange,
  type UserItem,
  type UserItems,
  type UserKind,
  type UserStore,
} from './user-store.ts';
