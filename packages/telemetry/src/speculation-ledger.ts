import type { Span, TurnRecord } from '@cascade/contracts';
import { round } from './round.ts';
import type { ObservedFinal, ResponseDraft, TurnDraft } from './turn-draft.ts';

/**
 * What was done ahead of the turn's end, and whether it was of use.
 *
 * Work ahead is: transcripts made at a pause (all but the one that the commit used were in vain), verdicts on pauses that
 * were not the end, and responses that were prepared. Of the response that was used, only what was done before it was
 * asked for counts; of the others all of it.
 *
 * @param zeroMs when the last speech sample was captured
 */
export function speculationLedger(
  draft: TurnDraft,
  zeroMs: number,
  final: ObservedFinal | undefined,
): TurnRecord['speculation'] {
  const used = draft.response?.preparedAtMs === undefined ? undefined : draft.response;
  const usedSpans = used ? spansOf(draft, used).map((span) => before(used.requestedAtMs ?? 0, span)) : [];
  const wastedSpans = [
    ...draft.discarded.flatMap((response) => spansOf(draft, response)),
    ...draft.spans.filter(({ stage, name, endMs }) => stage === 'turn' && name === 'end-of-turn' && endMs <= zeroMs),
  ];
  const superseded = draft.finals.filter((other) => other !== final);
  return {
    attempts: draft.attempts,
    used: used ? 1 : 0,
    used_compute_ms: round((final?.event.computeMs ?? 0) + sum(usedSpans, computeMs)),
    wasted_compute_ms: round(sum(superseded, ({ event }) => event.computeMs) + sum(wastedSpans, computeMs)),
    used_tokens: used?.done?.outputTokens ?? 0,
    wasted_tokens: sum(wastedSpans, attribute('output_tokens')),
    used_audio_ms: round(sum(usedSpans, attribute('audioMs'))),
    wasted_audio_ms: round(sum(wastedSpans, attribute('audioMs'))),
    saved_ms: round(savedByFinal(draft, final) + savedByResponse(used)),
  };
}

const spansOf = ({ spans }: TurnDraft, { responseId }: ResponseDraft): Span[] =>
  spans.filter((span) => span.responseId === responseId);

/** The part of a span before a moment. What it made (audio, tokens) is there at its end. */
function before(untilMs: number, span: Span): Span {
  if (span.endMs <= untilMs) return span;
  const workedMs = Math.max(0, untilMs - span.startMs - (span.queueMs ?? 0));
  return { ...span, computeMs: Math.min(span.computeMs ?? 0, workedMs), attributes: {} };
}

/** The transcript would have been made after the decision otherwise. */
function savedByFinal({ committedAtMs }: TurnDraft, final: ObservedFinal | undefined): number {
  if (!final || committedAtMs === undefined) return 0;
  return Math.max(0, Math.min(committedAtMs - final.atMs, final.event.queueMs + final.event.computeMs));
}

/** Planning and the first clause would have begun when the response was asked for. */
function savedByResponse(used: ResponseDraft | undefined): number {
  if (used?.preparedAtMs === undefined || used.requestedAtMs === undefined) return 0;
  const readyMs = used.firstAudio?.atMs ?? used.requestedAtMs;
  return Math.max(0, Math.min(used.requestedAtMs, readyMs) - used.preparedAtMs);
}

const sum = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((total, value) => total + of(value), 0);

const computeMs = (span: Span): number => span.computeMs ?? 0;

const attribute =
  (name: string) =>
  ({ attributes }: Span): number => {
    const value = attributes?.[name];
    return typeof value === 'number' ? value : 0;
  };
