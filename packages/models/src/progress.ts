/** What `pullModels` tells while it works. */
export type PullProgress =
  | {
      readonly type: 'plan';
      /** Registry ids of all that was asked for, and of those that have to be fetched. */
      readonly models: readonly string[];
      readonly missing: readonly string[];
      readonly directory: string;
    }
  | {
      readonly type: 'bytes';
      /** What comes with this download. */
      readonly models: readonly string[];
      readonly receivedBytes: number;
      /** Of the archive where there is one: an estimate where wheels differ by platform. */
      readonly totalBytes: number;
    }
  | { readonly type: 'failed'; readonly source: string; readonly reason: string; readonly again: boolean }
  | { readonly type: 'ready'; readonly model: string; readonly bytes: number; readonly fetched: boolean };

/** Where progress is written: a terminal gets one line that changes, anything else plain lines. */
export interface ProgressOutput {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Turns the progress of a pull into text for people. */
export function createProgressPrinter(output: ProgressOutput): (progress: PullProgress) => void {
  const received = new Map<string, { bytes: number; total: number }>();
  let shownTenths = 0;
  let lineOpen = false;
  const say = (text: string) => {
    output.write(`${lineOpen ? '\r\u001b[K' : ''}${text}\n`);
    lineOpen = false;
  };
  const showSum = () => {
    const parts = [...received.values()];
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    const total = parts.reduce((sum, part) => sum + part.total, 0);
    const text = `models: ${formatMegabytes(bytes)} of ${formatMegabytes(total)}`;
    const tenths = total === 0 ? 0 : Math.floor((10 * bytes) / total);
    if (output.isTTY) {
      output.write(`\r\u001b[K${text}`);
      lineOpen = true;
    } else if (tenths > shownTenths) {
      shownTenths = tenths;
      output.write(`${text}\n`);
    }
  };
  return (progress) => {
    switch (progress.type) {
      case 'plan':
        if (progress.missing.length > 0) {
          say(`models: ${progress.missing.length} of ${progress.models.length} to fetch into ${progress.directory}`);
        }
        break;
      case 'bytes':
        received.set(progress.models.join(), { bytes: progress.receivedBytes, total: progress.totalBytes });
        showSum();
        break;
      case 'failed':
        say(`models: ${progress.source}: ${progress.reason}${progress.again ? ' (trying once more)' : ''}`);
        break;
      case 'ready':
        if (progress.fetched) say(`models: ${progress.model} ready, verified (${formatMegabytes(progress.bytes)})`);
        break;
    }
  };
}

/** `12.3 MB` (a million bytes). */
export function formatMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
