/** The report's plots, as options for `renderChart`. */
import { formatMs, type LatencyBudget, percentile } from '@cascade/budget';
import { overrunOwners, stageNames } from '@cascade/contracts';
import type { EChartsCoreOption } from 'echarts';
import type { LatencySamples } from './latency-figures.ts';
import type { BudgetReport, JudgedBudget } from './report.ts';
import { counted } from './text-report.ts';

export interface ReportChart {
  readonly id: string;
  readonly title: string;
  readonly option: EChartsCoreOption;
  readonly width: number;
  readonly height: number;
}

const ownerColors = {
  'model-compute': '#0f6fb8',
  queueing: '#e0a526',
  'configured-wait': '#8a8a8a',
  'network-or-client': '#2b8a6e',
  'event-loop': '#7a4fb0',
  failure: '#c0392b',
} as const;
const outcomeColors = { exceeded: '#c0392b', unclear: '#b07d12', kept: '#2b8a6e', 'no turns': '#8a8a8a' } as const;
const plain = { animation: false, backgroundColor: '#ffffff', textStyle: { fontFamily: 'sans-serif' } };
const splitLine = { lineStyle: { color: '#e4e4e4' } };

/** Points of a drawn distribution: more would not be seen. */
const maxPoints = 400;
/** Rows of the heat map: the slices with the most turns. */
const maxRows = 30;

export function drawCharts(report: BudgetReport, samples: LatencySamples): ReportChart[] {
  return [
    ...report.latencies.map(({ stage }) => distribution(stage, samples.valuesOf(stage), report.budgets)),
    ...(report.owners.length > 0 ? [ownersByStage(report)] : []),
    ...(report.slices.length > 0 ? [slicesByStage(report)] : []),
  ];
}

/** Share of turns within a time, against the budgets of all turns: each a line, and its percentile a mark on it. */
function distribution(stage: LatencyBudget, values: readonly number[], budgets: readonly JudgedBudget[]): ReportChart {
  const step = Math.max(1, Math.ceil(values.length / maxPoints));
  const kept = values.flatMap((ms, index) =>
    index % step === 0 || index === values.length - 1
      ? [[ms, Number(((100 * (index + 1)) / values.length).toFixed(2))]]
      : [],
  );
  const shown = budgets.filter((budget) => budget.stage === stage && budget.slice === undefined);
  const marks = shown.map(({ ms, percentile: of, outcome }) => ({
    name: `p${of}`,
    type: 'scatter',
    symbol: 'diamond',
    symbolSize: 12,
    color: outcomeColors[outcome],
    data: [[ms, of]],
    label: {
      show: true,
      position: of > 50 ? [10, 14] : 'right',
      formatter: `p${of} ≤ ${ms}`,
      color: outcomeColors[outcome],
    },
    markLine: {
      silent: true,
      symbol: 'none',
      label: { show: false },
      lineStyle: { type: 'dashed', color: outcomeColors[outcome] },
      data: [{ xAxis: ms }],
    },
  }));
  // A single straggler must not squeeze the rest into a line: the axis ends a little beyond the 99th percentile.
  const most = Math.max((percentile(values, 99) ?? 0) * 1.1, ...shown.map(({ ms }) => ms * 1.25));
  const option = {
    ...plain,
    grid: { left: 48, right: 24, top: 14, bottom: 42 },
    xAxis: { type: 'value', name: 'ms', nameLocation: 'middle', nameGap: 26, min: 0, max: niceMax(most), splitLine },
    yAxis: { type: 'value', name: '', min: 0, max: 100, axisLabel: { formatter: '{value} %' }, splitLine },
    series: [
      {
        name: 'turns',
        type: 'line',
        step: 'end',
        symbol: 'none',
        color: '#0f6fb8',
        data: [[kept[0]?.[0] ?? 0, 0], ...kept],
      },
      ...marks,
    ],
  };
  const title = `${stage}: ${counted(values.length, 'turn')}, the longest ${formatMs(values.at(-1))} ms`;
  return { id: `distribution-${stage}`, title, option, width: 400, height: 250 };
}

/** The next of 1, 2, 2.5, 5 times a power of ten, in fifths. */
function niceMax(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(value, 1))) / 2;
  return Math.ceil(value / unit) * unit;
}

/** Verdicts by the stage of the pipeline that they name, stacked by what took the time. */
function ownersByStage({ owners }: BudgetReport): ReportChart {
  const series = overrunOwners
    .filter((owner) => owners.some((count) => count.owner === owner))
    .map((owner) => ({
      name: owner,
      type: 'bar',
      stack: 'owners',
      color: ownerColors[owner],
      data: stageNames.map((stage) =>
        owners.reduce((sum, count) => sum + (count.stage === stage && count.owner === owner ? count.turns : 0), 0),
      ),
    }));
  const option = {
    ...plain,
    legend: { top: 4 },
    grid: { left: 56, right: 24, top: 44, bottom: 30 },
    xAxis: { type: 'category', data: [...stageNames] },
    yAxis: { type: 'value', name: 'verdicts', nameLocation: 'middle', nameGap: 38, minInterval: 1, splitLine },
    series,
  };
  return { id: 'owners', title: 'Who owns the overruns: verdicts by stage and owner', option, width: 820, height: 320 };
}

/** p95 of a slice as a share of what a single turn is judged by: above 1 it is over. */
function slicesByStage({ slices, latencies }: BudgetReport): ReportChart {
  const rows = slices
    .toSorted((a, b) => b.turns - a.turns)
    .slice(0, maxRows)
    .toSorted((a, b) => slices.indexOf(a) - slices.indexOf(b));
  const stages = latencies.filter(({ over }) => over !== null).map(({ stage }) => stage);
  const data = rows.flatMap(({ latencies: ofSlice }, row) =>
    stages.flatMap((stage, column) => {
      const figures = ofSlice.find((candidate) => candidate.stage === stage);
      const { value } = figures?.percentiles.p95 ?? { value: null };
      if (!figures?.over || value === null) return [];
      return [[column, row, Number((value / figures.over.budget_ms).toFixed(2))]];
    }),
  );
  const option = {
    ...plain,
    grid: { left: 280, right: 24, top: 30, bottom: 60 },
    xAxis: { type: 'category', position: 'top', data: stages, axisLabel: { interval: 0, fontSize: 11 } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map(({ slice, turns }) => `${slice} (${turns})`),
      axisLabel: { interval: 0, width: 265, overflow: 'truncate' },
    },
    visualMap: {
      min: 0,
      max: 2,
      orient: 'horizontal',
      left: 'center',
      bottom: 4,
      itemHeight: 160,
      text: ['2 × budget and more', '0'],
      inRange: { color: ['#2b8a6e', '#bfe0d2', '#fdf6e3', '#e9a48f', '#c0392b'] },
    },
    series: [{ type: 'heatmap', data, label: { show: true, color: '#222222' } }],
  };
  const title = 'Slices by stage: p95 as a multiple of the budget';
  return { id: 'slices', title, option, width: 820, height: 110 + 24 * rows.length };
}
