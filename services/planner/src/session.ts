import { randomUUID } from 'node:crypto';
import type { PlannerEvent, PlannerInput, PlanRequest, SessionSettings, StageContext } from '@cascade/contracts';
import { CascadeError, formatTraceparent, isTraceId, newSpanId, parseTraceparent } from '@cascade/contracts';
import { apologyFor, brokenOffApology, greeting, startOver } from './apologies.ts';
import { ClientToolRouter, spokenResults } from './client-tools/client-tool-router.ts';
import type { PlannerConfig } from './config.ts';
import {
  buildMessages,
  lastReplyOf,
  plannerCallPrefix,
  prefixMessages,
  unansweredItem,
  userTextFrom,
} from './conversation.ts';
import { routeUtterance } from './fast-path/router.ts';
import type { SkillContext, SkillMatch } from './fast-path/skill.ts';
import type { LanguageModel } from './language-model.ts';
import { instructionsPrompt, type PromptTemplate, promptVersion } from './prompts.ts';
import { SpokenReply } from './spoken-reply.ts';
import type { SessionTimers, TimerSnapshot } from './timers/timer-service.ts';

/** What all sessions of a planner share. */
export interface PlannerParts {
  readonly config: PlannerConfig;
  readonly model: LanguageModel;
  /** The assistant's own prompt. */
  readonly template: PromptTemplate;
  /** True for the small embedded model, which answers commands with nonsense whatever its instructions say. */
  readonly smallModel: boolean;
  readonly wallClockMs: () => number;
  readonly random: () => number;
}

type Settings = Pick<SessionSettings, 'instructions' | 'clientTools' | 'toolChoice' | 'timeZone' | 'trace'>;

/** The user's turn being answered: it is asked about again when it had been taken for finished too early. */
interface Turn {
  readonly turnId: string;
  /** Where it begins, and as far as it went when it was last answered. */
  readonly firstItemId: string;
  readonly lastItemId: string;
  /** Timers as they were before it. */
  readonly timersBefore: TimerSnapshot;
}

/** What is asked of the planner in one response, and how it stands with the turn before it. */
interface Question {
  /** What the user said in this turn; empty when it was answered already (a tool's result came, the client asks for more). */
  readonly text: string;
  /** The turn as this answer takes it up; undefined when it is not about what the user said. */
  readonly turn: Turn | undefined;
  /** A part of the turn was answered before: what that answer did to the timers is taken back first. */
  readonly again: boolean;
}

/** Replies that came from doing something, as the record names it; the others are only words. */
const spokenOnly = new Set(['small-talk', 'command', 'live-data', 'private-data']);

/** Plans the responses of one session, several at once if asked to. */
export class PlannerSession {
  readonly #parts: PlannerParts;
  readonly #context: StageContext;
  readonly #timers: SessionTimers;
  readonly #emit: (event: PlannerEvent) => void;
  #settings: Settings = { instructions: '', clientTools: [] };
  readonly #clientTools = new ClientToolRouter();
  #turn: Turn | undefined;

  constructor(parts: PlannerParts, context: StageContext, timers: SessionTimers, emit: (event: PlannerEvent) => void) {
    this.#parts = parts;
    this.#context = context;
    this.#timers = timers;
    this.#emit = emit;
  }

