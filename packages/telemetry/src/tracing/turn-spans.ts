import { newSpanId, parseTraceparent, type RecordSpan, recordForOperators, type TurnRecord } from '@cascade/contracts';
import { type Attributes, SpanKind } from '@opentelemetry/api';
import { callAttributes, chatAttributes, spanAttributes, turnAttributes } from './span-attributes.ts';
import type { SpanData, TurnTraceData } from './span-data.ts';

const inputRatePerMs = 16;

/**
 * The spans of a turn:
 *
 * - `turn`, from the user's first speech sample to the last sample of the reply that was heard; decisions are its events
 *   - `user-speech`, and `voice-to-voice` with the critical path in it, span after span without gap
 *   - `stage NAME` for each stage that worked, with its pieces of work in it; the language model's under `chat MODEL`
 *   - `execute_tool NAME` for each call, and `playback`
 *
 * Nothing that was said is in them, whatever the user agreed to: traces go to where nobody asked for consent.
 *
 * @returns undefined for a turn of a user who wants no telemetry
 */
export function turnSpans(record: TurnRecord): TurnTraceData | undefined {
  const shown = recordForOperators({ ...record, consent: { ...record.consent, transcripts: false } });
  return shown && { traceId: shown.trace_id, spans: new SpanTree(shown).spans };
}

class SpanTree {
  readonly spans: SpanData[] = [];
  readonly #record: TurnRecord;
  readonly #zeroMs: number;

  constructor(record: TurnRecord) {
    this.#record = record;
    this.#zeroMs = zeroOf(record);
    const rootId = newSpanId();
    this.#addUserSpeech(rootId);
    this.#addCriticalPath(rootId);
    this.#addStages(rootId);
    this.#addCalls(rootId);
    this.#addPlayback(rootId);
    this.#addTurn(rootId);
  }

