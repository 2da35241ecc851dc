/** How long the present pause has lasted, and how long it has to last to end the turn. */
import { judgeCompleteness } from './completeness.ts';
import { requiredSilenceMs } from './end-of-turn-policy.ts';
import { type OpenTurn, type TurnPause, type TurnState, toMs } from './turn-state.ts';

/** Silence so far: as the detector tells it, or by the audio clock when it has fallen silent itself. */
export function silenceOf({ clockSample, numbers }: TurnState, pause: TurnPause): number {
  return Math.max(pause.silenceMs, toMs(clockSample - pause.endSample) - numbers.detectorLagMs);
}

export interface Wait {
  readonly silenceMs: number;
  /** For a decision's reason. */
  readonly evidence: string;
}

/** Undefined when silence ends no turns. */
export function requiredWait(
  { detection, numbers }: TurnState,
  { mistakenForEndMs }: OpenTurn,
  pause: TurnPause,
  text: string,
): Wait | undefined {
  if (detection.mode === 'manual') return undefined;
  if (detection.mode === 'silence') return { silenceMs: detection.silenceMs, evidence: 'fixed silence' };
  const { probability } = pause;
  const { verdict: completeness, reason } = judgeCompleteness(text);
  const { maxSilenceMs, policy = 'balanced' } = detection;
  const model = probability === undefined ? 'model without answer' : `model ${probability.toFixed(2)}`;
  const mistaken =
    mistakenForEndMs === 0 ? '' : `, after a pause of ${Math.round(mistakenForEndMs)} ms within the turn`;
  const special = `${mistaken}${policy === 'balanced' ? '' : `, ${policy} policy`}`;
  return {
    silenceMs: requiredSilenceMs(
      { probability, completeness, mistakenForEndMs, policy, maxSilenceMs },
      numbers.endOfTurn,
    ),
    evidence: `${model}, transcript ${completeness} (${reason})${special}`,
  };
}
