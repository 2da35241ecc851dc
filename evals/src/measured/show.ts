/** 426 ms, 1,871 ms; – for nothing. */
export const ms = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${Math.round(value).toLocaleString('en-US')} ms`;

/** 5.4 %. */
export const percent = (share: number | null | undefined, digits = 1): string =>
  share === null || share === undefined ? '–' : `${(100 * share).toFixed(digits)} %`;

/** Three digits that say something, in US dollars. */
export const usd = (value: number): string => `$${Number(value.toPrecision(2))}`;

/** Day of a run. */
export const day = (startedAt: string): string => startedAt.slice(0, 10);
