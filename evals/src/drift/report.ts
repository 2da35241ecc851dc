import { markdownTable } from '../plots/markdown-table.ts';
import type { FeatureDrift } from './check-drift.ts';

export interface DriftReport {
  /** ISO 8601. */
  readonly checkedAt: string;
  readonly reference: WindowAbout;
  readonly current: WindowAbout;
  readonly features: readonly FeatureDrift[];
}

interface WindowAbout {
  readonly from: string;
  readonly to: string;
  readonly turns: number;
  readonly sessions: number;
}

const shown = (value: string | number | undefined): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(3))) : (value ?? '–');

/** What drifted first. */
export function driftText({ reference, current, features }: DriftReport): string {
  const order = ['alarm', 'notice', 'stable', 'too-few'];
  const rows = features
    .toSorted((left, right) => order.indexOf(left.verdict) - order.indexOf(right.verdict))
    .map((one) => [
      one.feature,
      [one.verdict, one.verdict === 'alarm' || one.verdict === 'notice' ? one.direction : undefined]
        .filter(Boolean)
        .join(', '),
      shown(one.reference),
      shown(one.current),
      one.unit,
      one.sessions.join(' / '),
      one.adjustedP === undefined ? '–' : one.adjustedP.toPrecision(2),
      one.stability === undefined ? '–' : one.stability.toFixed(2),
    ]);
  const head = ['feature', 'verdict', 'reference', 'current', 'unit', 'sessions', 'p', 'stability'];
  const about = ({ from, to, turns, sessions }: WindowAbout) => `${from} … ${to}: ${turns} turns, ${sessions} sessions`;
  return `reference ${about(reference)}\ncurrent   ${about(current)}\n\n${markdownTable(head, rows)}`;
}

const levels = { stable: 0, notice: 1, alarm: 2 } as const;

/** For the textfile collector of Prometheus' node exporter. What has too few sessions has no verdict. */
export function driftMetrics({ checkedAt, features }: DriftReport): string {
  const judged = features.filter(({ verdict }) => verdict !== 'too-few');
  const lines = (name: string, type: string, help: string, figureOf: (one: FeatureDrift) => number) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...judged.map((one) => `${name}{feature="${one.feature}",kind="${one.kind}"} ${figureOf(one)}`),
  ];
  return [
    ...lines(
      'cascade_drift_verdict',
      'gauge',
      '0 stable, 1 notice, 2 alarm.',
      ({ verdict }) => levels[verdict as keyof typeof levels],
    ),
    ...lines(
      'cascade_drift_stability_index',
      'gauge',
      'Population stability index beyond what chance gives.',
      ({ stability }) => Number((stability ?? 0).toPrecision(4)),
    ),
    '# HELP cascade_drift_checked_timestamp_seconds When drift was looked at last.',
    '# TYPE cascade_drift_checked_timestamp_seconds gauge',
    `cascade_drift_checked_timestamp_seconds ${Math.floor(Date.parse(checkedAt) / 1000)}`,
    '',
  ].join('\n');
}
