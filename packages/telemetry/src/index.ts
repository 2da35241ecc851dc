export * from './audio-timeline.ts';
export * from './critical-path.ts';
export * from './logger.ts';
export * from './machine.ts';
export * from './metrics.ts';
export * from './turn-record-builder.ts';
export * from './turn-recorder.ts';
