import { CascadeError, type PlanRequest, type StageContext } from '@cascade/contracts';
import type { UserStore } from '@cascade/store';
import type { ResponseOutput } from '../response-output.ts';
import { asData, nothingToSay } from '../safety/data-guard.ts';
import { removedAttributes, resultAsData } from '../safety/guard-result.ts';
import type { SessionTimers } from '../timers/timer-service.ts';
import { decideElsewhere } from './decide-elsewhere.ts';
import { answerTo, type Pending } from './dialogue.ts';
import type { ToolRegistry } from './registry.ts';
import { runTool, type ToolOutcome } from './run-tool.ts';
import type { AmendContext, Tool, ToolArguments, ToolContext } from './tool.ts';
import type { ToolDecision } from './tool-decision.ts';
import { readCommand, routeToTool } from './tool-router.ts';

/** What all sessions share. */
export interface ToolParts {
  readonly registry: ToolRegistry;
  readonly store: UserStore;
  /** Done once for each user before the first tool: what demos need. */
  readonly openUser?: (userId: string, zone: string) => Promise<void>;
}

/** One call in its turn. */
export interface CallOfTurn {
  readonly request: PlanRequest;
  readonly output: ResponseOutput;
  /** The same for every answer to the same turn, so that no call of it is done twice. */
  readonly key: string;
  readonly context: Omit<ToolContext, 'key' | 'signal' | 'store' | 'clock' | 'sessionId' | 'recordSpan'>;
  readonly signal: AbortSignal;
  /** Whether even a look has to wait for the commit: what an earlier answer to the turn did is taken back by then. */
  readonly afterCommit: boolean;
  /** Called before something may be changed. */
  onChange(): void;
}

/** A store that answers no sooner is taken for gone: the user is answered without it. */
const longestOpeningMs = 2_000;

export const declined = "Okay, I won't.";
const expired = 'That was too long ago. Please ask me again.';

/** The tools in one session: which is asked for, its open question, and its calls one after the other. */
export class SessionTools {
  readonly #parts: ToolParts;
  readonly #context: StageContext;
  #work: Promise<unknown> = Promise.resolve();
  #user: { readonly id: string; readonly opened: Promise<void> } | undefined;
  #isOpen = false;

  constructor(parts: ToolParts, context: StageContext) {
    this.#parts = parts;
    this.#context = context;
  }

  get registry(): ToolRegistry {
    return this.#parts.registry;
  }

