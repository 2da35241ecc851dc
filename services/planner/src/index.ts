export { apologyFor, brokenOffApology, plannerPhrases } from './apologies.ts';
export { type PlannerConfig, plannerConfigDefinition, readPlannerConfig } from './config.ts';
export {
  type EmbeddedServer,
  type EmbeddedServerOptions,
  startEmbeddedServer,
} from './engines/embedded/embedded-server.ts';
export {
  createOpenAiCompatibleModel,
  type ModelAddress,
  type OpenAiCompatibleOptions,
} from './engines/openai-compatible.ts';
export type { ChatMessage, LanguageModel, ModelEvent, ModelRequest } from './language-model.ts';
export { systemPrompts } from './prompts.ts';
export { createPlannerStage, type PlannerStage, type PlannerStageOptions } from './stage.ts';
export { SessionTimers, TimerService } from './timers/timer-service.ts';
export { type ToolCommand, type ToolEffect, toolCommands } from './tools/tool-commands.ts';
export { vocabularyOf } from './vocabulary.ts';
