/** The report's plots, as options for `renderChart`. */
import { budgetProfiles } from '@cascade/budget';
import type { EChartsCoreOption } from 'echarts';
import { answerSources, type BenchResults, type SessionFigures, type TurnResult } from './results.ts';

export interface BenchChart {
  readonly file: string;
  readonly option: EChartsCoreOption;
  readonly width: number;
  readonly height: number;
}

const colors: Readonly<Record<string, string>> = {
  'fast-path': '#0f6fb8',
  retrieval: '#2b8a6e',
  llm: '#b3541e',
  other: '#777777',
};
const grey = '#8a8a8a';
const plain = { animation: false, backgroundColor: '#ffffff', textStyle: { fontFamily: 'sans-serif' } };
const splitLine = { lineStyle: { color: '#e4e4e4' } };
const valueAxis = (name: string) => ({ type: 'value', name, nameLocation: 'middle', nameGap: 30, splitLine });

export function drawCharts(results: BenchResults): BenchChart[] {
  const counts = Object.keys(results.sessions);
  const turns = results.turn_results[counts[0]!] ?? [];
  return [
    distribution(turns),
    stages(results),
    whereTimeGoes(results),
    ...(counts.length > 1 ? [bySessions(results.sessions)] : []),
  ];
}

/** Share of turns answered within a time, by who made the answer. */
function distribution(turns: readonly TurnResult[]): BenchChart {
  const series = answerSources.flatMap((source) => {
    const delays = turns
      .filter(({ answer_source }) => answer_source === source)
      .flatMap(({ voice_to_voice_ms }) => voice_to_voice_ms ?? [])
      .sort((a, b) => a - b);
    if (delays.length === 0) return [];
    const steps = delays.map((ms, index) => [ms, Number(((100 * (index + 1)) / delays.length).toFixed(2))]);
    const data = [[delays[0]!, 0], ...steps];
    const name = `${source} (${delays.length})`;
    return [{ name, type: 'line', step: 'end', symbol: 'circle', symbolSize: 4, color: colors[source], data }];
  });
  const { p50, p95 } = budgetProfiles.lead.voiceToVoiceMs;
  const goals = {
    name: `lead profile: p50 ${p50}, p95 ${p95}`,
    type: 'scatter',
    symbol: 'diamond',
    symbolSize: 13,
    color: '#222222',
    data: [
      [p50, 50],
      [p95, 95],
    ],
  };
  const option = {
    ...plain,
    title: {
      text: 'Voice-to-voice: share of turns answered within …',
      left: 'center',
      top: 4,
      textStyle: { fontSize: 14 },
    },
    legend: { top: 30 },
    grid: { left: 60, right: 30, top: 70, bottom: 50 },
    xAxis: { ...valueAxis('ms from the last speech sample to the first audible one'), min: 0 },
    yAxis: { ...valueAxis('% of turns'), min: 0, max: 100, nameGap: 36 },
    series: [...series, goals],
  };
  return { file: 'voice-to-voice.svg', option, width: 760, height: 420 };
}

function stages(results: BenchResults): BenchChart {
  const names = Object.keys(budgetProfiles.default.budgetsMs).filter((name) => results.stages_ms[name]);
  const bars = (key: 'p50' | 'p95', color: string) => ({
    name: key,
    type: 'bar',
    color,
    data: names.map((name) => results.stages_ms[name]?.[key] ?? null),
  });
  const marks = (profile: 'default' | 'lead', symbol: string) => ({
    name: `budget (${profile})`,
    type: 'scatter',
    symbol,
    symbolSize: 12,
    color: profile === 'lead' ? '#222222' : grey,
    data: names.map(
      (name) => budgetProfiles[profile].budgetsMs[name as keyof (typeof budgetProfiles)['lead']['budgetsMs']],
    ),
  });
  const option = {
    ...plain,
    title: { text: 'Stages against their budgets', left: 'center', top: 4, textStyle: { fontSize: 14 } },
    legend: { top: 30 },
    grid: { left: 60, right: 30, top: 70, bottom: 40 },
    xAxis: { type: 'category', data: names },
    yAxis: { ...valueAxis('ms'), nameGap: 42 },
    series: [bars('p50', '#8fbfe0'), bars('p95', '#0f6fb8'), marks('default', 'rect'), marks('lead', 'diamond')],
  };
  return { file: 'stages.svg', option, width: 760, height: 400 };
}

/** What the median turn spends its time on. */
function whereTimeGoes({ critical_ms: critical }: BenchResults): BenchChart {
  const rows = Object.entries(critical).filter(([, { p95 }]) => (p95 ?? 0) > 0);
  const bars = (key: 'p50' | 'p95', color: string) => ({
    name: key,
    type: 'bar',
    color,
    data: rows.map(([, values]) => values[key]),
  });
  const option = {
    ...plain,
    title: {
      text: 'From the last word to the reply: what the time goes to',
      left: 'center',
      top: 4,
      textStyle: { fontSize: 14 },
    },
    legend: { top: 30 },
    grid: { left: 200, right: 30, top: 64, bottom: 46 },
    xAxis: { ...valueAxis('ms, over the turns that have it'), min: 0 },
    yAxis: { type: 'category', inverse: true, data: rows.map(([name, { n }]) => `${name} (${n})`) },
    series: [bars('p50', '#8fbfe0'), bars('p95', '#0f6fb8')],
  };
  return { file: 'critical-path.svg', option, width: 760, height: 150 + 34 * rows.length };
}

function bySessions(sessions: Readonly<Record<string, SessionFigures>>): BenchChart {
  const rows = Object.entries(sessions);
  const line = (key: 'p50' | 'p95', type: string) => ({
    name: `voice-to-voice ${key}`,
    type: 'line',
    color: '#0f6fb8',
    lineStyle: { type },
    data: rows.map(([, figures]) => figures.voice_to_voice_ms[key]),
  });
  const cores = {
    name: 'cores busy',
    type: 'bar',
    yAxisIndex: 1,
    color: '#dddddd',
    barWidth: '30%',
    data: rows.map(([, { service }]) => service?.cores ?? null),
  };
  const option = {
    ...plain,
    title: { text: 'Conversations at once', left: 'center', top: 4, textStyle: { fontSize: 14 } },
    legend: { top: 30 },
    grid: { left: 60, right: 60, top: 70, bottom: 50 },
    xAxis: {
      type: 'category',
      name: 'sessions',
      nameLocation: 'middle',
      nameGap: 30,
      data: rows.map(([count]) => count),
    },
    yAxis: [
      { ...valueAxis('ms'), nameGap: 42 },
      { ...valueAxis('cores'), min: 0, splitLine: { show: false } },
    ],
    series: [cores, line('p50', 'solid'), line('p95', 'dashed')],
  };
  return { file: 'sessions.svg', option, width: 760, height: 400 };
}