  /** Makes ready what is kept for a user; the first call waits for it. */
  openFor(userId: string, zone: string, timers: SessionTimers, wallClockMs: () => number): void {
    if (this.#user?.id === userId) return;
    const { store, openUser } = this.#parts;
    const { logger } = this.#context;
    const opened = Promise.all([
      openUser?.(userId, zone),
      timers.keepIn({ store, userId, zone, wallClockMs, logger }),
    ]).then(
      () => {
        this.#isOpen = this.#user?.opened === opened;
      },
      (error: unknown) => logger.error({ error: String(error) }, 'what is kept for the user could not be read'),
    );
    this.#isOpen = false;
    this.#user = { id: userId, opened };
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Waits a little for what is kept for the user: without it "there is no reminder" would be made up. */
  async opened(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const stopTimer = this.#context.clock.setTimer(longestOpeningMs, resolve);
    await Promise.race([this.#user?.opened, late]);
    stopTimer();
  }

  /** Changes nothing. Undefined when no tool is asked for. */
  decide(said: string, pending: Pending | undefined, context: AmendContext): ToolDecision | undefined {
    const { registry } = this.#parts;
    const command = readCommand(said);
    const route = routeToTool(command, context, (name) => registry.has(name));
    const nowMs = this.#context.clock.nowMs();
    const answer = pending && answerTo(pending, command, registry, { ...context, nowMs });
    const answers = answer && !(route && route.confidence > 0.9 && answer.type !== 'run');
    if (answers && answer.type === 'declined') return { type: 'say', text: declined, confidence: 0.97 };
    if (answers && answer.type === 'expired') return { type: 'say', text: expired, confidence: 0.9 };
    const wanted = answers && 'tool' in answer ? { ...answer, confidence: 0.97 } : route;
    const tool = wanted && registry.get(wanted.tool);
    if (!tool || !wanted) return decideElsewhere(said, registry.elsewhere);
    const confirmed = answers === true && answer.type === 'run';
    return { type: 'call', tool, arguments: wanted.arguments, confirmed, confidence: wanted.confidence };
  }

  /** The question that a result leaves open. */
  pendingAfter(tool: Tool, callArguments: ToolArguments, outcome: ToolOutcome): Pending | undefined {
    const askedAtMs = this.#context.clock.nowMs();
    if (outcome.type === 'confirm') return { tool: tool.name, arguments: outcome.arguments, awaits: 'yes', askedAtMs };
    if (outcome.type !== 'ask') return undefined;
    return {
      tool: tool.name,
      arguments: outcome.arguments ?? callArguments,
      awaits: { slot: outcome.slot },
      askedAtMs,
    };
  }

  /**
   * Runs one call: a `confirm-first` tool only says what it would do until it is confirmed; what changes something waits for
   * the commit. Says that it waits when it does.
   *
   * @throws CascadeError `cancelled`
   */
  async call(tool: Tool, callArguments: ToolArguments, confirmed: boolean, call: CallOfTurn): Promise<ToolOutcome> {
    const { request, output, signal } = call;
    const prepare = tool.sideEffect === 'confirm-first' && !confirmed;
    const changes = tool.sideEffect !== 'read' && !prepare;
    if (changes || call.afterCommit) await committedOf(request, signal);
    const startMs = this.#context.clock.nowMs();
    const found = await this.#inOrder(() => {
      if (signal.aborted) throw new CascadeError('cancelled', `${tool.name}: not wanted any more.`);
      const { registry } = this.#parts;
      const read = safely(() => registry.read(tool.name, callArguments).arguments);
      if (read instanceof CascadeError) return Promise.resolve(failed(read));
      if (changes) call.onChange();
      return runTool(tool, read, this.#contextOf(call, output), {
        prepare,
        onSlow: (filler) => output.text(`${filler} `),
      });
    });
    const { outcome, removed } = tool.outside ? guarded(found) : { outcome: found, removed: {} };
    output.span('tool', startMs, {
      tool: tool.name,
      side_effect: tool.sideEffect,
      outcome: outcome.type,
      confirmed,
      ...(outcome.type === 'failed' && { error: outcome.code }),
      ...removed,
    });
    return outcome;
  }

  /** Takes back what calls did, the last one first. Later calls wait for it. */
  takeBack(userId: string, keys: readonly string[]): void {
    const { store } = this.#parts;
    const { logger } = this.#context;
    void this.#inOrder(async () => {
      for (const key of keys.toReversed()) {
        await store.undo(userId, key).catch((error: unknown) => {
          logger.error({ error: String(error) }, 'a change could not be taken back');
        });
      }
    });
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#work.then(work);
    this.#work = result.catch(() => undefined);
    return result;
  }

  #contextOf({ context, key, signal }: CallOfTurn, output: ResponseOutput): ToolContext {
    const { clock, sessionId } = this.#context;
    return {
      ...context,
      key,
      signal,
      clock,
      sessionId,
      store: this.#parts.store,
      recordSpan: ({ name, startMs, endMs, attributes }) => output.span(name, startMs, { ...attributes }, endMs),
    };
  }
}

/** What others wrote, fit to be spoken, and what there was in all of it. What a model is shown is guarded where its prompt is made. */
function guarded(found: ToolOutcome): { readonly outcome: ToolOutcome; readonly removed: Record<string, number> } {
  if (found.type !== 'done') return { outcome: found, removed: {} };
  const speech = asData(found.speech).text || nothingToSay;
  return {
    outcome: { ...found, speech },
    removed: removedAttributes(resultAsData(JSON.stringify(found.data)).removed),
  };
}

const failed = ({ code, message }: CascadeError): ToolOutcome => ({
  type: 'failed',
  code,
  message,
  speech: "Sorry, I can't do that this way. Please say it in other words.",
});

function safely<T>(work: () => T): T | CascadeError {
  try {
    return work();
  } catch (error) {
    return CascadeError.from(error, 'tool_failed', String(error));
  }
}

/** Resolves at the commit. @throws CascadeError `cancelled` when the response is discarded before */
export async function committedOf({ committed }: PlanRequest, signal: AbortSignal): Promise<void> {
  const { promise: aborted, resolve: stop } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => stop(), { once: true });
  if (committed && !signal.aborted) await Promise.race([committed, aborted]);
  if (signal.aborted) throw new CascadeError('cancelled', 'The response was discarded before its turn was committed.');
}

/** A result as the record keeps it and a model is shown it. */
export function recordedOutput(outcome: ToolOutcome): string {
  switch (outcome.type) {
    case 'done':
      return JSON.stringify({ reply: outcome.speech, data: outcome.data });
    case 'confirm':
      return JSON.stringify({ reply: outcome.speech, awaits: 'yes', arguments: outcome.arguments });
    case 'ask':
      return JSON.stringify({ reply: outcome.speech, awaits: outcome.slot });
    case 'failed':
      return JSON.stringify({ error: { code: outcome.code, message: outcome.message } });
  }
}
