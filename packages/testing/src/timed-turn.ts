import type { FaultKind, RecordSpan, StageName, TurnRecord } from '@cascade/contracts';
import { exampleTurnRecord } from './turn-record.ts';

/** Time of one step on the critical path, by what it went to. */
export interface StepTimes {
  readonly queueMs: number;
  readonly computeMs: number;
  readonly waitMs: number;
}

/** The steps of a turn's critical path, named as the turn recorder names them; the last one is what a client adds. */
export const turnSteps = [
  { stage: 'gateway', name: 'client-buffering', usual: { queueMs: 0, computeMs: 0, waitMs: 20 } },
  { stage: 'vad', name: 'pause', usual: { queueMs: 0, computeMs: 0, waitMs: 66 } },
  { stage: 'asr', name: 'final', usual: { queueMs: 4, computeMs: 130, waitMs: 10 } },
  { stage: 'turn', name: 'end-of-turn', usual: { queueMs: 0, computeMs: 0, waitMs: 60 } },
  { stage: 'planner', name: 'first-clause', usual: { queueMs: 0, computeMs: 30, waitMs: 0 } },
  { stage: 'tts', name: 'first-audio', usual: { queueMs: 2, computeMs: 60, waitMs: 0 } },
  { stage: 'gateway', name: 'playback', usual: { queueMs: 0, computeMs: 0, waitMs: 0 } },
  { stage: 'gateway', name: 'delivery', usual: { queueMs: 0, computeMs: 0, waitMs: 0 } },
] as const satisfies readonly { stage: StageName; name: string; usual: StepTimes }[];

export type TurnStep = (typeof turnSteps)[number]['name'];

const speechMs = 1500;
const firstPartialMs = 250;

/**
 * A turn record whose stages, voice-to-voice time and critical path agree, as the turn recorder's do: within the lead
 * profile's budgets unless a step takes longer.
 *
 * @param steps times that differ from the usual ones, by step
 * @param changes other fields
 */
export function timedTurnRecord(
  steps: Readonly<Partial<Record<TurnStep, Partial<StepTimes>>>> = {},
  changes: Partial<TurnRecord> = {},
): TurnRecord {
  const path = criticalSpans(steps);
  const lengthOf = (name: TurnStep) => {
    const span = path.find((candidate) => candidate.name === name);
    return span ? span.end_ms - span.start_ms : 0;
  };
  const total = path.at(-1)?.end_ms ?? 0;
  return exampleTurnRecord({
    stages_ms: {
      client_buffering: lengthOf('client-buffering') + 10,
      first_partial: firstPartialMs,
      finalization: path.find(({ name }) => name === 'final')?.end_ms ?? 0,
      planning: lengthOf('first-clause'),
      first_audio_byte: lengthOf('first-audio'),
    },
    voice_to_voice_ms: total,
    spans: [
      besidePath('vad', 'speech-start', { startMs: -speechMs + 120, computeMs: 2 }),
      besidePath('asr', 'partial', { startMs: -speechMs + 170, computeMs: 80 }),
      ...path,
    ],
    audio: { ...exampleTurnRecord().audio, start_sample: 0, end_sample: speechMs * 16 },
    playback: { ...exampleTurnRecord().playback, started_at_ms: total },
    ...changes,
  });
}

function criticalSpans(steps: Readonly<Partial<Record<TurnStep, Partial<StepTimes>>>>): RecordSpan[] {
  let fromMs = 0;
  return turnSteps.map(({ stage, name, usual }) => {
    const { queueMs, computeMs, waitMs } = { ...usual, ...steps[name] };
    const start_ms = fromMs;
    fromMs += queueMs + computeMs + waitMs;
    const parts = { queue_ms: queueMs, compute_ms: computeMs, wait_ms: waitMs };
    return { stage, name, start_ms, end_ms: fromMs, ...parts, critical: true };
  });
}

function besidePath(
  stage: StageName,
  name: string,
  { startMs, computeMs, ...others }: { startMs: number; computeMs: number; attributes?: RecordSpan['attributes'] },
): RecordSpan {
  const times = { start_ms: startMs, end_ms: startMs + computeMs, queue_ms: 0, compute_ms: computeMs, wait_ms: 0 };
  return { stage, name, ...times, critical: false, ...others };
}

/** How many of the budget's stages are over when a stage of the pipeline breaks. */
const stagesBefore: Readonly<Record<StageName, number>> = { gateway: 1, vad: 1, asr: 2, turn: 3, planner: 3, tts: 4 };

/** The record of a turn that one fault switch touched: delayed by it, or left without its answer. */
export function faultedTurnRecord(
  { stage, kind, delayMs = 1500 }: { readonly stage: StageName; readonly kind: FaultKind; readonly delayMs?: number },
  changes: Partial<TurnRecord> = {},
): TurnRecord {
  const faults = [{ id: 'fault-1', stage, kind }];
  if (kind === 'slow') return { ...slowedTurn(stage, delayMs), faults, ...changes };
  const cut = turnSteps.findIndex((step) => step.stage === stage);
  const whole = timedTurnRecord();
  const reached = whole.spans.filter(
    (span) => !span.critical || turnSteps.findIndex((step) => step.name === span.name) < cut,
  );
  const endMs = reached.findLast((span) => span.critical)?.end_ms ?? 0;
  return {
    ...whole,
    spans: [...reached, besidePath(stage, 'fault', { startMs: endMs, computeMs: 0, attributes: { fault: kind } })],
    stages_ms: Object.fromEntries(Object.entries(whole.stages_ms).slice(0, stagesBefore[stage])),
    voice_to_voice_ms: null,
    heard_text: '',
    ...(cut <= 2 && { final_transcript: '' }),
    playback: { ...whole.playback, started_at_ms: null, played_ms: 0, audio_ms: 0 },
    response: responseTo(stage, kind, whole.response),
    faults,
    ...changes,
  };
}

/** The step waits, and the switch says beside the path what for. */
function slowedTurn(stage: StageName, delayMs: number): TurnRecord {
  const step = turnSteps.find((candidate) => candidate.stage === stage) ?? turnSteps[0];
  const record = timedTurnRecord({ [step.name]: { waitMs: step.usual.waitMs + delayMs } });
  const slowed = record.spans.find((span) => span.critical && span.name === step.name);
  const startMs = (slowed?.end_ms ?? delayMs) - delayMs;
  return {
    ...record,
    spans: [
      ...record.spans,
      besidePath(stage, 'fault', { startMs, computeMs: delayMs, attributes: { fault: 'slow' } }),
    ],
  };
}

function responseTo(stage: StageName, kind: FaultKind, usual: TurnRecord['response']): TurnRecord['response'] {
  if (!usual || stage === 'vad' || stage === 'asr' || stage === 'turn') return null;
  if (kind !== 'fail') return { ...usual, status: 'interrupted' };
  const codes: Readonly<Partial<Record<StageName, string>>> = {
    planner: 'planner_unavailable',
    tts: 'synthesis_failed',
  };
  return { ...usual, status: 'failed', error_code: codes[stage] ?? 'stage_failed' };
}
