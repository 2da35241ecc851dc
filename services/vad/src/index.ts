export { vadConfigDefinition } from './config.ts';
export { type SileroModel, sileroModels } from './engines/silero-pool.ts';
export { createVadStage, type VadStage, type VadStageOptions } from './vad-stage.ts';
