const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Milliseconds without the unit: one decimal below 10, whole and grouped from there on; a dash for what there is not. */
export function figure(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–';
  const size = Math.abs(ms);
  const text = size < 9.95 && !Number.isInteger(ms) ? oneDecimal.format(size) : grouped.format(size);
  return ms < 0 && Number(text.replaceAll(',', '')) !== 0 ? `−${text}` : text;
}

/** `512 ms`; a dash for what there is not. */
export const milliseconds = (ms: number | null | undefined): string =>
  ms === null || ms === undefined ? '–' : `${figure(ms)} ms`;

/** A moment on the turn's clock or a difference: `+153 ms`, `−38 ms`, `0 ms`. */
export function signedMilliseconds(ms: number): string {
  const text = figure(ms);
  return `${ms > 0 && text !== '0' && text !== '0.0' ? '+' : ''}${text} ms`;
}

/** `1.7 s`; `0 s` for nothing. */
export const seconds = (ms: number): string => (ms === 0 ? '0 s' : `${oneDecimal.format(ms / 1000)} s`);

/** Milliseconds up to ten seconds, seconds beyond. */
export const duration = (ms: number): string => (Math.abs(ms) < 10_000 ? milliseconds(ms) : seconds(ms));

/** `3 turns`, `1 turn`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped.format(count)} ${count === 1 ? one : many}`;

/** Time of day of an ISO 8601 moment, to the second; the text itself when it is none. */
export function timeOfDay(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : date.toLocaleTimeString('en-GB');
}
