import type { TurnRecord } from '@cascade/contracts';

/** Offers a text to the user as a file. */
export function download(fileName: string, mediaType: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The browser has read the address by the time the next task runs.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}

/** The record itself, nothing added and nothing left out. */
export const downloadRecord = (record: TurnRecord): void =>
  download(`${record.turn_id}.json`, 'application/json', `${JSON.stringify(record, null, 2)}\n`);

/** One record a line: what `pnpm budget check` reads. */
export const downloadRecords = (records: readonly TurnRecord[]): void =>
  download('turns.ndjson', 'application/x-ndjson', records.map((record) => `${JSON.stringify(record)}\n`).join(''));
