/**
 * Rows as aligned columns, two spaces apart, no rules: the first row is the header.
 *
 * @param alignment one letter a column: `l` left, `r` right
 */
export function textTable(rows: readonly (readonly string[])[], alignment: string): string {
  const widths = [...alignment].map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      widths
        .map((width, column) => {
          const cell = row[column] ?? '';
          return alignment[column] === 'r' ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Milliseconds for reading: one decimal below 10, whole from there on; a dash for what was not measured. */
export function formatMs(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return Math.abs(value) < 10 && !Number.isInteger(value) ? value.toFixed(1) : String(Math.round(value));
}

/** Text that came from outside, for a terminal: control characters cannot move the cursor or change colours. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '�');
}
