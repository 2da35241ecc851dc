import type { AsrEvent, FaultKind, PlannerEvent, StageName, TtsEvent } from '@cascade/contracts';
import { apologyFor } from '@cascade/planner';

type StageResult = AsrEvent | PlannerEvent | TtsEvent;

/**
 * What of a stage's output is its work, so that a fault of the stage hits it. The rest is control, or says that work is
 * over: without it nobody would ever know that a result is missing.
 */
const work: Readonly<Record<StageName, readonly string[]>> = {
  gateway: ['audio-chunk'],
  vad: ['speech-start', 'speech-pause', 'speech-silence', 'speech-resume', 'speech-end', 'speech-misfire'],
  asr: ['transcript-partial', 'transcript-final', 'transcript-failed'],
  turn: ['response-requested', 'response-speculated'],
  planner: ['plan-text', 'plan-tool-call'],
  tts: ['speech-clause', 'speech-audio'],
};

/** Whether a fault of that kind hits this output of the stage. */
export const isHit = (stage: StageName, kind: FaultKind, type: string): boolean =>
  work[stage].includes(type) || (kind === 'fail' && type === 'plan-done');

/** What stages say in place of their results when they fail, in their own terms: once for each response or clause. */
export class OwnFailures {
  readonly #told = new Set<string>();

  /** Undefined where a stage has no way to fail but to end the session. */
  instead(value: { readonly type: string }): readonly StageResult[] | undefined {
    const event = value as StageResult;
    switch (event.type) {
      case 'transcript-partial':
      case 'plan-tool-call':
        return [];
      case 'transcript-failed':
      case 'speech-clause':
        return [event];
      case 'transcript-final': {
        const { utteranceId, endSample } = event;
        return [{ type: 'transcript-failed', utteranceId, endSample, code: 'transcription_failed' }];
      }
      case 'plan-text':
        return this.#once(event.responseId, { ...event, delta: apologyFor('planner_unavailable') });
      case 'plan-done':
        return [{ ...event, source: 'apology', code: 'planner_unavailable' }];
      case 'speech-audio': {
        const { responseId, clauseIndex } = event;
        const failed = { type: 'speech-failed', responseId, clauseIndex, code: 'synthesis_failed' } as const;
        return this.#once(`${responseId}/${clauseIndex}`, failed);
      }
      default:
        return undefined;
    }
  }

  #once(key: string, event: StageResult): StageResult[] {
    if (this.#told.has(key)) return [];
    this.#told.add(key);
    return [event];
  }
}
