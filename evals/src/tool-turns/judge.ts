import type { PlanToolCall } from '@cascade/contracts';
import { agrees, wrongEffects } from './kept-state.ts';
import type { TurnOutcome } from './run-turn.ts';
import type { SpokenTurn } from './turn-set.ts';

/** What is wrong with what came of a turn; empty when all is right. */
export function judgeTurn({ expected }: SpokenTurn, outcome: TurnOutcome): string[] {
  const { answer, before, after, changedEarly, doneTwice } = outcome;
  const [call, ...others] = answer.calls;
  const reply = answer.text.toLowerCase();
  return [
    ...wrongTool(expected.tool, call),
    ...(others.length > 0 ? [`called ${others.map(({ name }) => name).join(', ')} besides`] : []),
    ...(call && call.name === expected.tool ? wrongSlots(expected.slots, call) : []),
    ...wrongEffects(expected.effect, before, after),
    ...expected.reply.filter((words) => !reply.includes(words.toLowerCase())).map((words) => `reply lacks “${words}”`),
    ...(changedEarly ? ['changed before the commit'] : []),
    ...(doneTwice ? ['done twice'] : []),
  ];
}

function wrongTool(wanted: string | null, call: PlanToolCall | undefined): string[] {
  const called = call?.name ?? null;
  return called === wanted ? [] : [`called ${called ?? 'nothing'}, not ${wanted ?? 'nothing'}`];
}

/** Of a function of the client nothing may be said that was not asked for; tools here may know more than was said. */
function wrongSlots(wanted: Readonly<Record<string, unknown>>, call: PlanToolCall): string[] {
  const found = argumentsOf(call);
  const extra = call.runsAt === 'client' ? Object.keys(found).filter((name) => !Object.hasOwn(wanted, name)) : [];
  return agrees(found, wanted) && extra.length === 0 ? [] : [`slots ${JSON.stringify(found)}`];
}

/** As they were called; those of a question for a yes are what would be done. */
function argumentsOf({ arguments: callArguments, output }: PlanToolCall): Readonly<Record<string, unknown>> {
  const recorded = output === undefined ? {} : (JSON.parse(output) as { readonly arguments?: object });
  return { ...JSON.parse(callArguments), ...recorded.arguments };
}
