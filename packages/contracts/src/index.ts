export * from './answering-events.ts';
export * from './consent.ts';
export * from './errors.ts';
export * from './listening-events.ts';
export * from './realtime/index.ts';
export * from './session-settings.ts';
export * from './stage.ts';
export * from './turn-record.ts';