  /** Settles when the event is dealt with; never rejects. */
  async take(event: PlannerInput): Promise<void> {
    if (event.type === 'session-settings') {
      const changed = event.settings.instructions !== this.#settings.instructions;
      this.#settings = event.settings;
      if (changed) this.#warmUp();
      return;
    }
    const signal = AbortSignal.any([event.signal, this.#context.signal]);
    if (signal.aborted) return;
    try {
      await this.#answer(event, signal);
    } catch (error) {
      if (signal.aborted) return;
      const { code } = CascadeError.from(error, 'internal', 'The planner failed.');
      this.#context.logger.error({ code, responseId: event.responseId, error: String(error) }, 'planning failed');
      this.#say(event, apologyFor(code), { source: 'apology', code });
    }
  }

  async #answer(request: PlanRequest, signal: AbortSignal): Promise<void> {
    if (request.announcement !== undefined) {
      return this.#say(request, request.announcement, { source: 'announcement' });
    }
    const question = this.#questionOf(request);
    const { text } = question;
    this.#onCommit(request, () => this.#accept(question));
    if (text === '' && request.items.length === 0) return this.#say(request, greeting, { source: 'fast-path' });
    if (!this.#parts.model.callsTools && this.#useClientTools(request, text)) return;
    const match = text === '' ? undefined : this.#route(request, question);
    if (match) return this.#carryOut(request, match);
    await this.#ask(request, text, signal);
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
      : { turnId, firstItemId: last.id, lastItemId: last.id, timersBefore: this.#timers.snapshot() };
    return { text: userTextFrom(items, turn.firstItemId), turn, again };
  }

  /** Takes the turn up as answered. */
  #accept({ turn, again }: Question): void {
    if (!turn) return;
    if (again) this.#timers.restore(turn.timersBefore);
    this.#turn = again ? turn : { ...turn, timersBefore: this.#timers.snapshot() };
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
  #useClientTools(request: PlanRequest, text: string): boolean {
    const { clientTools, toolChoice } = this.#settings;
    const startMs = this.#context.clock.nowMs();
    if (text === '') {
      const results = spokenResults(request.items);
      if (results === undefined) return false;
      this.#say(request, results, { source: 'fast-path' });
      return true;
    }
    const decision = this.#clientTools.decide(text, clientTools, toolChoice);
    if (!decision) return false;
    const { confidence } = decision;
    this.#span(request, 'fast-path', startMs, {
      version: fastPathVersion,
      matched: true,
      skill: 'client-tool',
      confidence,
    });
    if (decision.type === 'ask') {
      this.#say(request, decision.question, { source: 'fast-path' });
      return true;
    }
    const { responseId } = request;
    const callId = `call_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
    const { name, arguments: callArguments } = decision;
    this.#emit({
      type: 'plan-tool-call',
      responseId,
      callId,
      name,
      arguments: callArguments,
      runsAt: 'client',
      ...this.#trace(),
    });
    this.#done(request, { source: 'fast-path' });
    return true;
  }

  #route(request: PlanRequest, { text, turn, again }: Question): SkillMatch | undefined {
    const { clock, logger } = this.#context;
    const { model, config, smallModel } = this.#parts;
    const { instructions, clientTools, timeZone } = this.#settings;
    const startMs = clock.nowMs();
    const lastReply = lastReplyOf(request.items);
    const ownPersona = instructions.trim() === '';
    const toolsDecide = model.callsTools && clientTools.length > 0;
    const skillContext: SkillContext = {
      wallMs: this.#parts.wallClockMs(),
      zone: timeZone || config.timeZone || Intl.DateTimeFormat().resolvedOptions().timeZone,
      timers: this.#timers.list(again ? turn?.timersBefore : undefined),
      ...(lastReply === undefined ? {} : { lastReply }),
      random: this.#parts.random,
      refuseCommands: !toolsDecide && (smallModel || ownPersona),
      ownPersona,
    };
    let match: SkillMatch | undefined;
    try {
      match = routeUtterance(text, skillContext);
    } catch (error) {
      // The model can still answer.
      logger.error({ responseId: request.responseId, error: String(error) }, 'the fast path failed');
    }
    this.#span(request, 'fast-path', startMs, {
      version: fastPathVersion,
      matched: match !== undefined,
      ...(match ? { skill: match.skill, confidence: match.confidence } : {}),
    });
    return match;
  }

  #carryOut(request: PlanRequest, match: SkillMatch): void {
    this.#onCommit(request, () => this.#timers.apply(match.effects));
    if (!spokenOnly.has(match.skill)) {
      this.#emit({
        type: 'plan-tool-call',
        responseId: request.responseId,
        callId: `${plannerCallPrefix}${request.responseId}`,
        name: match.skill,
        arguments: JSON.stringify(match.slots),
        runsAt: 'planner',
        output: JSON.stringify({ reply: match.reply }),
        ...this.#trace(),
      });
    }
    this.#say(request, match.reply, { source: 'fast-path' });
  }

  async #ask(request: PlanRequest, userText: string, signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#context;
    const { model, config } = this.#parts;
    const template = this.#template();
    const prompt = promptVersion(template);
    const trace = this.#trace();
    const spanId = trace.traceparent && parseTraceparent(trace.traceparent)?.spanId;
    const newReply = () => new SpokenReply({ maxSentences: config.replySentences, prompt: template.system, userText });
    let reply = newReply();
    let version = model.version;
    let failedOver: { readonly failed_over_from?: string; readonly failed_over_for?: string } = {};
    /** Said by a model that broke off, before another began anew. */
    let saidBefore = false;
    const modelRequest = {
      messages: buildMessages(request.items, this.#promptOptions(template)),
      tools: model.callsTools ? this.#settings.clientTools : [],
      ...(this.#settings.toolChoice === undefined || userText === '' ? {} : { toolChoice: this.#settings.toolChoice }),
      maxTokens: config.llmMaxTokens,
      temperature: config.llmTemperature,
      ...trace,
    };
    const startMs = clock.nowMs();
    let firstTokenMs: number | undefined;
    let tokens: { inputTokens?: number; outputTokens?: number } = {};
    let pieces = 0;
    let complete = false;
    let finishReason: string | undefined;
    let toolCalls = 0;
    let failure: CascadeError | undefined;
    const firstToken = () => {
      if (firstTokenMs !== undefined) return;
      firstTokenMs = clock.nowMs();
      this.#span(request, 'first-token', startMs, {
        model: version,
        prompt,
        ...failedOver,
        ...(spanId && { span_id: spanId }),
      });
    };
    try {
      for await (const event of model.stream(modelRequest, signal, clock)) {
        if (signal.aborted) break;
        if (event.type === 'text') {
          firstToken();
          pieces++;
          this.#text(request, reply.push(event.delta));
        } else if (event.type === 'tool-call') {
          firstToken();
          toolCalls++;
          const { type: _, ...call } = event;
          const { responseId } = request;
          this.#emit({ type: 'plan-tool-call', responseId, ...call, runsAt: 'client', ...this.#trace() });
        } else if (event.type === 'usage') {
          tokens = { inputTokens: event.inputTokens, outputTokens: event.outputTokens };
        } else if (event.type === 'model') {
          ({ version } = event);
          if (event.after)
            failedOver = { failed_over_from: event.after, ...(event.code && { failed_over_for: event.code }) };
        } else if (event.type === 'switched') {
          logger.warn({ code: event.code, responseId: request.responseId, model: event.from }, 'a model broke off');
          this.#text(request, reply.finish(false));
          this.#text(request, `${reply.closed ? ' ' : '. '}${startOver} `);
          saidBefore = true;
          reply = newReply();
        } else if (event.type === 'wasted') {
          const { version: loser, outputTokens } = event;
          this.#span(request, 'generation', startMs, {
            model: loser,
            prompt,
            output_tokens: outputTokens,
            aborted: true,
          });
        } else if (event.type === 'done') {
          complete = event.complete;
          finishReason = toolCalls > 0 ? 'tool_calls' : complete ? 'stop' : 'length';
        }
        if (reply.ended && modelRequest.tools.length === 0) break;
      }
      if (signal.aborted) throw new CascadeError('cancelled', 'The response is not wanted any more.');
      this.#text(request, reply.finish(complete));
      const astray = reply.nonsense !== undefined && toolCalls === 0 && (reply.text === '' || !reply.closed);
      if (astray)
        failure = new CascadeError('planner_nonsense', `The language model's text is no answer: ${reply.nonsense}.`);
    } catch (error) {
      // What was generated in vain was generated all the same: a piece is a token, as far as the server has told.
      if (signal.aborted) tokens = { ...tokens, outputTokens: tokens.outputTokens ?? pieces };
      else failure = CascadeError.from(error, 'planner_unavailable', 'The language model failed.');
    }
    const usage = Object.fromEntries(
      Object.entries(tokens).map(([name, count]) => [`${name.replace('Tokens', '')}_tokens`, count]),
    );
    const attributes = {
      model: version,
      prompt,
      ...failedOver,
      ...usage,
      ...(signal.aborted && { aborted: true }),
      ...(failure && { error: failure.code }),
      ...(finishReason && { finish_reason: finishReason }),
      ...(spanId && { span_id: spanId }),
    };
    if (firstTokenMs === undefined) this.#span(request, 'first-token', startMs, attributes);
    else this.#span(request, 'generation', firstTokenMs, attributes);
    if (signal.aborted) return;
    const made = { promptVersion: prompt, modelVersion: version, ...tokens };
    if (!failure) return this.#done(request, { source: 'language-model', ...made });

