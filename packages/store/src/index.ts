export { openTurnStore, type TurnCursor, type TurnFilter, type TurnPage, type TurnStore } from './turn-store.ts';
export { createTurnWriter, type TurnWriter, type TurnWriterOptions, type TurnWriterStats } from './turn-writer.ts';
