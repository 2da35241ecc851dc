import { randomUUID } from 'node:crypto';
import type {
  ConversationItem,
  PlannerEvent,
  PlannerInput,
  PlanRequest,
  SessionSettings,
  StageContext,
} from '@cascade/contracts';
import { CascadeError } from '@cascade/contracts';
import { apologyFor, greeting } from './apologies.ts';
import { ClientToolRouter, spokenResults } from './client-tools/client-tool-router.ts';
import { historyOf, prefixMessages, unansweredItem, userTextFrom } from './conversation.ts';
import { type Deciding, decideByPolicy, decideByWords, fastPathVersion } from './decide.ts';
import { answerWithModel, type OwnCall, type OwnResult } from './model-answer.ts';
import type { PlannerParts } from './planner-parts.ts';
import { instructionsPrompt, type PromptTemplate } from './prompts.ts';
import { ResponseOutput } from './response-output.ts';
import { resultAsData } from './safety/guard-result.ts';
import type { SessionTimers, TimerSnapshot } from './timers/timer-service.ts';
import { callTool, carryOut } from './tool-answer.ts';
import type { Pending } from './tools/dialogue.ts';
import { type CallOfTurn, recordedOutput, SessionTools } from './tools/session-tools.ts';

type Settings = Pick<SessionSettings, 'instructions' | 'clientTools' | 'toolChoice' | 'timeZone' | 'trace' | 'userId'>;

/** The user's turn being answered: it is asked about again when it had been taken for finished too early. */
interface Turn {
  readonly turnId: string;
  /** Where it begins, and as far as it went when it was last answered. */
  readonly firstItemId: string;
  readonly lastItemId: string;
  /** Timers as they were before it. */
  readonly timersBefore: TimerSnapshot;
  /** The tool's question that was open before it. */
  readonly pendingBefore: Pending | undefined;
  /** Of the calls that its answers have made. */
  readonly keys: Set<string>;
}

/** What is asked of the planner in one response, and how it stands with the turn before it. */
interface Question {
  /** What the user said in this turn; empty when it was answered already (a tool's result came, the client asks for more). */
  readonly text: string;
  /** The turn as this answer takes it up; undefined when it is not about what the user said. */
  readonly turn: Turn | undefined;
  /** A part of the turn was answered before: what that answer did is taken back first. */
  readonly again: boolean;
}

/** Whose things they are where no key says it. */
export const onlyUser = 'local';

/** Plans the responses of one session, several at once if asked to. */
export class PlannerSession {
  readonly #parts: PlannerParts;
  readonly #context: StageContext;
  readonly #timers: SessionTimers;
  readonly #emit: (event: PlannerEvent) => void;
  #settings: Settings = { instructions: '', clientTools: [] };
  readonly #clientTools = new ClientToolRouter();
  readonly #tools: SessionTools | undefined;
  #turn: Turn | undefined;
  #pending: Pending | undefined;

  constructor(parts: PlannerParts, context: StageContext, timers: SessionTimers, emit: (event: PlannerEvent) => void) {
    this.#parts = parts;
    this.#context = context;
    this.#timers = timers;
    this.#emit = emit;
    this.#tools = parts.tools && new SessionTools(parts.tools, context);
  }

