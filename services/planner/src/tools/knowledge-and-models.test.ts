import type { KnowledgeAnswer, KnowledgeBase, Reader, SpokenQuestion } from '@cascade/knowledge';
import type { UserStore } from '@cascade/store';
import { VirtualClock } from '@cascade/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Planned } from '../../test/planner-bench.ts';
import { keptOf, openMemoryStore, openWithTools, silentModel, Talk } from '../../test/talk.ts';
import type { LanguageModel, ModelRequest } from '../language-model.ts';

let store: UserStore;
let clock: VirtualClock;
beforeEach(async () => {
  store = await openMemoryStore();
  clock = new VirtualClock();
});
afterEach(() => store.close());

const entries = async () => (await keptOf(store, 'list-entry')).map(({ text }) => text);
const callsOf = ({ events }: Planned) => events.filter((event) => event.type === 'plan-tool-call');

describe('knowledge', () => {
  const passage = {
    chunkId: 'c1',
    documentId: 'returns',
    documentVersion: '1',
    title: 'Returns',
    headings: [],
    text: 'Thirty days.',
    source: 'returns.md',
    score: 1,
  };
  const asked: { question: SpokenQuestion; reader: Reader }[] = [];
  const base = (kind: KnowledgeAnswer['kind'], speech: string): KnowledgeBase => ({
    version: 'kb@1',
    async search(question, reader) {
      asked.push({ question, reader });
      const steps = [
        { name: 'retrieve', version: 'retrieve@1', startMs: 5, endMs: 9, attributes: { found: 1 } } as const,
      ];
      const passages = kind === 'answer' ? [passage] : [];
      return {
        kind,
        speech,
        confidence: 0.9,
        claims: kind === 'answer' ? [{ text: passage.text, chunkId: passage.chunkId, quote: passage.text }] : [],
        passages,
        rewrite: { query: question.text, repairs: [] },
        steps,
      };
    },
    entities: async () => ['Arden 200'],
    close: async () => undefined,
  });
  const withBase = (knowledge: KnowledgeBase) =>
    openWithTools(store, clock, { knowledge }, { CASCADE_KNOWLEDGE_TENANT: 'shop', CASCADE_KNOWLEDGE_LABELS: 'staff' });

  it('answers what nothing else knows, within its tenant, with its documents on record', async () => {
    const other = await withBase(base('answer', 'Returns are taken for thirty days, says Returns.'));
    const talk = new Talk(other, clock);
    const planned = await talk.say('How long can I return a heater?');
    expect(planned.text).toBe('Returns are taken for thirty days, says Returns.');
    expect(callsOf(planned)).toEqual([expect.objectContaining({ name: 'knowledge_search', documentIds: ['returns'] })]);
    expect(asked.at(-1)).toMatchObject({ reader: { tenant: 'shop', labels: ['staff'] } });
    expect((await talk.say('What is two plus two?')).text).toBe('Two plus two is four.');
    expect(other.vocabulary(talk.sessionId, [])).toContain('Arden 200');
    await talk.end();
    await other.close();
  });

  it('says where the last answer is from, and nothing when it is from nowhere', async () => {
    const other = await withBase(base('answer', 'Returns are taken for thirty days.'));
    const talk = new Talk(other, clock);
    await talk.say('How long can I return a heater?');
    expect((await talk.say('Where did you get that from?')).text).toBe('That is from Returns.');
    await talk.say('What is two plus two?');
    expect((await talk.say('Where did you get that from?')).text).not.toContain('That is from');
    await talk.end();
    await other.close();
  });

  it('speaks its refusal', async () => {
    const other = await withBase(base('refusal', "I don't find that in my documents."));
    const talk = new Talk(other, clock);
    expect((await talk.say('Who won the cup in 1950?')).text).toBe("I don't find that in my documents.");
    await talk.end();
    await other.close();
  });
});

describe('a model that calls tools', () => {
  /** Calls what it is told, then says what it was told. */
  const calling = (name: string, callArguments: unknown): LanguageModel & { requests: ModelRequest[] } => {
    const requests: ModelRequest[] = [];
    return {
      ...silentModel,
      callsTools: true,
      requests,
      async *stream(request) {
        requests.push(request);
        const last = request.messages.at(-1);
        if (last?.role === 'tool')
          yield { type: 'text', delta: `It says: ${JSON.parse(last.content).reply ?? last.content}` };
        else yield { type: 'tool-call', callId: 'x1', name, arguments: JSON.stringify(callArguments) };
        yield { type: 'done', complete: true };
      },
    };
  };
  const talkWith = async (model: LanguageModel, said: string) => {
    const other = await openWithTools(store, clock, { model });
    const talk = new Talk(other, clock);
    const planned = await talk.say(said);
    const end = async () => {
      await talk.end();
      await other.close();
    };
    return { planned, talk, end };
  };

  it('is given the schemas, and its call is run and on record as a call by words is', async () => {
    const model = calling('list_add', { list: 'shopping', items: ['milk'] });
    const { planned, end } = await talkWith(model, 'It seems that nobody bought the white stuff');
    expect(planned.text).toBe("It says: Okay, I've put milk on your shopping list.");
    expect(await entries()).toEqual(['milk']);
    expect(callsOf(planned)).toEqual([expect.objectContaining({ name: 'list_add', runsAt: 'planner' })]);
    expect(model.requests[0]?.tools.find(({ name }) => name === 'list_add')?.parameters).toMatchObject({
      type: 'object',
      required: ['list'],
    });
    await end();
  });

  it('cannot go round a confirmation', async () => {
    const { planned, talk, end } = await talkWith(
      calling('order_cancel', { order: '4127' }),
      'That grinder, I regret it so much',
    );
    expect(planned.text).toContain('Shall I cancel order 4 1 2 7');
    expect(await keptOf(store, 'order')).toContainEqual(
      expect.objectContaining({ number: '4127', status: 'processing' }),
    );
    await talk.say('Yes');
    expect(await keptOf(store, 'order')).toContainEqual(
      expect.objectContaining({ number: '4127', status: 'cancelled' }),
    );
    await end();
  });

  it('is told which argument is wrong and what is expected', async () => {
    const model = calling('list_add', { list: 'shopping', items: 'milk' });
    const { end } = await talkWith(model, 'It seems that nobody bought the white stuff');
    const result = model.requests[1]?.messages.at(-1);
    expect(result).toMatchObject({
      role: 'tool',
      content: expect.stringMatching(/list_add: argument items: .*expected array/),
    });
    expect(await entries()).toEqual([]);
    await end();
  });
});
