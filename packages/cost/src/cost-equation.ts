/** What the equation needs to know; rates and shares are fractions, not percentages. */
export interface CostFactors {
  /** Computing time / audio time. */
  readonly realTimeFactor: number;
  /** Of one worker: the machine's hourly price / its workers. */
  readonly workerHourly: number;
  /** Share of the paid time that workers are busy, above 0, at most 1. */
  readonly utilization: number;
  /** Audio that was answered with a failure and is said again / other audio. */
  readonly retryRate: number;
  /** Audio that came twice / audio that came once. */
  readonly duplicateShare: number;
}

/**
 * Price of a minute of useful audio: the cost equation of the source document.
 *
 *     real-time factor × hourly price of a worker / 60 / utilization × (1 + retry rate) × (1 + duplicate share)
 */
export function audioMinutePrice(factors: CostFactors): number {
  const { realTimeFactor, workerHourly, utilization } = factors;
  return ((realTimeFactor * workerHourly) / 60 / utilization) * trafficFactor(factors);
}

/** Audio that is processed / audio that was of use. */
export const trafficFactor = ({
  retryRate,
  duplicateShare,
}: Pick<CostFactors, 'retryRate' | 'duplicateShare'>): number => (1 + retryRate) * (1 + duplicateShare);

const msPerHour = 3_600_000;

/** Price of computing time on one worker, the idle time that has to be paid for it included. */
export function computePrice(
  computeMs: number,
  machine: { readonly hourly: number; readonly workers: number; readonly utilization: number },
): number {
  return ((computeMs / msPerHour) * (machine.hourly / machine.workers)) / machine.utilization;
}
