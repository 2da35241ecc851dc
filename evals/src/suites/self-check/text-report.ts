import type { AlarmCheck } from './check-alarms.ts';
import type { DetectionCheck } from './check-detection.ts';

export interface SelfCheck {
  readonly entry: string;
  /** Measurements of each recording. */
  readonly repeats: number;
  readonly alarms: AlarmCheck;
  readonly detection: DetectionCheck;
  readonly holds: boolean;
}

export function selfCheckText({ entry, repeats, alarms, detection, holds }: SelfCheck): string {
  const places = Object.entries(alarms.where).map(([where, times]) => `  ${where}: ${times}`);
  const { slice, samples, words, figures, runs, found, interval, statedPower, samplesFor80, churn } = detection;
  return [
    `${entry} against itself, ${repeats} measurements of each recording, ${alarms.runs} comparisons:`,
    `  something called different: ${alarms.alarms}, gate red: ${alarms.gateAlarms} (95 % interval of the larger: ${shares(alarms.interval)})`,
    ...places,
    '',
    `A point of word error rate planted into ${slice} (${samples} recordings, ${words} words; churn ${churn}), ${figures} slices looked at:`,
    `  found in ${found} of ${runs} (${shares(interval)}); stated power ${percent(statedPower)}; 80 % would take ${samplesFor80} recordings`,
    '',
    holds ? 'Both hold.' : 'One of them does not hold.',
  ].join('\n');
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const shares = ([low, high]: readonly [number, number]): string => `${percent(low)} to ${percent(high)}`;
