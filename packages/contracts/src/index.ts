export * from './errors.ts';
export * from './realtime/index.ts';
export * from './session-settings.ts';
export * from './stage.ts';
export * from './stage-events.ts';
export * from './turn-record.ts';