  /** Settles when the event is dealt with; never rejects. */
  async take(event: PlannerInput): Promise<void> {
    if (event.type === 'session-settings') {
      const changed = event.settings.instructions !== this.#settings.instructions;
      this.#settings = event.settings;
      this.#openUser();
      if (changed) this.#warmUp();
      return;
    }
    const signal = AbortSignal.any([event.signal, this.#context.signal]);
    if (signal.aborted) return;
    const output = new ResponseOutput(
      event,
      this.#context,
      this.#parts.safety,
      this.#emit,
      this.#settings.trace?.parent,
    );
    try {
      await this.#answer(event, output, signal);
    } catch (error) {
      if (signal.aborted) return;
      const { code } = CascadeError.from(error, 'internal', 'The planner failed.');
      this.#context.logger.error({ code, responseId: event.responseId, error: String(error) }, 'planning failed');
      output.say(apologyFor(code), { source: 'apology', code });
    }
  }

  async #answer(request: PlanRequest, output: ResponseOutput, signal: AbortSignal): Promise<void> {
    if (request.announcement !== undefined) return output.say(request.announcement, { source: 'announcement' });
    this.#openUser();
    if (this.#tools && !this.#tools.isOpen) await this.#tools.opened();
    if (signal.aborted) return;
    const question = this.#questionOf(request);
    const { text } = question;
    this.#onCommit(request, () => this.#accept(question));
    if (text === '' && request.items.length === 0) return output.say(greeting, { source: 'fast-path' });
    const deciding = this.#deciding(request, question, output);
    const policy = text === '' ? undefined : decideByPolicy(deciding);
    if (policy?.type === 'policy') return output.say(policy.say, { source: 'fast-path' });
    const { model } = this.#parts;
    if (!model.callsTools && this.#useClientTools(request, output, text)) return;
    const decision = policy ?? (text === '' ? { type: 'model' as const } : decideByWords(deciding));
    if (decision.type === 'do') {
      return carryOut(decision.steps, {
        ...this.#toolParts(request, output),
        request,
        callOf: (index) => this.#callOf(request, question, output, signal, index),
        applyEffects: (effects) => this.#onCommit(request, () => this.#timers.apply(effects)),
      });
    }
    await this.#ask(request, question, output, signal, decision.type === 'model' ? decision.need : undefined);
  }

  /** Changes nothing: the same turn may be asked about several times before it is committed. */
  #questionOf({ turnId, items }: PlanRequest): Question {
    const last = unansweredItem(items);
    if (!last) return { text: '', turn: undefined, again: false };
    const known = this.#turn;
    const again =
      known !== undefined &&
      (known.turnId === turnId || known.lastItemId === last.id) &&
      items.some(({ id }) => id === known.firstItemId);
    const turn: Turn = again
      ? { ...known, turnId, lastItemId: last.id }
      : {
          turnId,
          firstItemId: last.id,
          lastItemId: last.id,
          timersBefore: this.#timers.snapshot(),
          pendingBefore: this.#pending,
          keys: new Set(),
        };
    return { text: userTextFrom(items, turn.firstItemId), turn, again };
  }

  /** Takes the turn up as answered. */
  #accept({ turn, again }: Question): void {
    if (!turn) return;
    if (again) {
      this.#timers.restore(turn.timersBefore);
      if (turn.keys.size > 0) this.#tools?.takeBack(this.#userId, [...turn.keys]);
      turn.keys.clear();
    }
    this.#turn = again ? turn : { ...turn, timersBefore: this.#timers.snapshot() };
    this.#pending = undefined;
  }

  /**
   * Changes something once the turn is committed, in the order of the calls; never when the response is discarded. What
   * is said and called may be made before: whoever asked holds it back.
   */
  #onCommit({ committed, signal }: PlanRequest, change: () => void): void {
    if (!committed) {
      change();
      return;
    }
    void committed.then(() => {
      if (!signal.aborted && !this.#context.signal.aborted) change();
    });
  }

  /** For a model that calls no functions: calls the one that was asked for, or says what it returned. True when it did. */
  #useClientTools(request: PlanRequest, output: ResponseOutput, text: string): boolean {
    const { clientTools, toolChoice } = this.#settings;
    const startMs = this.#context.clock.nowMs();
    if (text === '') {
      const results = spokenResults(request.items.map(asDataItem));
      if (results === undefined) return false;
      output.say(results, { source: 'fast-path' });
      return true;
    }
    const decision = this.#clientTools.decide(text, clientTools, toolChoice);
    if (!decision) return false;
    const { confidence } = decision;
    output.span('fast-path', startMs, { version: fastPathVersion, matched: true, skill: 'client-tool', confidence });
    if (decision.type === 'ask') {
      output.say(decision.question, { source: 'fast-path' });
      return true;
    }
    const callId = `call_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
    output.call({ callId, name: decision.name, arguments: decision.arguments, runsAt: 'client' });
    output.done({ source: 'fast-path' });
    return true;
  }

  #deciding(request: PlanRequest, { text, turn, again }: Question, output: ResponseOutput): Deciding {
    return {
      text,
      request,
      timersBefore: again ? turn?.timersBefore : undefined,
      pending: turn?.pendingBefore,
      settings: this.#settings,
      zone: this.#zone,
      parts: this.#parts,
      timers: this.#timers,
      tools: this.#tools,
      context: this.#context,
      output,
    };
  }

  #ask(
    request: PlanRequest,
    question: Question,
    output: ResponseOutput,
    signal: AbortSignal,
    need?: 'large',
  ): Promise<void> {
    const { model, config } = this.#parts;
    const { llmContextTokens, llmMaxTokens, llmTemperature, replySentences } = config;
    return answerWithModel(
      {
        request,
        output,
        context: this.#context,
        model,
        template: this.#template(),
        settings: this.#settings,
        userText: question.text,
        ...(need && { need }),
        limits: {
          contextTokens: llmContextTokens,
          maxTokens: llmMaxTokens,
          temperature: llmTemperature,
          sentences: replySentences,
        },
        ownTools: this.#ownTools(question),
        callOwn: (call, index, readOutside) =>
          this.#callOwn(call, index, request, question, output, signal, readOutside),
      },
      signal,
    );
  }

  /** Only what the user says asks for tools: what a client's function returned is no request. */
  #ownTools({ text }: Question) {
    const given = this.#parts.model.callsTools && text !== '' && this.#settings.toolChoice !== 'none';
    return given ? (this.#tools?.registry.definitions ?? []) : [];
  }

  async #callOwn(
    call: OwnCall,
    index: number,
    request: PlanRequest,
    question: Question,
    output: ResponseOutput,
    signal: AbortSignal,
    readOutside: boolean,
  ): Promise<OwnResult> {
    if (!this.#tools) throw new CascadeError('tool_failed', `${call.name}: there are no tools here`);
    try {
      const { tool, arguments: callArguments } = this.#tools.registry.readJson(call.name, call.arguments);
      if (readOutside && tool.outside !== 'documents') throw this.#refuseAfterOutside(tool.name, output);
      const ofTurn = this.#callOf(request, question, output, signal, index);
      const parts = this.#toolParts(request, output);
      const outcome = await callTool(parts, tool, callArguments, { confirmed: false, index, call: ofTurn });
      if (outcome.type === 'confirm' || outcome.type === 'ask') return { type: 'asked', speech: outcome.speech };
      return { type: 'result', output: recordedOutput(outcome), outside: tool.outside !== undefined };
    } catch (error) {
      if (signal.aborted) throw error;
      const { code, message } = CascadeError.from(error, 'tool_failed', String(error));
      return { type: 'result', output: JSON.stringify({ error: { code, message } }), outside: true };
    }
  }

  /**
   * What a document or somebody else's tool says must not make the assistant do anything: only the user does. Another look into
   * the documents harms nobody; a look elsewhere would carry what was said in this session along.
   */
  #refuseAfterOutside(tool: string, output: ResponseOutput): CascadeError {
    const nowMs = this.#context.clock.nowMs();
    const { version } = this.#parts.safety;
    output.span('safety', nowMs, { version, rule: 'outside-data', action: 'refuse-call', tool }, nowMs);
    const message = `${tool}: not in the same turn as something read from outside: tell the user what you found, and let them ask for it`;
    return new CascadeError('tool_failed', message);
  }

  #callOf(
    request: PlanRequest,
    { turn, again }: Question,
    output: ResponseOutput,
    signal: AbortSignal,
    index: number,
  ): CallOfTurn {
    const key = `${this.#context.sessionId}:${turn?.firstItemId ?? request.responseId}:${index}`;
    return {
      request,
      output,
      key,
      signal,
      afterCommit: again,
      onChange: () => turn?.keys.add(key),
      context: {
        userId: this.#userId,
        zone: this.#zone,
        wallMs: this.#parts.wallClockMs(),
        timers: this.#timers,
        random: this.#parts.random,
        history: historyOf(request.items),
        ...(request.heard && { heard: request.heard }),
      },
    };
  }

  #toolParts(request: PlanRequest, output: ResponseOutput) {
    const leaveOpen = (pending: Pending) =>
      this.#onCommit(request, () => {
        this.#pending = pending;
      });
    return { tools: this.#tools, output, leaveOpen };
  }

  #openUser(): void {
    this.#tools?.openFor(this.#userId, this.#zone, this.#timers, this.#parts.wallClockMs);
  }

  get #userId(): string {
    return this.#settings.userId ?? onlyUser;
  }

  get #zone(): string {
    return this.#settings.timeZone || this.#parts.config.timeZone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  /** Nobody waits for it: at worst the first reply computes the prefix itself. */
  #warmUp(): void {
    const { llmContextTokens, llmMaxTokens } = this.#parts.config;
    const options = { template: this.#template(), contextTokens: llmContextTokens, replyTokens: llmMaxTokens };
    void this.#parts.model.warmUp(prefixMessages(options), this.#context.signal);
  }

  #template(): PromptTemplate {
    const { instructions } = this.#settings;
    return instructions.trim() === '' ? this.#parts.template : instructionsPrompt(instructions.trim());
  }
}

const asDataItem = (item: ConversationItem): ConversationItem =>
  item.kind === 'tool-result' ? { ...item, output: resultAsData(item.output).text } : item;
