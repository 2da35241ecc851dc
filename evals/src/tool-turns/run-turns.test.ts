import type { PlannerEvent, PlannerInput } from '@cascade/contracts';
import { type PlannerStage, TimerService } from '@cascade/planner';
import { openUserStore } from '@cascade/store';
import { VirtualClock } from '@cascade/testing';
import { expect, it } from 'vitest';
import type { Hypothesis } from '../rag/recognize.ts';
import type { Listening } from './listening.ts';
import { reportOf, textReport } from './report.ts';
import { runTurn } from './run-turn.ts';
import { runTurns } from './run-turns.ts';
import type { SpokenTurn } from './turn-set.ts';

const spoken = (id: string, say: readonly string[], expected: Partial<SpokenTurn['expected']>): SpokenTurn => ({
  id,
  split: 'test',
  group: 'near',
  before: [],
  utterances: say.map((reference) => ({
    reference,
    sound: { type: 'clip', clip: { id, slices: [], group: id, file: '' } },
  })),
  clientTools: [],
  expected: { tool: null, slots: {}, effect: {}, reply: [], ...expected },
});
const heardAs = (words: Readonly<Record<string, string>>): Listening => ({
  hear: async ({ reference }): Promise<Hypothesis> => ({
    text: words[reference] ?? reference,
    alternatives: [],
    words: [],
  }),
  close: async () => undefined,
});
const added = (...entries: string[]) => ({
  tool: 'list_add',
  effect: { list: { name: 'shopping', entries } },
});

it('judges what a real planner did, and says who lost the rest', async () => {
  const turns = [
    spoken('right', ['Put milk on the shopping list.'], added('milk')),
    spoken('misheard', ['Put tea on the shopping list.'], added('tea')),
    spoken('unknown', ['Bake me a cake.'], { tool: 'cake_bake' }),
    spoken('dialogue', ['Cancel order 4127.', 'Yes.'], {
      tool: 'order_cancel',
      effect: { order: { number: '4127', status: 'cancelled' } },
    }),
    spoken('talk', ['I like lists.'], {}),
  ];
  const judged = await runTurns(turns, {
    listening: heardAs({ 'Put tea on the shopping list.': 'Put keys on the shopping list.' }),
    bias: true,
    parallel: 2,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  expect(judged.map(({ turn, loss }) => [turn.id, loss])).toEqual([
    ['right', undefined],
    ['misheard', 'recognizer'],
    ['unknown', 'router'],
    ['dialogue', undefined],
    ['talk', undefined],
  ]);
  const report = reportOf(judged, { seed: 'cascade', bias: true, showTest: false });
  expect(report.splits.test).toMatchObject({
    all: { turns: 4, correct: 2, lost_by: { recognizer: 1, router: 1 } },
    talk: { turns: 1, wrong: 0 },
    changed_early: 0,
    done_twice: 0,
  });
  expect(report.reached).toBe(false);
  // What is unseen stays unseen.
  expect(report.failures).toEqual([]);
  expect(textReport(report)).not.toContain('keys');
}, 20_000);

it('sees a planner that does not wait for the commit and does everything again', async () => {
  const store = await openUserStore(':memory:');
  const timers = new TimerService();
  const hasty: PlannerStage = {
    name: 'planner',
    versions: {},
    timers,
    vocabulary: () => [],
    close: async () => undefined,
    async *run(input: AsyncIterable<PlannerInput>, { sessionId }): AsyncGenerator<PlannerEvent> {
      let userId = '';
      for await (const event of input) {
        if (event.type === 'session-settings') userId = event.settings.userId ?? '';
        if (event.type !== 'plan-request') continue;
        const { responseId } = event;
        const put = { type: 'put', kind: 'note', id: responseId, data: { text: 'the rent is due' } } as const;
        await store.change(userId, responseId, [put], 0);
        yield { type: 'plan-done', responseId, source: 'fast-path' } as PlannerEvent;
      }
      timers.close(sessionId);
    },
  };
  const turn = spoken('hasty', ['Note that the rent is due.'], {});
  const outcome = await runTurn(turn, { stage: hasty, store, clock: new VirtualClock(), hear: undefined });
  expect(outcome).toMatchObject({ changedEarly: true, doneTwice: true });
  await store.close();
});
