/** The report's plots, as options for `renderChart`. */
import type { EChartsCoreOption } from 'echarts';
import type { CriterionResult } from './criteria.ts';
import type { LoadResults } from './results.ts';
import type { StepResult } from './step-result.ts';

export interface LoadChart {
  readonly id: string;
  readonly title: string;
  readonly option: EChartsCoreOption;
  readonly width: number;
  readonly height: number;
}

const colors = ['#0f6fb8', '#c0392b', '#2b8a6e', '#b3541e', '#7a4fb0', '#8a8a8a', '#b07d12', '#222222'];
const plain = { animation: false, backgroundColor: '#ffffff', textStyle: { fontFamily: 'sans-serif' } };
const splitLine = { lineStyle: { color: '#e4e4e4' } };
const size = { width: 470, height: 300 };
const grid = { left: 60, right: 24, top: 56, bottom: 44 };
const axis = (name: string, more: object = {}) => ({
  type: 'value',
  name,
  nameLocation: 'middle',
  nameGap: 40,
  min: 0,
  splitLine,
  ...more,
});

export function drawCharts(results: LoadResults): LoadChart[] {
  const { curve, mode, capacity, comparison } = results;
  if (comparison?.sessions) return [];
  if (mode === 'soak' || mode === 'spike') return [latencyOverTime(curve), machineUse(curve, overTime(curve))];
  const counted = curve.filter((step) => step.counted);
  const charts = [
    latencyBySessions(counted, results),
    violations(counted, results),
    machineUse(curve, bySessions(curve)),
    generatorLateness(curve, results),
  ];
  return capacity ? [...charts, capacities(capacity)] : charts;
}

/** Where a step stands on the horizontal axis. */
interface Positions {
  readonly axis: object;
  of(step: StepResult, index: number): number | string;
}

const sessionsAxis = { ...axis('sessions'), nameGap: 26, minInterval: 1 };
const bySessions = (_: readonly StepResult[]): Positions => ({ axis: sessionsAxis, of: ({ sessions }) => sessions });
const overTime = (curve: readonly StepResult[]): Positions => ({
  axis: { type: 'category', data: curve.map(({ name }) => name) },
  of: ({ name }) => name,
});

const ordered = (steps: readonly StepResult[]) => steps.toSorted((a, b) => a.sessions - b.sessions);

/** Sessions against voice-to-voice, with the budgets, the capacity and the knee. */
function latencyBySessions(counted: readonly StepResult[], { capacity, knee_sessions: knee }: LoadResults): LoadChart {
  const steps = ordered(counted);
  const line = (key: 'p50' | 'p95', color: string) => ({
    name: key,
    type: 'line',
    color,
    symbolSize: 6,
    data: steps.map(({ sessions, voice_to_voice_ms: v2v }) => [sessions, v2v[key]]),
  });
  const budget = steps[0]?.violations.find(({ name }) => name === 'voice_to_voice p95')?.budget_ms;
  const marks = [
    ...(capacity && !capacity.at_least
      ? [mark({ xAxis: capacity.sessions }, `capacity ${capacity.sessions}`, '#2b8a6e')]
      : []),
    ...(knee === null ? [] : [mark({ xAxis: knee }, `knee ${knee}`, '#7a4fb0')]),
    ...(budget ? [mark({ yAxis: budget }, `budget ${budget}`, '#c0392b')] : []),
  ];
  const series = [
    line('p50', '#8fbfe0'),
    { ...line('p95', '#0f6fb8'), markLine: { silent: true, symbol: 'none', data: marks } },
  ];
  return {
    id: 'latency',
    title: 'Voice-to-voice by sessions, from when each turn was due',
    option: { ...plain, legend: { top: 4 }, grid, xAxis: sessionsAxis, yAxis: axis('ms'), series },
    ...size,
  };
}

const mark = (place: object, name: string, color: string) => ({
  ...place,
  label: { formatter: name, color, position: 'insideEndTop' },
  lineStyle: { type: 'dashed', color },
});

