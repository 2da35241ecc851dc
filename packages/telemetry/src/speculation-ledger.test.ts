import type { PlanDone, Span, TranscriptFinal } from '@cascade/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { speculationLedger } from './speculation-ledger.ts';
import {
  newResponseDraft,
  newTurnDraft,
  type ObservedFinal,
  type ResponseDraft,
  type TurnDraft,
} from './turn-draft.ts';

const zeroMs = 2000;
const { signal } = new AbortController();

function final(atMs: number, computeMs: number): ObservedFinal {
  const event = { type: 'transcript-final', queueMs: 0, computeMs } as TranscriptFinal;
  return { event, atMs };
}

function span(stage: Span['stage'], name: string, startMs: number, computeMs: number, rest: Partial<Span> = {}): Span {
  return { stage, name, startMs, endMs: startMs + computeMs, computeMs, ...rest };
}

/** A turn whose last words end at 2000 ms, with an answer prepared at 2200 and asked for at `requestedAtMs`. */
function turn(requestedAtMs: number): TurnDraft & { response: ResponseDraft } {
  const draft = newTurnDraft('t1', { traceId: 'trace', sent: undefined }, 0, null);
  const response = newResponseDraft('r2', { preparedAtMs: 2200, requestedAtMs });
  response.done = {
    type: 'plan-done',
    responseId: 'r2',
    source: 'language-model',
    outputTokens: 12,
    signal,
  } as PlanDone;
  draft.committedAtMs = requestedAtMs;
  draft.finals.push(final(1500, 70), final(2180, 80));
  draft.attempts = 2;
  draft.discarded.push(newResponseDraft('r1', { preparedAtMs: 1550 }));
  draft.spans.push(
    span('turn', 'end-of-turn', 1400, 20),
    span('turn', 'end-of-turn', 2100, 20),
    span('planner', 'first-token', 1550, 60, { responseId: 'r1', attributes: { output_tokens: 3, aborted: true } }),
    span('tts', 'clause', 1610, 40, { responseId: 'r1', attributes: { audioMs: 700 } }),
    span('planner', 'first-token', 2200, 50, { responseId: 'r2' }),
    span('tts', 'clause', 2250, 40, { responseId: 'r2', attributes: { audioMs: 900 } }),
  );
  response.firstAudio = { atMs: 2290, queueMs: 0, computeMs: 40 };
  return Object.assign(draft, { response });
}

test('what was used counts until it was asked for, what was thrown away counts whole', () => {
  const draft = turn(2400);
  expect(speculationLedger(draft, zeroMs, draft.finals[1])).toEqual({
    attempts: 2,
    used: 1,
    used_compute_ms: 80 + 50 + 40,
    wasted_compute_ms: 70 + 20 + 60 + 40,
    used_tokens: 12,
    wasted_tokens: 3,
    used_audio_ms: 900,
    wasted_audio_ms: 700,
    // 80 ms of recognition, and the answer was ready at 2290.
    saved_ms: 80 + 90,
  });
});

test('an answer that was asked for while it was being made saved the time until then', () => {
  const draft = turn(2270);
  expect(speculationLedger(draft, zeroMs, draft.finals[1])).toMatchObject({
    used_compute_ms: 80 + 50 + 20,
    used_audio_ms: 0,
    saved_ms: 80 + 70,
  });
});

test('an answer that was begun at the end of the turn is no speculation', () => {
  const draft = turn(2400);
  draft.response = newResponseDraft('r2', { requestedAtMs: 2400 });
  draft.attempts = 1;
  expect(speculationLedger(draft, zeroMs, draft.finals[1])).toMatchObject({
    attempts: 1,
    used: 0,
    used_compute_ms: 80,
    used_tokens: 0,
    used_audio_ms: 0,
    saved_ms: 80,
  });
});

test('nothing is negative, and nobody saves more than the time before the request', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2200, max: 2600 }), (requestedAtMs) => {
      const draft = turn(requestedAtMs);
      const ledger = speculationLedger(draft, zeroMs, draft.finals[1]);
      for (const value of Object.values(ledger)) expect(value).toBeGreaterThanOrEqual(0);
      expect(ledger.saved_ms).toBeLessThanOrEqual(80 + requestedAtMs - 2200);
      expect(ledger.used_compute_ms).toBeLessThanOrEqual(80 + 90);
    }),
  );
});
