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
  readonly silenceMs: Readonly<Record<ModelVerdict, SilenceRow>>;
  /** How long an empty transcript waits for words before the turn is given up. */
  readonly emptySilenceMs: number;
}

/**
 * Chosen on recorded human speech (README, "Measured"). The rule behind the numbers: two good signs need just enough
 * silence for both to be computed; one needs about half a second, which most pauses inside a sentence do not last; none
 * waits as long as people wait for each other before they ask.
 */
export const defaultEndOfTurnNumbers: EndOfTurnNumbers = {
  sureProbability: 0.9,
  leaningProbability: 0.5,
  silenceMs: {
    sure: { complete: 270, likely: 310, unclear: 500, open: 700 },
    leaning: { complete: 320, likely: 560, unclear: 700, open: 1100 },
    unknown: { complete: 480, likely: 640, unclear: 900, open: 1200 },
    doubtful: { complete: 480, likely: 720, unclear: 1200, open: 1500 },
  },
  emptySilenceMs: 700,
};

export interface EndOfTurnEvidence {
  /** From the end-of-turn model, 0..1; undefined while it is not known. */
  readonly probability: number | undefined;
  readonly completeness: CompletenessVerdict;
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
  const { probability, completeness, maxSilenceMs } = evidence;
  const waitMs =
    completeness === 'empty'
      ? numbers.emptySilenceMs
      : numbers.silenceMs[modelVerdict(probability, numbers)][completeness];
  return Math.min(waitMs, maxSilenceMs);
}
