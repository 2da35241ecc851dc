import { setImmediate } from 'node:timers/promises';
import { CascadeError } from '@cascade/contracts';
import type { PlannerStage } from '@cascade/planner';
import type { UserStore } from '@cascade/store';
import type { VirtualClock } from '@cascade/testing';
import type { Hypothesis } from '../rag/recognize.ts';
import { type Answer, ToolConversation } from './conversation.ts';
import { type KeptState, keptState, sameState, sizesOf } from './kept-state.ts';
import type { SpokenTurn, SpokenUtterance } from './turn-set.ts';

export interface TurnParts {
  readonly stage: PlannerStage;
  readonly store: UserStore;
  readonly clock: VirtualClock;
  /** Undefined: what is written is taken for what was heard. */
  readonly hear: ((utterance: SpokenUtterance, vocabulary: readonly string[]) => Promise<Hypothesis>) | undefined;
}

/** What came of a turn. */
export interface TurnOutcome {
  readonly heard: readonly string[];
  readonly alternatives: readonly (readonly string[])[];
  readonly answer: Answer;
  readonly before: KeptState;
  readonly after: KeptState;
  /** Something was changed before its turn was committed. */
  readonly changedEarly: boolean;
  /** The same turn asked for again, and with a word more, left more behind than once. */
  readonly doneTwice: boolean;
}

/** Said on, in a turn that had been taken for finished: changes nothing of what is meant. */
const goesOn = 'please';
/** Turns of the event loop in which a change that waits for nothing would have been made. */
const settlingTurns = 25;

let users = 0;

/** @throws CascadeError `cancelled`, or what voice or recognizer fail with */
export async function runTurn(turn: SpokenTurn, parts: TurnParts): Promise<TurnOutcome> {
  const { stage, clock } = parts;
  const userId = `user_${++users}`;
  const { clientTools } = turn;
  const conversation = new ToolConversation(stage, clock, { userId, clientTools: [...clientTools] });
  const { sessionId } = conversation;
  const state = () => keptState(parts.store, stage.timers, { userId, sessionId });
  try {
    // The first words open what is kept for the user.
    for (const text of turn.before.length > 0 ? turn.before : ['What is the date?']) {
      conversation.beginTurn(text);
      conversation.hearReply(await conversation.ask());
    }
    const before = await state();
    const heard: Hypothesis[] = [];
    let changedEarly = false;
    let answer: Answer | undefined;
    for (const utterance of turn.utterances) {
      if (answer) conversation.hearReply(answer);
      const hypothesis = await hypothesisOf(utterance, stage.vocabulary(sessionId, clientTools), parts);
      heard.push(hypothesis);
      conversation.beginTurn(hypothesis.text, hypothesis);
      const ready = await state();
      const commit = Promise.withResolvers<void>();
      const answering = conversation.ask(commit.promise);
      for (let count = 0; count < settlingTurns; count++) await setImmediate();
      changedEarly ||= !sameState(await state(), ready);
      commit.resolve();
      answer = await answering;
      await settled();
    }
    if (!answer) throw new CascadeError('internal', `${turn.id}: a turn without a word.`);
    const after = await state();
    const doneTwice = await repeats(conversation, state);
    const texts = heard.map(({ text }) => text);
    const alternatives = heard.map((one) => one.alternatives);
    return { heard: texts, alternatives, answer, before, after, changedEarly, doneTwice };
  } finally {
    for (const { id } of stage.timers.list(sessionId))
      stage.timers.session(sessionId, clock).apply([{ type: 'cancel', ids: [id] }]);
    await conversation.end();
  }
}

async function hypothesisOf(
  utterance: SpokenUtterance,
  vocabulary: readonly string[],
  { hear }: TurnParts,
): Promise<Hypothesis> {
  return hear ? hear(utterance, vocabulary) : { text: utterance.reference, alternatives: [], words: [] };
}

/** The turn again, and again with a word more: whether more is kept than after the first time. */
async function repeats(conversation: ToolConversation, state: () => Promise<KeptState>): Promise<boolean> {
  const once = sizesOf(await state());
  await conversation.ask();
  await settled();
  const asked = sizesOf(await state());
  conversation.goOn(goesOn);
  await conversation.ask();
  await settled();
  return asked !== once || sizesOf(await state()) !== once;
}

/** What follows a commit is done after its promise, in a later turn of the event loop. */
const settled = async (): Promise<void> => {
  await setImmediate();
};
