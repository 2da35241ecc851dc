import {
  type ConversationItem,
  type HeardWords,
  inputRateHz,
  type PlannerEvent,
  type PlannerInput,
  type PlanToolCall,
  type SessionSettings,
  type StageContext,
} from '@cascade/contracts';
import type { PlannerStage } from '@cascade/planner';
import { EventQueue } from '@cascade/runtime';
import type { VirtualClock } from '@cascade/testing';

/** What the planner answered to one request. */
export interface Answer {
  readonly text: string;
  readonly calls: readonly PlanToolCall[];
}

interface Waiting {
  readonly events: PlannerEvent[];
  readonly done: (answer: Answer) => void;
}

let conversations = 0;

/** One session of a planner, as the turn manager holds it: turns one after the other, replies heard to their end. */
export class ToolConversation {
  readonly sessionId = `tools_${++conversations}`;
  readonly #items: ConversationItem[] = [];
  readonly #input = new EventQueue<PlannerInput>({ capacity: 1_000, whenFull: 'drop-oldest' });
  readonly #end = new AbortController();
  readonly #waiting = new Map<string, Waiting>();
  readonly #running: Promise<unknown>;
  #turns = 0;
  #responses = 0;
  #heard: HeardWords | undefined;

  constructor(stage: PlannerStage, clock: VirtualClock, settings: Pick<SessionSettings, 'userId' | 'clientTools'>) {
    const { sessionId } = this;
    const rings = (async () => {
      for await (const _ of stage.timers.due(sessionId, clock));
    })();
    this.#input.push({ type: 'session-settings', settings: { ...plainSettings, ...settings } });
    const plans = (async () => {
      for await (const event of stage.run(this.#input, contextOf(sessionId, clock, this.#end.signal)))
        this.#take(event);
    })();
    this.#running = Promise.all([rings, plans]);
  }

  /** A new turn of the user begins with these words. */
  beginTurn(text: string, heard?: HeardWords): void {
    this.#turns++;
    this.#addUser(text, heard);
  }

  /** The user goes on in the same turn. */
  goOn(text: string): void {
    this.#addUser(text, undefined);
  }

  /** Asks for an answer to the turn; several times, if wanted. */
  ask(committed?: Promise<void>): Promise<Answer> {
    const responseId = `${this.sessionId}_response_${++this.#responses}`;
    return new Promise((done) => {
      this.#waiting.set(responseId, { events: [], done });
      this.#input.push({
        type: 'plan-request',
        responseId,
        turnId: `turn_${this.#turns}`,
        items: [...this.#items],
        signal: this.#end.signal,
        ...(this.#heard && { heard: this.#heard }),
        ...(committed && { committed }),
      });
    });
  }

  /** The reply was heard to its end. */
  hearReply({ text, calls }: Answer): void {
    for (const { callId, name, arguments: callArguments, runsAt, output = '' } of calls) {
      if (runsAt !== 'planner') continue;
      this.#items.push({ id: this.#newId(), kind: 'tool-call', callId, name, arguments: callArguments });
      this.#items.push({ id: this.#newId(), kind: 'tool-result', callId, output });
    }
    this.#items.push({ id: this.#newId(), kind: 'message', role: 'assistant', text });
  }

  async end(): Promise<void> {
    this.#end.abort();
    this.#input.end();
    await this.#running;
  }

  #addUser(text: string, heard: HeardWords | undefined): void {
    this.#heard = heard;
    this.#items.push({ id: this.#newId(), kind: 'message', role: 'user', text });
  }

  #newId(): string {
    return `${this.sessionId}_item_${this.#items.length}`;
  }

  #take(event: PlannerEvent): void {
    const waiting = this.#waiting.get(event.responseId);
    if (!waiting) return;
    waiting.events.push(event);
    if (event.type !== 'plan-done') return;
    this.#waiting.delete(event.responseId);
    waiting.done({
      text: waiting.events.map((one) => (one.type === 'plan-text' ? one.delta : '')).join(''),
      calls: waiting.events.filter((one) => one.type === 'plan-tool-call'),
    });
  }
}

const format = { codec: 'pcm16', rateHz: inputRateHz } as const;
const plainSettings: SessionSettings = {
  instructions: '',
  outputModality: 'audio',
  respond: true,
  inputFormat: format,
  outputFormat: format,
  turnDetection: { mode: 'manual' },
  vadThreshold: 0.5,
  prefixPaddingMs: 300,
  voice: 'default',
  speed: 1,
  clientTools: [],
};

function contextOf(sessionId: string, clock: VirtualClock, signal: AbortSignal): StageContext {
  const silent = () => undefined;
  return {
    sessionId,
    traceId: '0123456789abcdef0123456789abcdef',
    clock,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    signal,
    recordSpan: silent,
  };
}