/** Share of the turns above each budget that was ever broken, as a multiple of what it allows. */
function violations(counted: readonly StepResult[], { capacity }: LoadResults): LoadChart {
  const steps = ordered(counted);
  const names = (capacity?.by_budget ?? [])
    .map(({ name }) => name)
    .filter((name) => steps.some((step) => resultOf(step, name)?.over));
  const share = (result: CriterionResult | undefined) =>
    result && result.turns > 0 ? Number((result.over / result.turns / result.allowed_share).toFixed(2)) : null;
  const series = names.map((name, index) => ({
    name,
    type: 'line',
    color: colors[index % colors.length],
    symbolSize: 6,
    data: steps.map((step) => [step.sessions, share(resultOf(step, name))]),
    ...(index === 0
      ? { markLine: { silent: true, symbol: 'none', data: [mark({ yAxis: 1 }, 'allowed', '#c0392b')] } }
      : {}),
  }));
  return {
    id: 'violations',
    title: 'Turns above a budget, as a multiple of the share that it allows',
    option: {
      ...plain,
      legend: { top: 4, type: 'plain', textStyle: { fontSize: 10 } },
      grid: { ...grid, top: 76 },
      xAxis: sessionsAxis,
      yAxis: axis('times'),
      series,
    },
    ...size,
  };
}

const resultOf = (step: StepResult, name: string) => step.violations.find((result) => result.name === name);

function machineUse(curve: readonly StepResult[], positions: Positions): LoadChart {
  const dots = (name: string, color: string, pick: (step: StepResult) => number | undefined) => ({
    name,
    type: 'scatter',
    color,
    symbolSize: 8,
    data: curve.map((step, index) => [positions.of(step, index), pick(step) ?? null]),
  });
  const series = [
    dots('service', '#0f6fb8', ({ service }) => service?.cpuCores),
    dots('generator', '#e0a526', ({ generator }) => generator.cpu_cores),
  ];
  return {
    id: 'cores',
    title: 'Processor cores kept busy',
    option: { ...plain, legend: { top: 4 }, grid, xAxis: positions.axis, yAxis: axis('cores'), series },
    ...size,
  };
}

function generatorLateness(curve: readonly StepResult[], { generator_limits: limits }: LoadResults): LoadChart {
  const dots = (name: string, color: string, pick: (step: StepResult) => number) => ({
    name,
    type: 'scatter',
    color,
    symbolSize: 8,
    data: curve.map((step) => [step.sessions, pick(step)]),
  });
  const limit = {
    silent: true,
    symbol: 'none',
    data: [mark({ yAxis: limits.late_p99_ms }, `limit ${limits.late_p99_ms} ms`, '#c0392b')],
  };
  const series = [
    { ...dots('sound sent late, p99', '#e0a526', ({ generator }) => generator.late_p99_ms), markLine: limit },
    dots('event loop delay, p99', '#7a4fb0', ({ generator }) => generator.loop_delay_p99_ms),
  ];
  return {
    id: 'generator',
    title: 'What the generator itself was late',
    option: { ...plain, legend: { top: 4 }, grid, xAxis: sessionsAxis, yAxis: axis('ms'), series },
    ...size,
  };
}

function capacities({ by_budget: budgets, low, high }: NonNullable<LoadResults['capacity']>): LoadChart {
  const rows = budgets.filter(({ atLeast }) => !atLeast);
  const open = budgets.filter(({ atLeast }) => atLeast);
  const names = [...rows, ...open].map(({ name, atLeast }) => `${name}${atLeast ? ' (at least)' : ''}`);
  const series = [
    {
      name: 'sessions',
      type: 'bar',
      data: [...rows, ...open].map(({ sessions, atLeast }) => ({
        value: sessions,
        itemStyle: { color: atLeast ? '#cfe3f1' : '#0f6fb8' },
      })),
      label: { show: true, position: 'right' },
      markLine: {
        silent: true,
        symbol: 'none',
        data: [mark({ xAxis: low }, `${low}`, '#8a8a8a'), mark({ xAxis: high }, `${high}`, '#8a8a8a')],
      },
    },
  ];
  return {
    id: 'capacities',
    title: 'Sessions that each budget allows; dashed, the 95 % interval of the least',
    option: {
      ...plain,
      grid: { left: 160, right: 50, top: 20, bottom: 44 },
      xAxis: { ...axis('sessions'), nameGap: 26 },
      yAxis: { type: 'category', inverse: true, data: names, axisLabel: { fontSize: 11 } },
      series,
    },
    ...size,
  };
}

function latencyOverTime(curve: readonly StepResult[]): LoadChart {
  const line = (key: 'p50' | 'p95', color: string) => ({
    name: key,
    type: 'line',
    color,
    symbolSize: 6,
    data: curve.map(({ voice_to_voice_ms: v2v }) => v2v[key]),
  });
  const option = {
    ...plain,
    legend: { top: 4 },
    grid,
    xAxis: { type: 'category', data: curve.map(({ name, sessions }) => `${name} (${sessions})`) },
    yAxis: axis('ms'),
    series: [line('p50', '#8fbfe0'), line('p95', '#0f6fb8')],
  };
  return { id: 'latency', title: 'Voice-to-voice, stretch by stretch (sessions)', option, ...size };
}
