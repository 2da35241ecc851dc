export { type ModelsConfig, readModelsConfig } from './config.ts';
export { type ModelId, manifest } from './manifest.ts';
export type { ModelEntry, ModelFile, ModelSource } from './manifest-schema.ts';
export { createProgressPrinter, type ProgressOutput, type PullProgress } from './progress.ts';
export { type PulledModel, type PullOptions, pullModels } from './pull.ts';
export * from './registry/index.ts';
export { findModel, modelEntries, registryIdOf, selectModels } from './registry.ts';
export { type ResolvedModel, type ResolveOptions, resolveModel } from './resolve.ts';
export { type FileState, type VerifiedFile, type VerifiedModel, verifyModels } from './verify.ts';
