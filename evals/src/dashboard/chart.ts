import { renderChart } from '../plots/render-chart.ts';
import type { Series } from './history.ts';
import type { Judged } from './judge-series.ts';

const colors = ['#0f6fb8', '#c0392b', '#2b8a6e', '#7a4fb0', '#b07d12', '#555555'];
const size = { width: 460, height: 220 } as const;

/** A series as a picture: a line for each entry by order of the runs, a mark where its level changed. */
export function seriesChart(series: Series, lines: readonly Judged[], id: string): string {
  const isRatio = series.about.unit === 'ratio';
  const shown = (value: number): number => Number((isRatio ? 100 * value : value).toPrecision(5));
  const option = {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'sans-serif' },
    grid: { left: 52, right: 16, top: 44, bottom: 34 },
    legend: { top: 0, left: 0, itemWidth: 14, textStyle: { fontSize: 11 } },
    xAxis: { type: 'category', data: series.points.map(({ startedAt }) => startedAt.slice(5, 16).replace('T', ' ')) },
    yAxis: {
      type: 'value',
      scale: true,
      name: isRatio ? '%' : series.about.unit,
      splitLine: { lineStyle: { color: '#e4e4e4' } },
    },
    series: lines.map(({ entry, changes }, index) => {
      // A run of another entry is a gap.
      const places = series.points.flatMap((point, place) => (point.entry === entry ? [place] : []));
      const data = series.points.map((point) => (point.entry === entry ? shown(point.value) : null));
      return {
        name: entry,
        type: 'line',
        connectNulls: true,
        symbolSize: 6,
        color: colors[index % colors.length],
        data,
        markLine: {
          symbol: 'none',
          label: { formatter: '', show: false },
          lineStyle: { type: 'dashed' },
          data: changes.map(({ at, isWorse }) => ({
            xAxis: places[at],
            lineStyle: { color: isWorse ? '#c0392b' : '#2b8a6e' },
          })),
        },
      };
    }),
  };
  return renderChart(option, { ...size, id });
}

export const chartSize = size;
