import type { RecordSpan, TurnRecord } from '@cascade/contracts';

/**
 * The server's spans on the client's clock: zero becomes the client's own last speech sample, and the critical spans
 * add up to the client's voice-to-voice time. Two things the server cannot see become spans: how much later than the
 * samples say the voice detector saw speech end (`vad speech-tail`), and the way to the loudspeaker (`gateway delivery`).
 *
 * @param shiftMs end of speech by the server minus end of speech by the client, on the audio clock
 * @param totalMs the client's voice-to-voice time
 */
export function spansAtClient(spans: readonly RecordSpan[], shiftMs: number, totalMs: number): RecordSpan[] {
  const shifted = spans.map((span) => ({ ...span, start_ms: span.start_ms + shiftMs, end_ms: span.end_ms + shiftMs }));
  const critical = shifted.filter((span) => span.critical).map((span) => within(span, 0, totalMs));
  const fromMs = critical[0]?.start_ms ?? totalMs;
  const toMs = critical.at(-1)?.end_ms ?? totalMs;
  return [
    ...(fromMs > 0 ? [waiting('vad', 'speech-tail', 0, fromMs)] : []),
    ...critical,
    ...(toMs < totalMs ? [waiting('gateway', 'delivery', toMs, totalMs)] : []),
    ...shifted.filter((span) => !span.critical),
  ].map(rounded);
}

/** All times of a server's record on the client's clock; `shiftMs` and `totalMs` as for `spansAtClient`. */
export function timesAtClient(
  { spans, partials, decisions, playback }: TurnRecord,
  shiftMs: number,
  totalMs: number,
): Pick<TurnRecord, 'spans' | 'partials' | 'decisions' | 'playback'> {
  const moved = <T extends { at_ms: number }>(event: T): T => ({ ...event, at_ms: round(event.at_ms + shiftMs) });
  const startedMs = playback.started_at_ms;
  return {
    spans: spansAtClient(spans, shiftMs, totalMs),
    partials: partials.map(moved),
    decisions: decisions.map(moved),
    playback: { ...playback, started_at_ms: startedMs === null ? null : round(startedMs + shiftMs) },
  };
}

const waiting = (stage: RecordSpan['stage'], name: string, startMs: number, endMs: number): RecordSpan => ({
  stage,
  name,
  start_ms: startMs,
  end_ms: endMs,
  queue_ms: 0,
  compute_ms: 0,
  wait_ms: endMs - startMs,
  critical: true,
});

/** Cuts a span to the stretch; what is lost is waiting first, then queueing, then computing. */
function within(span: RecordSpan, fromMs: number, toMs: number): RecordSpan {
  const start = Math.min(Math.max(span.start_ms, fromMs), toMs);
  const end = Math.max(start, Math.min(span.end_ms, toMs));
  const compute = Math.min(span.compute_ms, end - start);
  const queue = Math.min(span.queue_ms, end - start - compute);
  return {
    ...span,
    start_ms: start,
    end_ms: end,
    compute_ms: compute,
    queue_ms: queue,
    wait_ms: end - start - compute - queue,
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
const rounded = (span: RecordSpan): RecordSpan => ({
  ...span,
  start_ms: round(span.start_ms),
  end_ms: round(span.end_ms),
  queue_ms: round(span.queue_ms),
  compute_ms: round(span.compute_ms),
  wait_ms: round(span.wait_ms),
});
