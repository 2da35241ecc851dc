import type { PlannerConfig } from './config.ts';
import type { LanguageModel } from './language-model.ts';
import type { PromptTemplate } from './prompts.ts';
import type { SafetyPolicy } from './safety/safety-policy.ts';
import type { ToolParts } from './tools/session-tools.ts';

/** What all sessions of a planner share. */
export interface PlannerParts {
  readonly config: PlannerConfig;
  readonly model: LanguageModel;
  /** The assistant's own prompt. */
  readonly template: PromptTemplate;
  /** True for the small embedded model, which answers commands with nonsense whatever its instructions say. */
  readonly smallModel: boolean;
  /** Undefined where nothing is kept for users. */
  readonly tools: ToolParts | undefined;
  readonly safety: SafetyPolicy;
  readonly wallClockMs: () => number;
  readonly random: () => number;
}
