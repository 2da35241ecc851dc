/** Stages by script that say, call and fail with what must not be seen by others. */
import type { AsrInput, PlannerInput, Stage } from '@cascade/contracts';
import type { PlannerStage } from '@cascade/planner';
import type { SessionStages } from '../src/stages.ts';
import { scriptedStages } from './scripted-session.ts';

/** What people say to an assistant, as a recognizer writes it, and what opens doors. */
export const planted = {
  phone: '(415) 555-2671',
  mail: 'ann.smith@example.org',
  card: '4012 8888 8888 1881',
  address: '221 Baker Street',
  key: 'sk-abcdefghijklmnop1234',
  spokenPhone: 'four one five five five five two six seven one',
  spokenMail: 'ann dot smith at example dot org',
} as const;

/** A word that is no secret, to tell what was kept from what was not. */
export const harmless = 'walrus';

export const plantedText = `A ${harmless} writes: ${Object.values(planted).join(', and ')}.`;

/** Speech, reply and a tool's arguments and output are full of it. */
export function plantedStages(): SessionStages {
  const stages = scriptedStages();
  return {
    ...stages,
    asr: changed(stages.asr, (event) => (event.type === 'transcript-final' ? { ...event, text: plantedText } : event)),
    planner: {
      ...stages.planner,
      async *run(input: AsyncIterable<PlannerInput>) {
        for await (const event of input) {
          if (event.type !== 'plan-request') continue;
          const { responseId, signal } = event;
          const call = { callId: 'call-1', name: 'send_mail', runsAt: 'planner' } as const;
          const [args, output] = [{ to: planted.mail, token: planted.key }, { sent: plantedText }].map((one) =>
            JSON.stringify(one),
          ) as [string, string];
          yield { type: 'plan-tool-call', responseId, ...call, arguments: args, output };
          yield { type: 'plan-text', responseId, delta: plantedText, signal };
          yield { type: 'plan-done', responseId, source: 'fast-path', signal };
        }
      },
    } as PlannerStage,
  };
}

/** The recognizer logs, then fails with an error whose message and cause are full of it. */
export function failingStages(): SessionStages {
  const stages = scriptedStages();
  return {
    ...stages,
    asr: {
      ...stages.asr,
      // biome-ignore lint/correctness/useYield: it fails before it has heard anything
      async *run(input: AsyncIterable<AsrInput>, context) {
        for await (const event of input) {
          if (event.type !== 'input-commit') continue;
          context.logger.warn({ heard: plantedText, deep: { transcript: plantedText } }, plantedText);
          const cause = Object.assign(new Error(plantedText), { detail: plantedText });
          throw new Error(`The engine failed on: ${plantedText}`, { cause });
        }
      },
    },
  };
}

function changed<In, Out>(stage: Stage<In, Out>, change: (event: Out) => Out): Stage<In, Out> {
  return {
    ...stage,
    async *run(input, context) {
      for await (const event of stage.run(input, context)) yield change(event);
    },
  };
}
