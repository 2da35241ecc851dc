import type {
  ConversationItem,
  PlannerEvent,
  PlannerInput,
  PlanRequest,
  SessionSettings,
  Span,
} from '@cascade/contracts';
import { EventQueue } from '@cascade/runtime';
import { openUserStore, type UserItems, type UserKind, type UserStore } from '@cascade/store';
import { testContext, type VirtualClock } from '@cascade/testing';
import { readPlannerConfig } from '../src/config.ts';
import type { LanguageModel } from '../src/language-model.ts';
import { createPlannerStage, type PlannerStage, type PlannerStageOptions } from '../src/stage.ts';
import { heard, type Planned, request, said, settings, summary } from './planner-bench.ts';
import { wallMs } from './skill-context.ts';

/** A model that must not be asked: it says that it was. */
export const silentModel: LanguageModel = {
  version: 'silent',
  callsTools: false,
  available: true,
  async *stream() {
    yield { type: 'text', delta: 'The model was asked.' };
    yield { type: 'done', complete: true };
  },
  warmUp: async () => undefined,
  close: async () => undefined,
};

/** A planner with tools whose model says nothing of use; New York, Wednesday 5 March 2025, 15:25. */
export const openWithTools = (
  store: UserStore,
  clock: VirtualClock,
  options: Partial<PlannerStageOptions> = {},
  environment: Record<string, string> = {},
): Promise<PlannerStage> =>
  createPlannerStage({
    config: readPlannerConfig({ CASCADE_TIME_ZONE: 'America/New_York', ...environment }).values,
    model: silentModel,
    store,
    wallClockMs: () => wallMs + clock.nowMs(),
    random: () => 0,
    ...options,
  });

export const openMemoryStore = () => openUserStore(':memory:');

let talks = 0;

/** One session, as the service holds it: requests one after the other, replies heard to their end. */
export class Talk {
  readonly sessionId = `sess_${++talks}`;
  readonly announced: string[] = [];
  readonly items: ConversationItem[] = [];
  readonly #input = new EventQueue<PlannerInput>({ capacity: 1000, whenFull: 'drop-oldest' });
  readonly #end = new AbortController();
  readonly #waiting = new Map<string, { events: PlannerEvent[]; done: (planned: Planned) => void }>();
  readonly #running: Promise<unknown>;
  readonly #spans: readonly Span[];
  #turns = 0;
  #responses = 0;

  constructor(stage: PlannerStage, clock: VirtualClock, changes: Partial<SessionSettings> = {}) {
    const { context, spans } = testContext(this.#end.signal);
    this.#spans = spans;
    const onClock = { ...context, sessionId: this.sessionId, clock };
    const due = (async () => {
      for await (const { text } of stage.timers.due(this.sessionId, clock)) this.announced.push(text);
    })();
    this.#input.push(settings(changes));
    const planning = (async () => {
      for await (const event of stage.run(this.#input, onClock)) this.#take(event);
    })();
    this.#running = Promise.all([due, planning]);
  }

  /** Says something and hears the answer. */
  async say(text: string): Promise<Planned> {
    this.addUser(text);
    const planned = await this.ask({ turnId: `turn_${++this.#turns}` }).planned;
    this.addReply(planned);
    return planned;
  }

  addUser(text: string): void {
    this.items.push(said(text, `${this.sessionId}_item_${this.items.length}`));
  }

  addReply({ text, events }: Planned): void {
    for (const event of events) {
      if (event.type !== 'plan-tool-call' || event.runsAt !== 'planner') continue;
      const { callId, name, output = '' } = event;
      const id = `${this.sessionId}_item_${this.items.length}`;
      this.items.push({ id, kind: 'tool-call', callId, name, arguments: event.arguments });
      this.items.push({ id: `${id}_r`, kind: 'tool-result', callId, output });
    }
    this.items.push(heard(text, `${this.sessionId}_item_${this.items.length}`));
  }

  /** Asks for an answer to what was said last. */
  ask(fields: Partial<PlanRequest>): { readonly planned: Promise<Planned>; readonly responseId: string } {
    const responseId = `${this.sessionId}_resp_${++this.#responses}`;
    const planned = new Promise<Planned>((done) => this.#waiting.set(responseId, { events: [], done }));
    this.#input.push(request([...this.items], { responseId, ...fields }));
    return { planned, responseId };
  }

  async end(): Promise<void> {
    this.#end.abort();
    this.#input.end();
    await this.#running;
  }

  #take(event: PlannerEvent): void {
    const waiting = this.#waiting.get(event.responseId);
    waiting?.events.push(event);
    if (event.type === 'plan-done') {
      const spans = this.#spans.filter(({ responseId }) => responseId === event.responseId);
      waiting?.done(summary(waiting.events, spans));
    }
  }
}

/** Everything that is kept for a user of one kind. */
export const keptOf = async <K extends UserKind>(
  store: UserStore,
  kind: K,
  user = 'local',
): Promise<readonly UserItems[K][]> => (await store.items(user, kind)).map(({ data }) => data);
