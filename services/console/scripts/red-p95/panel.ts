import type { renderChart } from '../../../../evals/src/plots/render-chart.ts';

/** One line of a range query, as Prometheus answers it. */
export interface PanelSeries {
  readonly metric: { readonly stage: string };
  readonly values: readonly (readonly [seconds: number, value: string])[];
}

const colors = ['#0f6fb8', '#c0392b', '#2b8a6e', '#b3541e', '#7a4fb0'];

/** p95 of every stage over the seconds since the start, in milliseconds. */
export const panelOption = (series: readonly PanelSeries[], startedS: number): Parameters<typeof renderChart>[0] => ({
  animation: false,
  backgroundColor: '#ffffff',
  textStyle: { fontFamily: 'sans-serif' },
  color: colors,
  title: {
    text: 'Latency by stage, p95 (stage:cascade_stage_latency_seconds:p95_5m)',
    left: 16,
    top: 8,
    textStyle: { fontSize: 15 },
  },
  legend: { top: 36, left: 12 },
  grid: { left: 70, right: 24, top: 76, bottom: 48 },
  xAxis: { type: 'value', name: 'seconds since the start', nameLocation: 'middle', nameGap: 28, min: 0 },
  yAxis: { type: 'value', name: 'ms', min: 0 },
  series: series.map(({ metric, values }) => ({
    name: metric.stage,
    type: 'line',
    showSymbol: false,
    data: values
      .filter(([, value]) => value !== 'NaN')
      .map(([seconds, value]) => [Math.round((seconds - startedS) * 10) / 10, Math.round(Number(value) * 1000)]),
  })),
});
