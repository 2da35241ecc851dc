import { renderChart } from '../plots/render-chart.ts';
import type { Series } from './history.ts';
import type { Judged } from './judge-series.ts';

const colors = ['#0f6fb8', '#c0392b', '#2b8a6e', '#7a4fb0', '#b07d12', '#555555'];
const size = { width: 460, height: 220 } as const;
const legendLine = 16;

/** A series as a picture: a line for each entry by order of the runs, a mark where its level changed. */
export function seriesChart(series: Series, lines: readonly Judged[], id: string): string {
  const isRatio = series.about.unit === 'ratio';
  const shown = (value: number): number => Number((isRatio ? 100 * value : value).toPrecision(5));
  const times = [...new Set(series.points.map(({ startedAt }) => startedAt))];
  const option = {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'sans-serif' },
    grid: { left: 60, right: 16, top: 38 + legendLine * lines.length, bottom: 34 },
    // One below the other: how wide a name is, nobody knows who has no fonts.
    legend: { top: 0, left: 0, itemWidth: 14, itemGap: 4, orient: 'vertical', textStyle: { fontSize: 11 } },
    xAxis: { type: 'category', data: times.map((startedAt) => startedAt.slice(5, 16).replace('T', ' ')) },
    yAxis: {
      type: 'value',
      scale: true,
      name: isRatio ? '%' : series.about.unit,
      axisLabel: {
        formatter: (value: number) => (value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(1) : `${value}`),
      },
      splitLine: { lineStyle: { color: '#e4e4e4' } },
    },
    series: lines.map(({ entry, changes }, index) => {
      // A run of another entry is a gap.
      const own = series.points.filter((point) => point.entry === entry);
      const places = own.map(({ startedAt }) => times.indexOf(startedAt));
      const data = times.map((time) => {
        const point = own.find(({ startedAt }) => startedAt === time);
        return point ? shown(point.value) : null;
      });
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
  return renderChart(option, { ...chartSize(lines.length), id });
}

/** Higher with more names above it. */
export const chartSize = (lines: number) => ({ ...size, height: size.height + legendLine * lines });
