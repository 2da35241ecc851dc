import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CascadeError } from '@cascade/contracts';
import { createPlannerStage, type LanguageModel, type PlannerStage, readPlannerConfig } from '@cascade/planner';
import { openUserStore } from '@cascade/store';
import { VirtualClock } from '@cascade/testing';
import { judgeTurn } from './judge.ts';
import type { Listening } from './listening.ts';
import { runTurn, type TurnOutcome, type TurnParts } from './run-turn.ts';
import type { SpokenTurn } from './turn-set.ts';

export interface JudgedTurn {
  readonly turn: SpokenTurn;
  readonly outcome: TurnOutcome;
  readonly wrong: readonly string[];
  /** Who lost it: the recognizer, when the same words as text go right. */
  readonly loss: 'recognizer' | 'router' | undefined;
}

export interface RunOptions {
  readonly listening: Listening;
  /** Whether the recognizer is told the planner's vocabulary. */
  readonly bias: boolean;
  readonly parallel: number;
  readonly onProgress: (done: number, of: number) => void;
  readonly signal: AbortSignal;
}

/** Wednesday, March 5th 2025, 3:25 in the afternoon in New York: what the expectations of the fixtures were written for. */
const wallMs = Date.parse('2025-03-05T20:25:00Z');

/** Every turn as text and as it is spoken, each with a user of its own, in a store on the disk. */
export async function runTurns(turns: readonly SpokenTurn[], options: RunOptions): Promise<JudgedTurn[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cascade-tool-turns-'));
  const store = await openUserStore(join(folder, 'users.sqlite'));
  const clock = new VirtualClock();
  let stage: PlannerStage | undefined;
  try {
    stage = await openPlanner(store, clock);
    const parts = { stage, store, clock };
    const hear: TurnParts['hear'] = (utterance, vocabulary) =>
      options.listening.hear(utterance, options.bias ? vocabulary : [], options.signal);
    let done = 0;
    return await inParallel(turns, options.parallel, async (turn) => {
      if (options.signal.aborted) throw new CascadeError('cancelled', 'Stopped: the same command goes on from here.');
      const outcome = await runTurn(turn, { ...parts, hear });
      const wrong = judgeTurn(turn, outcome);
      options.onProgress(++done, turns.length);
      if (wrong.length === 0) return { turn, outcome, wrong, loss: undefined };
      const asText = judgeTurn(turn, await runTurn(turn, { ...parts, hear: undefined }));
      return { turn, outcome, wrong, loss: asText.length === 0 ? 'recognizer' : 'router' };
    });
  } finally {
    await stage?.close();
    await store.close();
    await rm(folder, { recursive: true });
  }
}

function openPlanner(store: Awaited<ReturnType<typeof openUserStore>>, clock: VirtualClock): Promise<PlannerStage> {
  return createPlannerStage({
    config: readPlannerConfig({ CASCADE_TIME_ZONE: 'America/New_York' }).values,
    model: noModel,
    store,
    wallClockMs: () => wallMs + clock.nowMs(),
    random: () => 0,
  });
}

/** What no tool does is none of this suite's business. */
const noModel: LanguageModel = {
  version: 'none',
  callsTools: false,
  available: true,
  async *stream() {
    yield { type: 'text', delta: 'The model was asked.' };
    yield { type: 'done', complete: true };
  },
  warmUp: async () => undefined,
  close: async () => undefined,
};

/** At most so many at once; results in the order of the items. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
