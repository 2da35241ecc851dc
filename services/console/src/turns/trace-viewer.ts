import { signal } from '@preact/signals';

/** Address of a turn in the trace viewer, with `{trace_id}` for the turn's; undefined where the service names none. */
export const traceViewer = signal<string | undefined>(undefined);

/** Where a trace can be looked at. Only what a browser opens as a page counts. */
export function traceAddress(template: string | undefined, traceId: string): string | undefined {
  const address = template?.replaceAll('{trace_id}', encodeURIComponent(traceId));
  return address !== undefined && /^https?:\/\//.test(address) ? address : undefined;
}
