import type { BudgetStage, TurnRecord } from '@cascade/contracts';

/** A stretch of the turn's clock: milliseconds relative to the user's last speech sample. */
export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Sample positions of a record count at this rate. */
const samplesPerMs = 16;

/** How long the user spoke, pauses included. 0 when nothing was said aloud. */
export const speechMs = ({ audio }: Pick<TurnRecord, 'audio'>): number =>
  Math.max(0, (audio.end_sample - audio.start_sample) / samplesPerMs);

/** What the critical path says of a turn, in the order of time. */
export const criticalSpans = ({ spans }: Pick<TurnRecord, 'spans'>): TurnRecord['spans'] =>
  spans.filter((span) => span.critical).toSorted((a, b) => a.start_ms - b.start_ms || a.end_ms - b.end_ms);

/**
 * When the reply could first be heard: the end of the critical path where there is one, so that the bars and the sound
 * agree; the record's own moment otherwise. Null when nothing was heard.
 */
export function firstSoundMs(record: TurnRecord): number | null {
  if (record.voice_to_voice_ms !== null) return criticalSpans(record).at(-1)?.end_ms ?? record.voice_to_voice_ms;
  return record.playback.started_at_ms;
}

/** When the turn was taken for finished; undefined for a turn that was not listened for, or never ended. */
export function endOfTurnMs(record: Pick<TurnRecord, 'spans' | 'decisions'>): number | undefined {
  const step = record.spans.findLast((span) => span.critical && span.stage === 'turn');
  return step?.end_ms ?? record.decisions.findLast(({ kind }) => kind === 'commit')?.at_ms;
}

/**
 * Where a budgeted stage lies on the turn's clock, as long as the record says it took. Planning and first audio are
 * anchored at the end of their critical spans; in a turn without them (a typed one) at the decision to respond and at
 * the first clause. Undefined when the stage did not happen.
 */
export function stageInterval(record: TurnRecord, stage: BudgetStage): Interval | undefined {
  const observedMs = Object.hasOwn(record.stages_ms, stage) ? record.stages_ms[stage] : undefined;
  if (observedMs === undefined) return undefined;
  const from = (fromMs: number): Interval => ({ fromMs, toMs: fromMs + observedMs });
  switch (stage) {
    case 'client_buffering':
    case 'finalization':
      return from(0);
    case 'first_partial':
      return from(-speechMs(record));
    case 'planning': {
      const end = record.spans.findLast((span) => span.critical && span.stage === 'planner')?.end_ms;
      const respond = record.decisions.findLast(({ kind }) => kind === 'respond' || kind === 'announce')?.at_ms;
      return from(end === undefined ? (respond ?? 0) : end - observedMs);
    }
    case 'first_audio_byte': {
      const end = record.spans.findLast((span) => span.critical && span.stage === 'tts')?.end_ms;
      const clause = record.spans.findLast((span) => span.stage === 'tts' && span.attributes?.clause === 0);
      return from(end === undefined ? (clause?.start_ms ?? 0) : end - observedMs);
    }
  }
}