  #addTurn(spanId: string): void {
    const { trace, decisions, response, started_at } = this.#record;
    const parent = trace?.parent === undefined ? undefined : parseTraceparent(trace.parent);
    const session = trace?.session === undefined ? undefined : parseTraceparent(trace.session);
    const startedMs = Date.parse(started_at);
    this.spans.unshift({
      name: 'turn',
      kind: SpanKind.SERVER,
      spanId,
      parentSpanId: parent?.spanId,
      startMs: this.spans.reduce((least, { startMs }) => Math.min(least, startMs), Math.min(startedMs, this.#zeroMs)),
      endMs: this.spans.reduce((most, { endMs }) => Math.max(most, endMs), this.#zeroMs),
      attributes: turnAttributes(this.#record),
      events: decisions.map(({ at_ms, kind, reason }) => ({
        name: `decision ${kind}`,
        atMs: this.#zeroMs + at_ms,
        attributes: { 'cascade.decision.kind': kind, ...(reason === '' ? {} : { 'cascade.decision.reason': reason }) },
      })),
      links: session ? [{ context: session, attributes: { 'cascade.link': 'session' } }] : [],
      errorCode: response?.status === 'failed' ? (response.error_code ?? 'internal') : undefined,
    });
  }

  #addUserSpeech(parentSpanId: string): void {
    const { audio } = this.#record;
    const lengthMs = (audio.end_sample - audio.start_sample) / inputRatePerMs;
    if (lengthMs <= 0) return;
    const attributes = {
      'cascade.stage': 'user',
      'cascade.chunk_ms': audio.chunk_ms,
      'cascade.jitter_ms': audio.jitter_ms,
    };
    this.#add({ name: 'user-speech', parentSpanId, from: -lengthMs, to: 0, attributes });
  }

  #addCriticalPath(parentSpanId: string): void {
    const critical = this.#record.spans.filter((span) => span.critical);
    const last = critical.at(-1);
    if (!last) return;
    const whole = this.#add({
      name: 'voice-to-voice',
      parentSpanId,
      from: Math.min(0, critical[0]?.start_ms ?? 0),
      to: last.end_ms,
      attributes: { 'cascade.critical': true },
    });
    for (const span of critical) this.#addWork(span, whole);
  }

  #addStages(parentSpanId: string): void {
    const work = this.#record.spans.filter((span) => !span.critical);
    for (const stage of new Set(work.map((span) => span.stage))) {
      const ofStage = work.filter((span) => span.stage === stage);
      const stageId = this.#around(ofStage, {
        name: `stage ${stage}`,
        parentSpanId,
        attributes: { 'cascade.stage': stage, ...versionsOf(this.#record, stage) },
      });
      const calls = Map.groupBy(ofStage, (span) => modelCallOf(span));
      for (const [callId, spans] of calls) {
        if (callId === undefined) for (const span of spans) this.#addWork(span, stageId);
        else this.#addModelCall(callId, spans, stageId);
      }
    }
  }

  /** One request to the language model, under the span id that the model's server was told. */
  #addModelCall(spanId: string, spans: readonly RecordSpan[], parentSpanId: string): void {
    const { name, attributes, errorCode } = chatAttributes(spans, this.#record);
    this.#around(spans, { name, spanId, kind: SpanKind.CLIENT, parentSpanId, attributes, errorCode });
    for (const span of spans) this.#addWork(span, spanId);
  }

  #addCalls(parentSpanId: string): void {
    for (const call of this.#record.tool_calls) {
      if (call.at_ms === undefined) continue;
      this.#add({
        name: `execute_tool ${call.name}`,
        ...(call.span_id === undefined ? {} : { spanId: call.span_id }),
        parentSpanId,
        from: call.at_ms,
        to: call.at_ms,
        attributes: callAttributes(call, this.#record),
      });
    }
  }

  #addPlayback(parentSpanId: string): void {
    const { started_at_ms, played_ms, audio_ms, position_by } = this.#record.playback;
    if (started_at_ms === null) return;
    const attributes = {
      'cascade.stage': 'gateway',
      'cascade.audio_ms': audio_ms,
      'cascade.played_ms': played_ms,
      'cascade.position_by': position_by,
    };
    this.#add({ name: 'playback', parentSpanId, from: started_at_ms, to: started_at_ms + played_ms, attributes });
  }

  #addWork(span: RecordSpan, parentSpanId: string): void {
    this.#add({
      name: `${span.stage} ${span.name}`,
      parentSpanId,
      from: span.start_ms,
      to: span.end_ms,
      attributes: spanAttributes(span),
    });
  }

  /** A span from the beginning of the first of these to the end of the last. */
  #around(spans: readonly RecordSpan[], rest: Omit<NewSpan, 'from' | 'to'>): string {
    const from = Math.min(...spans.map((span) => span.start_ms));
    const to = Math.max(...spans.map((span) => span.end_ms));
    return this.#add({ ...rest, from, to });
  }

  #add({ name, kind = SpanKind.INTERNAL, spanId = newSpanId(), ...rest }: NewSpan): string {
    const { parentSpanId, from, to, attributes, errorCode } = rest;
    this.spans.push({
      name,
      kind,
      spanId,
      parentSpanId,
      startMs: this.#zeroMs + from,
      endMs: this.#zeroMs + Math.max(from, to),
      attributes,
      events: [],
      links: [],
      errorCode,
    });
    return spanId;
  }
}

interface NewSpan {
  readonly name: string;
  readonly kind?: SpanKind;
  readonly spanId?: string;
  readonly parentSpanId: string;
  /** Relative to the user's last speech sample, in milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly attributes: Attributes;
  readonly errorCode?: string | undefined;
}

/** Records of earlier versions do not say when zero was: about when the user had begun, and so much speech later. */
function zeroOf({ zero_at, started_at, audio }: TurnRecord): number {
  if (zero_at !== undefined) return Date.parse(zero_at);
  return Date.parse(started_at) + (audio.end_sample - audio.start_sample) / inputRatePerMs;
}

const modelCallOf = ({ attributes }: RecordSpan): string | undefined =>
  typeof attributes?.span_id === 'string' ? attributes.span_id : undefined;

/** `asr` and `asr.model` are of the stage asr. */
function versionsOf({ versions }: TurnRecord, stage: string): Attributes {
  const own = Object.entries(versions).filter(([name]) => name === stage || name.startsWith(`${stage}.`));
  return Object.fromEntries(own.map(([name, version]) => [`cascade.version.${name}`, version]));
}
