import { createPlannerStage, type PlannerStage, readPlannerConfig, type ToolCommand } from '@cascade/planner';
import { openUserStore } from '@cascade/store';
import { VirtualClock } from '@cascade/testing';
import { judgeTurn } from '../../tool-turns/judge.ts';
import { runTurn } from '../../tool-turns/run-turn.ts';
import type { SpokenTurn } from '../../tool-turns/turn-set.ts';
import type { Bench } from '../suite.ts';
import { askQuestion } from './ask-question.ts';
import type { PlannerOutcome } from './outcome.ts';

/** A command that is judged by what it did, or a question that is judged by its reply. */
export type PlannerInputItem =
  | { readonly type: 'command'; readonly command: ToolCommand }
  | { readonly type: 'question'; readonly say: string };

/** Wednesday, March 5th 2025, 3:25 in the afternoon in New York: what the commands were written for. */
const wallMs = Date.parse('2025-03-05T20:25:00Z');

/** The planner with its language model, one for each entry; users' things in memory. */
export async function openBench(): Promise<Bench> {
  const store = await openUserStore(':memory:');
  const clock = new VirtualClock();
  const stages = new Map<string, Promise<PlannerStage>>();
  const stageOf = (settings: Readonly<Record<string, string>>) => {
    const key = JSON.stringify(settings);
    const config = readPlannerConfig({ CASCADE_TIME_ZONE: 'America/New_York', ...settings }).values;
    const options = { config, store, wallClockMs: () => wallMs + clock.nowMs(), random: () => 0 };
    const stage = stages.get(key) ?? createPlannerStage(options);
    stages.set(key, stage);
    return stage;
  };
  return {
    async run(settings, input, signal): Promise<PlannerOutcome> {
      const stage = await stageOf(settings);
      const item = input as PlannerInputItem;
      if (item.type === 'question') return askQuestion(stage, item.say, signal);
      const turn = turnOf(item.command);
      const outcome = await runTurn(turn, { stage, store, clock, hear: undefined });
      return { reply: outcome.answer.text, wrong: judgeTurn(turn, outcome), refused: false };
    },
    async close() {
      await Promise.all([...stages.values()].map(async (stage) => (await stage).close()));
      await store.close();
    },
  };
}

/** As it is written: nothing is said, nothing heard. */
const turnOf = ({ id, split, before, say, tool, slots, effect, reply }: ToolCommand): SpokenTurn => ({
  id,
  split,
  group: 'near',
  before,
  utterances: say.map((text) => ({ reference: text, sound: { type: 'voice', saying: unsaid } })),
  clientTools: [],
  expected: { tool, slots, effect, reply },
});

const unsaid = {
  speed: 1,
  voiceRatio: 1,
  levelDbfs: -25,
  noise: undefined,
  reverberationMs: undefined,
  seed: '',
} as const;
