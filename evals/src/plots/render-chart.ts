import { type EChartsCoreOption, init } from 'echarts';

export interface ChartSize {
  readonly width: number;
  readonly height: number;
  /** Begins the ids within the document; charts on one page need different ones. */
  readonly id?: string;
}

/** Draws a chart without a browser. @returns an SVG document, the same for the same option */
export function renderChart(option: EChartsCoreOption, { width, height, id = 'chart' }: ChartSize): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(option);
    // Ids and the classes of its hover styles are numbered through the life of the process.
    return chart
      .renderToSVGString()
      .replaceAll(/<style\s*>[\s\S]*?<\/style>/g, '')
      .replaceAll(/ class="zr\d+-cls-\d+"/g, '')
      .replaceAll(/\bzr\d+-/g, `${id}-`);
  } finally {
    chart.dispose();
  }
}
