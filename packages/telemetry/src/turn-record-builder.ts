import {
  type AudioFormat,
  type Consent,
  inputRateHz,
  parseTraceparent,
  type RecordSpan,
  type Span,
  type TurnRecord,
} from '@cascade/contracts';
import type { AudioTimeline } from './audio-timeline.ts';
import { criticalPath, type Milestone } from './critical-path.ts';
import { readProcessorTicks, stealPercent } from './machine.ts';
import { round } from './round.ts';
import { speculationLedger } from './speculation-ledger.ts';
import type { ObservedFinal, ResponseDraft, TurnDraft } from './turn-draft.ts';

/** What the record says beside the turn itself. */
export interface RecordSurroundings {
  readonly sessionId: string;
  readonly inputFormat: AudioFormat;
  readonly device: Readonly<Record<string, string>>;
  readonly consent: Consent;
  readonly versions: Readonly<Record<string, string>>;
  readonly eventLoopDelayP99Ms: number;
  /** From the session's clock to epoch milliseconds: what is to be added. */
  readonly wallOffsetMs: number;
  judge(stagesMs: Readonly<Record<string, number>>): TurnRecord['budget'];
}

/** Derives the turn record of the contracts from the facts of a draft. Pure but for the reading of `/proc/stat`. */
export function buildTurnRecord(draft: TurnDraft, timeline: AudioTimeline, around: RecordSurroundings): TurnRecord {
  const { response } = draft;
  const spoken = draft.endSample > draft.startSample;
  const zeroMs = spoken
    ? timeline.capturedAtMs(draft.endSample)
    : (draft.committedAtMs ?? response?.requestedAtMs ?? 0);
  const used = usedFinal(draft);
  const stages = stagesMs(draft, timeline, zeroMs, used?.atMs);
  const path = spoken ? criticalPath(zeroMs, milestones(draft, timeline, zeroMs, used)) : [];
  const spans = [...path, ...draft.spans.map((span) => recordSpan(span, zeroMs))];
  const audible = response?.playbackStartedAtMs;
  const buffering = timeline.buffering(draft.startSample, draft.endSample);
  const levels = spoken ? timeline.levels(draft.startSample, draft.endSample) : undefined;
  return {
    schema: 'cascade.turn.v1',
    trace_id: draft.trace.traceId,
    session_id: around.sessionId,
    turn_id: draft.turnId,
    started_at: draft.startedAt.toISOString(),
    zero_at: new Date(zeroMs + around.wallOffsetMs).toISOString(),
    ...(draft.trace.sent && { trace: draft.trace.sent }),
    stages_ms: stages,
    voice_to_voice_ms: spoken && audible !== undefined ? round(audible - zeroMs) : null,
    voice_to_voice_by: 'server',
    final_transcript: joinTexts(draft.texts),
    transcript_confidence: used?.event.text ? Math.min(1, Math.exp(used.event.meanLogProbability)) : null,
    partials: draft.partials.map(({ atMs, text, stableText }) => ({
      at_ms: round(atMs - zeroMs),
      text,
      stable_text: stableText,
    })),
    reply_text: response?.replyText ?? '',
    heard_text: response?.heardText ?? '',
    versions: versionsOf(draft, around.versions),
    spans: spans.map(roundSpan),
    decisions: draft.decisions.map(({ atMs, kind, reason }) => ({ at_ms: round(atMs - zeroMs), kind, reason })),
    audio: {
      codec: around.inputFormat.codec,
      rate_hz: around.inputFormat.rateHz,
      start_sample: draft.startSample,
      end_sample: draft.endSample,
      first_chunk_index: buffering?.firstChunkIndex ?? 0,
      last_chunk_index: buffering?.lastChunkIndex ?? 0,
      chunk_ms: round(buffering?.chunkMs ?? 0),
      jitter_ms: round(buffering?.jitterMs ?? 0),
      ...(levels && { level_dbfs: round(levels.levelDbfs), snr_db: round(levels.snrDb) }),
    },
    device: { ...around.device },
    consent: around.consent,
    response: response ? responsePart(response) : null,
    tool_calls: (response?.toolCalls ?? []).map((called) => recordedCall(called, zeroMs)),
    retrieved_document_ids: [...new Set(response?.toolCalls.flatMap(({ call }) => call.documentIds ?? []))],
    playback: {
      started_at_ms: audible === undefined ? null : round(audible - zeroMs),
      played_ms: round(response?.playedMs ?? 0),
      audio_ms: round(response?.audioMs ?? 0),
      position_by: draft.positionBy,
    },
    budget: around.judge(stages),
    speculation: speculationLedger(draft, zeroMs, used),
    cost: {
      audio_in_ms: round((1000 * (draft.endSample - draft.startSample)) / inputRateHz),
      audio_out_ms: round(response?.audioMs ?? 0),
      compute_ms: round(draft.spans.reduce((sum, span) => sum + (span.computeMs ?? 0), 0)),
    },
    machine: {
      steal_percent: nullableRound(stealPercent(draft.ticksBefore, readProcessorTicks())),
      event_loop_delay_p99_ms: round(around.eventLoopDelayP99Ms),
    },
  };
}

