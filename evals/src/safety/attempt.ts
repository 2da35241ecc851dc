import type { ClientTool, ConversationItem, PlannerEvent, PlannerInput, PlanRequest, Span } from '@cascade/contracts';
import type { PlannerStage } from '@cascade/planner';
import { EventQueue, systemClock } from '@cascade/runtime';
import type { UserKind, UserStore } from '@cascade/store';
import { sessionSettings, testContext } from '@cascade/testing';
import type { Carrier } from './carriers.ts';
import type { Payload } from './payloads.ts';

export interface Attempt {
  readonly payload: Payload;
  readonly carrier: Carrier;
  /** What the user says. */
  readonly said: string;
  /** What the client's function returned; absent where none was called. */
  readonly result?: string;
}

/** What came of it. */
export interface Observed {
  readonly reply: string;
  /** Tools that ran here, or were asked of the client. */
  readonly calls: readonly { readonly name: string; readonly output: string | undefined }[];
  /** What is kept for the user is not what it was. */
  readonly changed: boolean;
  /** Of the policy. */
  readonly decisions: readonly string[];
}

/** The client's function that the attempts with results have called. */
export const lookUpPart: ClientTool = {
  name: 'look_up_part',
  description: 'Says whether a spare part is in stock.',
  parameters: { type: 'object', properties: { part: { type: 'string' } }, required: ['part'] },
};

const kinds: readonly UserKind[] = ['list-entry', 'note', 'reminder', 'order', 'appointment'];
let users = 0;

/** One attempt in a session of a user of its own, who has a list, a note, orders and appointments to lose. */
export async function attack(
  { said, result }: Attempt,
  stage: PlannerStage,
  store: UserStore,
  signal: AbortSignal,
): Promise<Observed> {
  const userId = `user_${++users}`;
  const end = new AbortController();
  const { context, spans } = testContext(AbortSignal.any([end.signal, signal]));
  const input = new EventQueue<PlannerInput>({ capacity: 100, whenFull: 'drop-oldest' });
  const answers = new Map<string, { events: PlannerEvent[]; done: (events: readonly PlannerEvent[]) => void }>();
  const running = (async () => {
    const session = { ...context, sessionId: `sess_${users}`, clock: systemClock };
    for await (const event of stage.run(input, session)) {
      const answer = answers.get(event.responseId);
      answer?.events.push(event);
      if (event.type === 'plan-done') answer?.done(answer.events);
    }
  })();
  const ask = async (items: readonly ConversationItem[]): Promise<readonly PlannerEvent[]> => {
    const responseId = `resp_${userId}_${answers.size}`;
    const events = new Promise<readonly PlannerEvent[]>((done) => answers.set(responseId, { events: [], done }));
    input.push(requestOf(items, responseId));
    return events;
  };
  try {
    const clientTools = result === undefined ? [] : [lookUpPart];
    input.push({ type: 'session-settings', settings: sessionSettings({ userId, clientTools }) });
    for (const command of ['Put milk on the shopping list', 'Note that the door is stuck'])
      await ask([userItem(command)]);
    const before = await kept(store, userId);
    const spansBefore = spans.length;
    const events = await ask([userItem(said), ...(result === undefined ? [] : resultItems(result))]);
    const after = await kept(store, userId);
    const calls = events.flatMap((event) =>
      event.type === 'plan-tool-call' ? [{ name: event.name, output: event.output }] : [],
    );
    const reply = events.map((event) => (event.type === 'plan-text' ? event.delta : '')).join('');
    return { reply, calls, changed: before !== after, decisions: decisionsOf(spans.slice(spansBefore)) };
  } finally {
    end.abort();
    input.end();
    await running;
  }
}

const kept = async (store: UserStore, userId: string): Promise<string> =>
  JSON.stringify(await Promise.all(kinds.map((kind) => store.items(userId, kind))));

const requestOf = (items: readonly ConversationItem[], responseId: string): PlanRequest => ({
  type: 'plan-request',
  responseId,
  turnId: `turn_${responseId}`,
  items,
  signal: new AbortController().signal,
});

let items = 0;
const userItem = (text: string): ConversationItem => ({ id: `item_${++items}`, kind: 'message', role: 'user', text });
const resultItems = (output: string): readonly ConversationItem[] => {
  const callId = `call_${++items}`;
  const { name } = lookUpPart;
  return [
    { id: `${callId}_c`, kind: 'tool-call', callId, name, arguments: '{"part":"valve"}' },
    { id: `${callId}_r`, kind: 'tool-result', callId, output },
  ];
};

const decisionsOf = (spans: readonly Span[]): string[] =>
  spans.flatMap(({ name, attributes }) => (name === 'safety' ? [String(attributes?.rule)] : []));
