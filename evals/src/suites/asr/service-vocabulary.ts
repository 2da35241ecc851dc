import { CascadeError } from '@cascade/contracts';
import { createPlannerStage, type LanguageModel } from '@cascade/planner';

/** Words are asked for, no answers. */
const nobody: LanguageModel = {
  version: 'none',
  callsTools: false,
  available: false,
  // biome-ignore lint/correctness/useYield: it never gets so far.
  async *stream() {
    throw new CascadeError('planner_unavailable', 'There is no model in this evaluation.');
  },
  warmUp: async () => undefined,
  close: async () => undefined,
};

/** What the planner tells the recognizer of every session that has no tools and no timers. */
export async function serviceVocabulary(): Promise<readonly string[]> {
  const planner = await createPlannerStage({ model: nobody });
  const phrases = planner.vocabulary('eval', []);
  await planner.close();
  return phrases;
}
