export { type Assistant, startAssistant } from './assistant.ts';
export { type AssistantConfig, configParts, type LoadedAssistantConfig, loadAssistantConfig } from './config.ts';
export { createFaultSwitches, type FaultSwitches } from './faults/index.ts';
export { logFatal } from './log-fatal.ts';
export { partOfKind, runningBundles, unregistered } from './running-bundles.ts';
export { selfCheckQuestion, selfCheckRateHz } from './self-check.ts';
export { runSession, type SessionParts } from './session.ts';
export { stopOnSignals } from './stop-on-signals.ts';
