import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface TrendData {
  /** One for each turn; null where there is nothing to show. */
  readonly valuesMs: readonly (number | null)[];
  /** Drawn where the values come near it. */
  readonly budgetMs: number | undefined;
}

export interface TrendOptions {
  readonly heightPx: number;
  /** Plots with one key share their cursor. */
  readonly cursorKey: string;
  /** Index of the turn under the cursor. */
  onHover(index: number | null): void;
  onOpen(index: number): void;
}

export interface Trend {
  update(data: TrendData): void;
  /** Takes the page's colours and the host's width anew. */
  restyle(): void;
  destroy(): void;
}

/** Whether a budget is near enough to be drawn without pressing the values to the floor. */
export const isBudgetInView = ({ valuesMs, budgetMs }: TrendData): boolean =>
  budgetMs !== undefined && Math.max(0, ...valuesMs.map((value) => value ?? 0)) * 1.8 >= budgetMs;

/** Latency over the turns: a line with its points, points over budget as larger ones, the budget as a dashed line. */
export function drawTrend(host: HTMLElement, first: TrendData, options: TrendOptions): Trend {
  let data = first;
  let plot = create();

  function create(): uPlot {
    const colour = (name: string) => getComputedStyle(host).getPropertyValue(name).trim();
    const [line, warning, faint, grid] = [
      '--color-accent',
      '--color-warning',
      '--color-text-faint',
      '--color-line',
    ].map(colour);
    const axis = {
      stroke: faint!,
      font: '11px system-ui, sans-serif',
      grid: { stroke: grid!, width: 1 },
      ticks: { show: false },
    };
    const settings: uPlot.Options = {
      width: Math.max(80, host.clientWidth),
      height: options.heightPx,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: options.cursorKey }, points: { size: 9 } },
      scales: {
        x: { time: false, range: () => [0.5, Math.max(1.5, data.valuesMs.length + 0.5)] },
        y: { range: (_, __, highest) => [0, Math.max(10, highest * 1.12)] },
      },
      axes: [
        { ...axis, size: 22, gap: 2, grid: { show: false }, incrs: [1, 2, 5, 10, 20, 50, 100] },
        { ...axis, size: 40, gap: 4, space: 32 },
      ],
      series: [
        {},
        { stroke: line!, width: 2, points: { show: true, size: 6, fill: line!, stroke: line! } },
        {
          stroke: warning!,
          width: 0,
          points: { show: true, size: 11, width: 2, fill: 'transparent', stroke: warning! },
        },
        { stroke: warning!, width: 1.5, dash: [5, 4], points: { show: false } },
      ],
      hooks: { setCursor: [(self) => options.onHover(self.cursor.idx ?? null)] },
    };
    const made = new uPlot(settings, table(data), host);
    made.over.addEventListener('click', () => {
      if (typeof made.cursor.idx === 'number') options.onOpen(made.cursor.idx);
    });
    return made;
  }

  return {
    update(next) {
      data = next;
      plot.setData(table(data));
    },
    restyle() {
      plot.destroy();
      plot = create();
    },
    destroy: () => plot.destroy(),
  };
}

function table(data: TrendData): uPlot.AlignedData {
  const { valuesMs, budgetMs } = data;
  const isShown = isBudgetInView(data);
  return [
    valuesMs.map((_, index) => index + 1),
    [...valuesMs],
    valuesMs.map((value) => (value !== null && budgetMs !== undefined && value > budgetMs ? value : null)),
    valuesMs.map(() => (isShown && budgetMs !== undefined ? budgetMs : null)),
  ];
}
