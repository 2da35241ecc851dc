/** The lab's picture: early cutoffs against endpoint delay, one panel for each kind of clip. */
import type { EChartsCoreOption } from 'echarts';
import type { Figures } from './figures.ts';
import type { LabResult, SettingsResult } from './sweep.ts';

const columns = 3;
const mostPanels = 6;
const panel = { width: 340, height: 220, left: 60, top: 112, gapX: 50, gapY: 76 };
const colors = ['#0f6fb8', '#b3541e'];
/** Shares below this are drawn at the same height, so that a single clip does not fill a panel. */
const lowestTopPercent = 10;
const symbols: Readonly<Record<string, string>> = { eager: 'triangle', balanced: 'diamond', patient: 'rect' };
const delays = [
  { key: 'p50', type: 'solid' },
  { key: 'p95', type: 'dashed' },
] as const;

export interface LabChart {
  readonly option: EChartsCoreOption;
  readonly width: number;
  readonly height: number;
}

export function drawChart(result: LabResult): LabChart {
  const slices = result.slices.slice(0, mostPanels);
  const rows = Math.ceil(slices.length / columns);
  const across = Math.min(columns, slices.length);
  const width = panel.left + across * (panel.width + panel.gapX);
  const height = panel.top + rows * (panel.height + panel.gapY);
  const place = (index: number) => ({
    left: panel.left + (index % columns) * (panel.width + panel.gapX),
    top: panel.top + Math.floor(index / columns) * (panel.height + panel.gapY),
  });
  const axis = { type: 'value', nameLocation: 'middle', splitLine: { lineStyle: { color: '#e4e4e4' } } };
  const legend = result.curves.flatMap(({ name }) => delays.map(({ key }) => `${name}: ${key}`));
  const option = {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'sans-serif' },
    legend: { data: legend, top: 4, itemWidth: 34, itemGap: 18 },
    title: [
      {
        text: 'large marks: triangle eager, diamond balanced (the default), square patient',
        textStyle: { fontSize: 12, fontWeight: 'normal' },
        left: 'center',
        top: 32,
      },
      ...slices.map((slice, index) => ({
        text: `${slice} (${result.named[0]!.bySlice[slice]!.clips} clips)`,
        textStyle: { fontSize: 13 },
        left: place(index).left,
        top: place(index).top - 30,
      })),
    ],
    grid: slices.map((_, index) => ({ ...place(index), width: panel.width, height: panel.height })),
    xAxis: slices.map((_, index) => ({
      ...axis,
      gridIndex: index,
      name: 'endpoint delay, ms',
      nameGap: 26,
      min: 0,
      max: 1800,
      interval: 300,
    })),
    yAxis: slices.map((_, index) => ({
      ...axis,
      gridIndex: index,
      name: 'clips cut off, %',
      nameGap: 34,
      min: 0,
      max: topOf,
    })),
    series: slices.flatMap((slice, index) => seriesOf(result, slice, index)),
  };
  return { option, width, height };
}

function seriesOf(result: LabResult, slice: string, index: number) {
  return result.curves.flatMap(({ name, points }, curve) =>
    delays.map(({ key, type }) => ({
      name: `${name}: ${key}`,
      type: 'line',
      xAxisIndex: index,
      yAxisIndex: index,
      color: colors[curve],
      lineStyle: { type, width: 2 },
      clip: true,
      data: points.map((point) => dotOf(point, point.bySlice[slice]!, key)),
    })),
  );
}

const topOf = ({ max }: { readonly max: number }) => Math.max(lowestTopPercent, Math.ceil(max / 10) * 10);

/** Delays beyond the panel are left to its table. */
function dotOf({ name }: SettingsResult, figures: Figures, key: 'p50' | 'p95') {
  const symbol = symbols[name];
  return {
    value: [Math.round(figures[key]), Number((100 * figures.cutOffShare).toFixed(2))],
    symbol: symbol ?? 'none',
    symbolSize: symbol === 'diamond' ? 15 : 10,
  };
}
