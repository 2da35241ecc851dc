import type { TurnPolicy } from '@cascade/contracts';
import type { CompletenessVerdict } from './completeness.ts';

/** What the end-of-turn model's probability amounts to; `unknown` while it has not answered, or when it failed. */
export const modelVerdicts = ['sure', 'leaning', 'unknown', 'doubtful'] as const;
export type ModelVerdict = (typeof modelVerdicts)[number];

/** Silence to wait for, in milliseconds, by how finished the transcript looks. */
export type SilenceRow = Readonly<Record<Exclude<CompletenessVerdict, 'empty'>, number>>;

export interface EndOfTurnNumbers {
  /** From here the model is sure that the turn has ended. */
  readonly sureProbability: number;
  /** From here it leans that way; below, it doubts. */
  readonly leaningProbability: number;
  /** Of the `balanced` policy. */
  readonly silenceMs: Readonly<Record<ModelVerdict, SilenceRow>>;
  /** What the other policies multiply these waits by. */
  readonly policyScale: Readonly<Record<TurnPolicy, number>>;
  /**
   * A user who has gone on after a pause that was taken for the end is given this many times that pause for the rest of
   * the turn, though not more than the limit for it. Scaled by the policy as well.
   */
  readonly mistakenPauseFactor: number;
  readonly mistakenPauseLimitMs: number;
  /** How long an empty transcript waits for words before the turn is given up. */
  readonly emptySilenceMs: number;
}

/**
 * Chosen on recorded human speech (README, "Measured"). The rule behind the numbers: two good signs need just enough
 * silence for both to be computed; one needs about half a second, which most pauses inside a sentence do not last; none
 * waits as long as people wait for each other before they ask.
 */
export const defaultEndOfTurnNumbers: EndOfTurnNumbers = {
  sureProbability: 0.85,
  leaningProbability: 0.5,
  silenceMs: {
    sure: { complete: 280, likely: 280, unclear: 350, brief: 500, open: 700 },
    leaning: { complete: 320, likely: 560, unclear: 640, brief: 700, open: 1100 },
    unknown: { complete: 480, likely: 640, unclear: 800, brief: 900, open: 1200 },
    doubtful: { complete: 480, likely: 640, unclear: 800, brief: 1200, open: 1500 },
  },
  policyScale: { patient: 1.5, balanced: 1, eager: 0.75 },
  mistakenPauseFactor: 1.25,
  mistakenPauseLimitMs: 700,
  emptySilenceMs: 700,
};

export interface EndOfTurnEvidence {
  /** From the end-of-turn model, 0..1; undefined while it is not known. */
  readonly probability: number | undefined;
  readonly completeness: CompletenessVerdict;
  /** The longest pause of this turn that was taken for its end by mistake; 0 when there was none. */
  readonly mistakenForEndMs: number;
  readonly policy: TurnPolicy;
  /** Ceiling of the session's settings. */
  readonly maxSilenceMs: number;
}

export function modelVerdict(probability: number | undefined, numbers: EndOfTurnNumbers): ModelVerdict {
  if (probability === undefined) return 'unknown';
  if (probability >= numbers.sureProbability) return 'sure';
  return probability >= numbers.leaningProbability ? 'leaning' : 'doubtful';
}

/** The silence after which the turn counts as ended: never above the ceiling, never longer for better evidence. */
export function requiredSilenceMs(evidence: EndOfTurnEvidence, numbers: EndOfTurnNumbers): number {
  const { probability, completeness, mistakenForEndMs, policy, maxSilenceMs } = evidence;
  if (completeness === 'empty') return Math.min(numbers.emptySilenceMs, maxSilenceMs);
  const waitMs = numbers.silenceMs[modelVerdict(probability, numbers)][completeness];
  const mistakenMs = Math.min(mistakenForEndMs * numbers.mistakenPauseFactor, numbers.mistakenPauseLimitMs);
  return Math.min(Math.max(waitMs, mistakenMs) * numbers.policyScale[policy], maxSilenceMs);
}
