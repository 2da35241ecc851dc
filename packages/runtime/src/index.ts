import './vendor-telemetry.ts';

export * from './clock.ts';
export * from './config.ts';
export * from './event-queue.ts';
export * from './inference-pool.ts';
export type { Engine, EngineFactory, EngineMethod, EngineSpec, JobContext } from './inference-protocol.ts';
export type { ThreadUsage } from './inference-thread.ts';
export { type JobClass, jobClasses, urgentClasses } from './job-classes.ts';
export * from './stage-session.ts';
