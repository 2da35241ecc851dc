import type { TraceContext } from '@cascade/contracts';
import type { Attributes, SpanKind } from '@opentelemetry/api';

/** One span as plain data; times in epoch milliseconds. */
export interface SpanData {
  readonly name: string;
  readonly kind: SpanKind;
  readonly spanId: string;
  /** In the same trace; undefined for the first span of a trace. */
  readonly parentSpanId: string | undefined;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly atMs: number; readonly attributes: Attributes }[];
  /** Spans of other traces that this one has to do with. */
  readonly links: readonly { readonly context: TraceContext; readonly attributes: Attributes }[];
  /** Code of the error table when it failed. */
  readonly errorCode: string | undefined;
}

/** The spans of one turn, the turn's own first. */
export interface TurnTraceData {
  readonly traceId: string;
  readonly spans: readonly SpanData[];
}
