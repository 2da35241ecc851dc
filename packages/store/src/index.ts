export { type ExportFormat, exportFormats, exportTurns } from './export-turns.ts';
export { enforceRetention, type RetentionOptions } from './retention.ts';
export { openTurnStore, type TurnCursor, type TurnFilter, type TurnPage, type TurnStore } from './turn-store.ts';
export { createTurnWriter, type TurnWriter, type TurnWriterOptions, type TurnWriterStats } from './turn-writer.ts';