function recordedCall({ call, atMs }: ResponseDraft['toolCalls'][number], zeroMs: number) {
  const span = call.traceparent === undefined ? undefined : parseTraceparent(call.traceparent);
  return {
    call_id: call.callId,
    name: call.name,
    arguments: call.arguments,
    output: call.output ?? null,
    at_ms: round(atMs - zeroMs),
    ...(span && { span_id: span.spanId }),
  };
}

/** Pieces of a turn, joined as one would write them. */
export const joinTexts = (texts: readonly string[]): string =>
  texts
    .map((text) => text.trim())
    .filter(Boolean)
    .join(' ');

/** The hypothesis that the last commit used: the newest one that was there by then. */
function usedFinal(draft: TurnDraft) {
  const committedAtMs = draft.committedAtMs ?? Infinity;
  return draft.finals.findLast((final) => final.atMs <= committedAtMs) ?? draft.finals.at(-1);
}

function stagesMs(draft: TurnDraft, timeline: AudioTimeline, zeroMs: number, finalAtMs: number | undefined) {
  const stages: Record<string, number> = {};
  const { response } = draft;
  const put = (name: string, value: number | undefined) => {
    if (value !== undefined) stages[name] = Math.max(0, round(value));
  };
  if (draft.endSample > draft.startSample) {
    const firstPartial = draft.partials.find((partial) => partial.text !== '');
    put('client_buffering', timeline.buffering(draft.startSample, draft.endSample)?.bufferingMs);
    put('first_partial', firstPartial && firstPartial.atMs - timeline.capturedAtMs(draft.startSample));
    put('finalization', finalAtMs === undefined ? undefined : finalAtMs - zeroMs);
  }
  if (response?.firstClauseAtMs !== undefined) {
    // What was prepared before the turn had ended took the user no time.
    const requestedAtMs = response.requestedAtMs ?? response.firstClauseAtMs;
    const plannedAtMs = Math.max(requestedAtMs, response.firstClauseAtMs);
    put('planning', plannedAtMs - requestedAtMs);
    put('first_audio_byte', response.firstAudio && response.firstAudio.atMs - plannedAtMs);
  }
  return stages;
}

function milestones(
  draft: TurnDraft,
  timeline: AudioTimeline,
  zeroMs: number,
  used: ObservedFinal | undefined,
): Milestone[] {
  const { response } = draft;
  const score = draft.spans.findLast((span) => span.stage === 'turn' && span.name === 'end-of-turn');
  const scoredAfterFinal = score && used && score.endMs > used.atMs ? score : undefined;
  const planned = plannedBefore(draft.spans, response);
  return [
    { stage: 'gateway', name: 'client-buffering', atMs: timeline.receivedAtMs(draft.endSample - 1) ?? zeroMs },
    { stage: 'vad', name: 'pause', atMs: draft.pauses.findLast((pause) => pause.endSample === draft.endSample)?.atMs },
    {
      stage: 'asr',
      name: 'final',
      atMs: used?.atMs,
      queueMs: used?.event.queueMs ?? 0,
      computeMs: used?.event.computeMs ?? 0,
    },
    {
      stage: 'turn',
      name: 'end-of-turn',
      atMs: draft.committedAtMs,
      queueMs: scoredAfterFinal?.queueMs ?? 0,
      computeMs: scoredAfterFinal?.computeMs ?? 0,
    },
    {
      stage: 'planner',
      name: 'first-clause',
      atMs: response?.firstClauseAtMs,
      ...planned,
    },
    {
      stage: 'tts',
      name: 'first-audio',
      atMs: response?.firstAudio?.atMs,
      queueMs: response?.firstAudio?.queueMs ?? 0,
      computeMs: response?.firstAudio?.computeMs ?? 0,
    },
    { stage: 'gateway', name: 'playback', atMs: response?.playbackStartedAtMs },
  ];
}

