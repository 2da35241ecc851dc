import { formatMs, printable } from '@cascade/budget';
import { markdownTable } from '../plots/markdown-table.ts';
import { type BudgetReport, type Estimate, type LatencyFigures, shownPercentiles, type WorstTurn } from './report.ts';

/** The report for reading, sections parted by blank lines. Everything that came from outside is made printable. */
export function textReport(report: BudgetReport): string {
  return [
    heading(report),
    section('Declared budgets, milliseconds [95 % interval]', budgetTable(report)),
    section('By stage, milliseconds [95 % interval]', latencyTable(report.latencies)),
    section('Who owns the overruns', ownerTable(report)),
    section('By slice: p95 against what a single turn is judged by', sliceTable(report)),
    ...report.comparisons.map((comparison) =>
      section(`Versions of ${printable(comparison.stage)} side by side: p50, p95`, comparisonTable(comparison)),
    ),
    section('Worst turns', worstList(report)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

const section = (title: string, table: string): string => (table === '' ? '' : `${title}\n\n${table}`);

export function heading({
  profile,
  turns,
  with_verdict,
  first_started_at,
  last_started_at,
  owners,
}: BudgetReport): string {
  const span = `${first_started_at ?? '–'} to ${last_started_at ?? '–'}`;
  const judged = `${with_verdict.turns} of ${counted(turns, 'turn')} broke a budget of the profile ${printable(profile)}: ${formatShare(with_verdict)}.`;
  const [first] = owners;
  const most = first
    ? ` Most of all ${first.stage} (${printable(first.team)}): ${first.owner}, ${first.budget}, ${counted(first.turns, 'turn')}.`
    : '';
  return `${counted(turns, 'turn')}, ${span}\n${judged}${most}`;
}

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

export const formatShare = ({ value, low, high }: Estimate): string =>
  value === null ? '–' : `${percent(value)} % [${percent(low)}, ${percent(high)}]`;

const percent = (share: number | null): string => (share === null ? '–' : (100 * share).toFixed(1));

export const formatEstimate = ({ value, low, high }: Estimate): string =>
  value === null ? '–' : `${formatMs(value)} [${formatMs(low)}, ${formatMs(high)}]`;

export const budgetHead = ['stage', 'percentile', 'slice', 'turns', 'observed', 'budget', 'outcome'];
export const budgetRows = ({ budgets }: BudgetReport): string[][] =>
  budgets.map(({ stage, percentile, slice, turns, observed, ms, outcome }) => [
    stage,
    `p${percentile}`,
    slice ?? 'all',
    String(turns),
    formatEstimate(observed),
    formatMs(ms),
    outcome,
  ]);

export const latencyHead = ['stage', 'turns', ...shownPercentiles.map((of) => `p${of}`), 'over budget'];
export const latencyRows = (figures: readonly LatencyFigures[]): string[][] =>
  figures.map(({ stage, turns, percentiles, over }) => [
    stage,
    String(turns),
    ...shownPercentiles.map((of) => formatEstimate(percentiles[`p${of}`])),
    over ? formatShare(over) : 'no budget',
  ]);

export const ownerHead = ['stage', 'owner', 'team', 'budget', 'turns'];
export const ownerRows = ({ owners }: BudgetReport): string[][] =>
  owners.map(({ stage, owner, team, budget, turns }) => [stage, owner, team, budget, String(turns)]);

export const sliceHead = ({ latencies }: BudgetReport): string[] => [
  'slice',
  'turns',
  ...latencies.map(({ stage }) => stage),
];
export const sliceRows = ({ slices, latencies }: BudgetReport): string[][] =>
  slices.map(({ slice, turns, latencies: ofSlice }) => [
    slice,
    String(turns),
    ...latencies.map(({ stage }) => {
      const found = ofSlice.find((figures) => figures.stage === stage);
      if (!found) return '–';
      const { value } = found.percentiles.p95;
      return found.over ? `${formatMs(value)} of ${formatMs(found.over.budget_ms)}` : formatMs(value);
    }),
  ]);

export const comparisonHead = ({ versions }: BudgetReport['comparisons'][number]): string[] => [
  'stage',
  ...versions.map(({ version, turns }) => `${version} (${counted(turns, 'turn')})`),
  'apart',
];
/** Two versions are apart in a figure where their intervals do not meet. */
export const comparisonRows = ({ versions }: BudgetReport['comparisons'][number]): string[][] => {
  const stages = [...new Set(versions.flatMap(({ latencies }) => latencies.map(({ stage }) => stage)))];
  return stages.map((stage) => {
    const found = versions.map(({ latencies }) => latencies.find((figures) => figures.stage === stage)?.percentiles);
    const apart = (['p50', 'p95'] as const).filter((of) => areApart(found.map((percentiles) => percentiles?.[of])));
    const cells = found.map((figures) =>
      figures ? `${formatEstimate(figures.p50)}, ${formatEstimate(figures.p95)}` : '–',
    );
    return [stage, ...cells, apart.join(', ') || 'no'];
  });
};

function areApart(estimates: readonly (Estimate | undefined)[]): boolean {
  return estimates.some((a, index) =>
    estimates.slice(index + 1).some((b) => a && b && (isBelow(a, b) || isBelow(b, a))),
  );
}

const isBelow = (a: Estimate, b: Estimate): boolean => a.high !== null && b.low !== null && a.high < b.low;

export const worstHead = ['trace id', 'begun at', 'voice to voice', 'times over', 'why'];
export const worstRow = ({ trace_id, started_at, voice_to_voice_ms, times_over, verdicts }: WorstTurn): string[] => [
  trace_id,
  started_at,
  formatMs(voice_to_voice_ms),
  times_over === null ? 'no answer' : `${times_over.toFixed(1)}×`,
  verdicts.map(whyOf).join(' '),
];

const whyOf = ({ stage, owner, team, reason }: WorstTurn['verdicts'][number]): string =>
  `${stage} (${team}), ${owner}: ${reason}`;

const budgetTable = (report: BudgetReport) => table(budgetHead, budgetRows(report));
const latencyTable = (figures: readonly LatencyFigures[]) => table(latencyHead, latencyRows(figures));
const ownerTable = (report: BudgetReport) => table(ownerHead, ownerRows(report));
const sliceTable = (report: BudgetReport) => table(sliceHead(report), sliceRows(report));
const comparisonTable = (of: BudgetReport['comparisons'][number]) => table(comparisonHead(of), comparisonRows(of));
const worstList = ({ worst }: BudgetReport) =>
  worst
    .map((turn) => {
      const [trace, begun, ms, times] = worstRow(turn).map(printable);
      const why = turn.verdicts.map((verdict) => `    ${printable(whyOf(verdict))}`).join('\n');
      return `${trace}, begun at ${begun}, voice to voice ${ms} ms, ${times}\n${why}`;
    })
    .join('\n');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  return markdownTable(
    head.map(printable),
    rows.map((row) => row.map(printable)),
  );
}
