/** W3C trace context: which trace a piece of work belongs to, and which span caused it. https://www.w3.org/TR/trace-context/ */
export interface TraceContext {
  /** 16 bytes in hex, not all zero. */
  readonly traceId: string;
  /** 8 bytes in hex, not all zero: the span that caused what follows. */
  readonly spanId: string;
  /** Whether the caller keeps its part of the trace. */
  readonly sampled: boolean;
}

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const sampledFlag = 1;

/** Reads a `traceparent`; undefined for what is none: by the standard, such a header counts as not sent. */
export function parseTraceparent(text: string): TraceContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = pattern.exec(text) ?? [];
  // Later versions may append fields; the first has none, and `ff` is no version.
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & sampledFlag) !== 0 };
}

/** As the `traceparent` header has it. */
export const formatTraceparent = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

/** Whether it can be the trace id of a `traceparent`. */
export const isTraceId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text) && !/^0+$/.test(text);

/** A fresh span id: 8 random bytes in hex. */
export const newSpanId = (): string => randomHex(8);

/** A fresh trace id: 16 random bytes in hex. */
export const newTraceId = (): string => randomHex(16);

const randomHex = (length: number): string =>
  [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