    logger.warn(
      { code: failure.code, responseId: request.responseId, error: failure.message },
      'the language model failed',
    );
    this.#text(request, reply.finish(false));
    const end = reply.closed ? ' ' : '. ';
    const apology = reply.text === '' && !saidBefore ? apologyFor(failure.code) : `${end}${brokenOffApology}`;
    this.#say(request, apology, { source: 'apology', code: failure.code, ...made });
  }

  /** Nobody waits for it: at worst the first reply computes the prefix itself. */
  #warmUp(): void {
    const prefix = prefixMessages(this.#promptOptions(this.#template()));
    void this.#parts.model.warmUp(prefix, this.#context.signal);
  }

  #template(): PromptTemplate {
    const { instructions } = this.#settings;
    return instructions.trim() === '' ? this.#parts.template : instructionsPrompt(instructions.trim());
  }

  #promptOptions(template: PromptTemplate) {
    const { llmContextTokens, llmMaxTokens } = this.#parts.config;
    const toolNames = this.#parts.model.callsTools ? this.#settings.clientTools.map(({ name }) => name) : [];
    return { template, contextTokens: llmContextTokens, replyTokens: llmMaxTokens, toolNames };
  }

  #say(
    request: PlanRequest,
    text: string,
    done: Omit<Extract<PlannerEvent, { type: 'plan-done' }>, 'type' | 'responseId' | 'signal'>,
  ): void {
    this.#text(request, text);
    this.#done(request, done);
  }

  #text({ responseId, signal, committed }: PlanRequest, delta: string): void {
    if (delta === '' || signal.aborted) return;
    this.#emit({ type: 'plan-text', responseId, delta, signal, ...(committed ? { committed } : {}) });
  }

  #done(
    { responseId, signal }: PlanRequest,
    done: Omit<Extract<PlannerEvent, { type: 'plan-done' }>, 'type' | 'responseId' | 'signal'>,
  ): void {
    if (!signal.aborted) this.#emit({ type: 'plan-done', responseId, signal, ...done });
  }

  /** For a piece of work that others do for the turn: a span of its own in the turn's trace. */
  #trace(): { readonly traceparent?: string } {
    const { traceId } = this.#context;
    if (!isTraceId(traceId)) return {};
    const sent = this.#settings.trace?.parent;
    const sampled = sent === undefined || parseTraceparent(sent)?.sampled !== false;
    return { traceparent: formatTraceparent({ traceId, spanId: newSpanId(), sampled }) };
  }

  #span(
    { turnId, responseId }: PlanRequest,
    name: string,
    startMs: number,
    attributes: Record<string, string | number | boolean>,
  ): void {
    const endMs = this.#context.clock.nowMs();
    // A model elsewhere computes for us as well: it is not known how long a request waited there.
    const computeMs = endMs - startMs;
    this.#context.recordSpan({ stage: 'planner', name, startMs, endMs, computeMs, turnId, responseId, attributes });
  }
}

/** Of the skills and their rules together; goes up when an answer changes. */
export const fastPathVersion = 'fast-path@1';
