import type { PlannerEvent, PlanRequest, StageContext } from '@cascade/contracts';
import { formatTraceparent, isTraceId, newSpanId, parseTraceparent } from '@cascade/contracts';
import { OutputFilter } from './safety/output-filter.ts';
import type { SafetyPolicy } from './safety/safety-policy.ts';

export type DoneFields = Omit<Extract<PlannerEvent, { type: 'plan-done' }>, 'type' | 'responseId' | 'signal'>;
type CallFields = Omit<Extract<PlannerEvent, { type: 'plan-tool-call' }>, 'type' | 'responseId' | 'traceparent'>;
export type SpanAttributes = Record<string, string | number | boolean>;

/** All that the planner says about one response: text, calls, its end, its spans. Nothing once the response is aborted. */
export class ResponseOutput {
  readonly #request: PlanRequest;
  readonly #context: StageContext;
  readonly #emit: (event: PlannerEvent) => void;
  readonly #sent: string | undefined;
  readonly #safety: SafetyPolicy;
  readonly #filter: OutputFilter;

  /** @param sent trace context that the client's turns are part of */
  constructor(
    request: PlanRequest,
    context: StageContext,
    safety: SafetyPolicy,
    emit: (event: PlannerEvent) => void,
    sent?: string,
  ) {
    this.#request = request;
    this.#context = context;
    this.#emit = emit;
    this.#sent = sent;
    this.#safety = safety;
    this.#filter = new OutputFilter(safety.output);
  }

  /** True once the policy has ended the reply: nothing more of it is said. */
  get stopped(): boolean {
    return this.#filter.stopped;
  }

  text(delta: string): void {
    this.#pass((filter) => filter.push(delta));
  }

  done(fields: DoneFields): void {
    const { responseId, signal } = this.#request;
    this.#pass((filter) => filter.finish());
    if (!signal.aborted) this.#emit({ type: 'plan-done', responseId, signal, ...fields });
  }

  say(text: string, fields: DoneFields): void {
    this.text(text);
    this.done(fields);
  }

  call(fields: CallFields, trace = this.trace()): void {
    const { responseId } = this.#request;
    this.#emit({ type: 'plan-tool-call', responseId, ...fields, ...trace });
  }

  #pass(take: (filter: OutputFilter) => string): void {
    const { responseId, signal, committed } = this.#request;
    if (this.stopped || signal.aborted) return;
    const delta = take(this.#filter);
    if (this.stopped) {
      const nowMs = this.#context.clock.nowMs();
      this.span('safety', nowMs, { version: this.#safety.version, rule: 'output', action: 'stop' }, nowMs);
    }
    if (delta === '') return;
    this.#emit({ type: 'plan-text', responseId, delta, signal, ...(committed ? { committed } : {}) });
  }

  /** For a piece of work that others do for the turn: a span of its own in the turn's trace. */
  trace(): { readonly traceparent?: string } {
    const { traceId } = this.#context;
    if (!isTraceId(traceId)) return {};
    const sampled = this.#sent === undefined || parseTraceparent(this.#sent)?.sampled !== false;
    return { traceparent: formatTraceparent({ traceId, spanId: newSpanId(), sampled }) };
  }

  span(name: string, startMs: number, attributes: SpanAttributes, endMs = this.#context.clock.nowMs()): void {
    const { turnId, responseId } = this.#request;
    // A model elsewhere computes for us as well: it is not known how long a request waited there.
    const computeMs = endMs - startMs;
    this.#context.recordSpan({ stage: 'planner', name, startMs, endMs, computeMs, turnId, responseId, attributes });
  }
}