/** What the planner did between the request and the first clause, which may come in the middle of a span. */
function plannedBefore(spans: readonly Span[], response: ResponseDraft | undefined) {
  const fromMs = response?.requestedAtMs ?? 0;
  const toMs = response?.firstClauseAtMs ?? fromMs;
  let queueMs = 0;
  let computeMs = 0;
  for (const span of spans) {
    if (span.stage !== 'planner' || span.responseId !== response?.responseId) continue;
    queueMs += span.queueMs ?? 0;
    const startMs = Math.max(fromMs, span.startMs + (span.queueMs ?? 0));
    const workedMs = Math.max(0, Math.min(toMs, span.endMs) - startMs);
    computeMs += Math.min(workedMs, span.computeMs ?? workedMs);
  }
  return { queueMs, computeMs };
}

function recordSpan(span: Span, zeroMs: number): RecordSpan {
  const lengthMs = Math.max(0, span.endMs - span.startMs);
  const queueMs = Math.min(span.queueMs ?? 0, lengthMs);
  const computeMs = Math.min(span.computeMs ?? 0, lengthMs - queueMs);
  return {
    stage: span.stage,
    name: span.name,
    start_ms: span.startMs - zeroMs,
    end_ms: span.endMs - zeroMs,
    queue_ms: queueMs,
    compute_ms: computeMs,
    wait_ms: lengthMs - queueMs - computeMs,
    critical: false,
    ...(span.attributes ? { attributes: { ...span.attributes } } : {}),
  };
}

function responsePart(response: ResponseDraft): TurnRecord['response'] {
  const { done } = response;
  const failed = response.failedClauses > 0 && response.audioMs === 0;
  return {
    response_id: response.responseId,
    status: failed ? 'failed' : endOf(response),
    source: done?.source ?? 'none',
    error_code: done?.code ?? (failed ? 'synthesis_failed' : null),
    prompt_version: done?.promptVersion ?? null,
    input_tokens: done?.inputTokens ?? null,
    output_tokens: done?.outputTokens ?? null,
  };
}

/** A response whose session ended before it was said is cancelled; one that was to be read, not heard, is done when it is planned. */
function endOf({
  done,
  cancelled,
  completed,
  playedMs,
  audioMs,
}: ResponseDraft): 'completed' | 'interrupted' | 'cancelled' {
  if (cancelled) return cancelled.cause === 'barge-in' ? 'interrupted' : 'cancelled';
  if (completed) return 'completed';
  if (playedMs > 0) return 'interrupted';
  return audioMs > 0 || !done ? 'cancelled' : 'completed';
}

function versionsOf(draft: TurnDraft, versions: Readonly<Record<string, string>>): Record<string, string> {
  const { done } = draft.response ?? {};
  return {
    ...versions,
    ...(done?.modelVersion ? { planner: done.modelVersion } : done ? { planner: done.source } : {}),
    ...(done?.promptVersion ? { 'planner.prompt': done.promptVersion } : {}),
  };
}

const nullableRound = (value: number | null): number | null => (value === null ? null : round(value));

function roundSpan(span: RecordSpan): RecordSpan {
  return {
    ...span,
    start_ms: round(span.start_ms),
    end_ms: round(span.end_ms),
    queue_ms: round(span.queue_ms),
    compute_ms: round(span.compute_ms),
    wait_ms: round(span.wait_ms),
  };
}
