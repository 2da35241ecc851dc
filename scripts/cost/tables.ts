import { textTable } from '@cascade/budget';
import type { CostSummary, PriceCard, Scenario } from '@cascade/cost';

/** A turn costs so little that amounts are given for a thousand of them. */
const many = 1000;

/** Four digits that mean something: prices reach from millionths to thousands. */
function amount(value: number | null): string {
  if (value === null) return '–';
  if (value === 0) return '0';
  const digits = Math.max(0, Math.min(9, 3 - Math.floor(Math.log10(Math.abs(value)))));
  return value.toFixed(digits);
}

const times = (value: number | null): number | null => (value === null ? null : value * many);
const factor = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);
const shareOf = (part: number, whole: number): string => percent(whole > 0 ? part / whole : null);

export function reportText(summary: CostSummary, card: PriceCard): string {
  const { currency, total, measured, usefulTurns } = summary;
  const per = (value: number) => (usefulTurns > 0 ? amount((value / usefulTurns) * many) : '–');
  const rows = (entries: readonly (readonly [string, number])[]) =>
    entries
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, value]) => [name, amount(value), per(value), shareOf(value, total)]);
  const table = (title: string, entries: readonly (readonly [string, number])[]) =>
    textTable([[title, currency, `per ${many} turns`, 'share'], ...rows(entries)], 'lrrr');
  const utilizations = [...new Set(card.machines.map(({ utilization }) => percent(utilization)))].join(', ');
  const overall = [
    ['cost', currency],
    [`per ${many} useful turns`, amount(times(summary.perTurn))],
    [`per ${many} useful audio minutes`, amount(times(summary.perAudioMinute))],
    [`per ${many} sessions`, amount(times(summary.perSession))],
    ['in all', amount(total)],
    ['of that, speculation in vain', `${amount(summary.wasted)} (${shareOf(summary.wasted, total)})`],
    ['of that, failed turns and duplicates', `${amount(summary.lost)} (${shareOf(summary.lost, total)})`],
  ];
  const factors = [
    ['measured', ''],
    ['real-time factor', factor(measured.realTimeFactor)],
    ['utilization', `${percent(measured.utilization)} (the card pays for ${utilizations})`],
    ['retry rate', percent(measured.retryRate)],
    ['duplicate share', percent(measured.duplicateShare)],
    ['hours from first turn to last', amount(measured.windowHours)],
  ];
  return [
    `Prices: ${summary.card}`,
    `${summary.turns} turns (${usefulTurns} useful), ${summary.sessions} sessions, ` +
      `${summary.audioMinutes.toFixed(1)} audio minutes (${summary.usefulAudioMinutes.toFixed(1)} useful)`,
    textTable(overall, 'lr'),
    textTable(factors, 'lr'),
    table('part', Object.entries(summary.parts)),
    table(
      'stage',
      Object.entries(summary.stages).map(([stage, cost]) => [stage, cost.total] as const),
    ),
    table('model version', Object.entries(summary.versions)),
    sourceTable(summary),
  ].join('\n\n');
}

function sourceTable({ sources, currency }: CostSummary): string {
  const rows = Object.entries(sources)
    .toSorted(([, a], [, b]) => b.total - a.total)
    .map(([name, { turns, total }]) => [name, String(turns), amount(total), amount((total / turns) * many)]);
  return textTable([['reply by', 'turns', currency, `per ${many} turns`], ...rows], 'lrrr');
}

export function whatIfText(summary: CostSummary, before: Scenario, after: Scenario): string {
  const row = (name: string, of: (scenario: Scenario) => number | null, show: (value: number | null) => string) => {
    const [from, to] = [of(before), of(after)];
    const change =
      from && to !== null ? `${to >= from ? '+' : '−'}${Math.abs((100 * (to - from)) / from).toFixed(1)} %` : '';
    return [name, show(from), show(to), from === to ? '' : change];
  };
  const money = (name: string, of: (scenario: Scenario) => number | null) => row(name, of, amount);
  const rows = [
    [summary.currency, 'before', 'after', 'change'],
    money(`per ${many} useful turns`, ({ perTurn }) => times(perTurn)),
    money(`per ${many} useful audio minutes`, ({ perAudioMinute }) => times(perAudioMinute)),
    money(`per ${many} sessions`, ({ perSession }) => times(perSession)),
    money('in all', ({ total }) => total),
    money('  machine time', ({ machine }) => machine),
    money('  hosted', ({ hosted }) => hosted),
    money('  warm pool', ({ warmPool }) => warmPool),
    row('real-time factor', ({ realTimeFactor }) => realTimeFactor, factor),
    row('utilization', ({ utilization }) => utilization, percent),
    row('retry rate', ({ retryRate }) => retryRate, percent),
    row('duplicate share', ({ duplicateShare }) => duplicateShare, percent),
    row('shadow share', ({ shadowShare }) => shadowShare, percent),
  ];
  return `Prices: ${summary.card}; ${summary.turns} turns\n\n${textTable(rows, 'lrrr')}`;
}
