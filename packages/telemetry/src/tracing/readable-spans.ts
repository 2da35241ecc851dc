import { type HrTime, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { SpanData, TurnTraceData } from './span-data.ts';

const instrumentationScope = { name: '@cascade/telemetry' };

/**
 * The spans as OpenTelemetry's exporters take them. They are made here and not by a tracer because everything of them is
 * known beforehand: ids that others were told while the turn was going on, and times that are past.
 */
export function readableSpans({ traceId, spans }: TurnTraceData, resource: Resource): ReadableSpan[] {
  return spans.map((span) => readableSpan(span, traceId, resource));
}

function readableSpan(span: SpanData, traceId: string, resource: Resource): ReadableSpan {
  const contextOf = (spanId: string) => ({ traceId, spanId, traceFlags: TraceFlags.SAMPLED });
  const context = contextOf(span.spanId);
  const error = span.errorCode;
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => context,
    ...(span.parentSpanId !== undefined && { parentSpanContext: contextOf(span.parentSpanId) }),
    startTime: hrTime(span.startMs),
    endTime: hrTime(span.endMs),
    duration: hrTime(span.endMs - span.startMs),
    status: error === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: error },
    attributes: span.attributes,
    events: span.events.map(({ name, atMs, attributes }) => ({ name, time: hrTime(atMs), attributes })),
    links: span.links.map(({ context: { sampled, ...ids }, attributes }) => ({
      context: { ...ids, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true },
      attributes,
    })),
    ended: true,
    resource,
    instrumentationScope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Seconds and nanoseconds, to the microsecond: finer than a number of epoch milliseconds is exact. */
function hrTime(ms: number): HrTime {
  const microseconds = Math.round(ms * 1000);
  return [Math.floor(microseconds / 1e6), (microseconds % 1e6) * 1000];
}
