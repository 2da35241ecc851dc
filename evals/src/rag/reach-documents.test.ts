import { fileURLToPath } from 'node:url';
import type { KnowledgeBase } from '@cascade/knowledge';
import { createPlannerStage, type LanguageModel } from '@cascade/planner';
import { openUserStore } from '@cascade/store';
import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import { ToolConversation } from '../tool-turns/conversation.ts';
import { readQuestions } from './question-file.ts';

const model: LanguageModel = {
  version: 'silent',
  callsTools: false,
  available: true,
  async *stream() {
    yield { type: 'done', complete: true };
  },
  warmUp: async () => undefined,
  close: async () => undefined,
};

/** Answers everything, so that a call of it says that the question reached it. */
const knowledge: KnowledgeBase = {
  version: 'made@1',
  search: async ({ text }) => ({
    kind: 'answer',
    speech: 'So it says.',
    confidence: 1,
    claims: [],
    passages: [],
    rewrite: { query: text, repairs: [] },
    steps: [],
  }),
  entities: async () => [],
  close: async () => undefined,
};

/** Answered by the policy, or asked about what no documents have. */
const answeredElsewhere = ['procedure-020', 'unanswerable-014', 'unanswerable-015'];

test('nothing in the planner answers, or refuses, what the documents are to be asked', async () => {
  const file = fileURLToPath(new URL('../../fixtures/rag/questions.jsonl', import.meta.url));
  const clock = new VirtualClock();
  const store = await openUserStore(':memory:');
  const stage = await createPlannerStage({ model, knowledge, store, wallClockMs: () => Date.UTC(2026, 0, 5, 9) });
  const elsewhere: string[] = [];
  try {
    for (const { id, question, history } of await readQuestions(file)) {
      const conversation = new ToolConversation(stage, clock, { userId: id, clientTools: [] });
      for (const { user } of history) {
        conversation.beginTurn(user);
        conversation.hearReply(await conversation.ask());
      }
      conversation.beginTurn(question);
      const { calls } = await conversation.ask();
      if (!calls.some(({ name }) => name === 'knowledge_search')) elsewhere.push(id);
      await conversation.end();
    }
  } finally {
    await stage.close();
    await store.close();
  }
  expect(elsewhere).toEqual(answeredElsewhere);
});
