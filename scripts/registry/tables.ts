import type { FieldDifference, RegisteredEntry } from '@cascade/models';

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export const listText = (entries: readonly RegisteredEntry[]): string =>
  table([
    ['id', 'kind', 'role', 'status', 'licence', 'description'],
    ...entries.map(({ entry, status }) => [entry.id, entry.kind, entry.role, status, entry.licence, entry.description]),
  ]);

/** As JSON: the entry's fields, then what has become of it. */
export const flatEntry = ({ entry: { initial: _, ...entry }, ...state }: RegisteredEntry) => ({ ...entry, ...state });

export function showText({ entry, status, history, evals }: RegisteredEntry): string {
  const pairs = (record: Readonly<Record<string, string>>) =>
    Object.entries(record).map(([name, value]) => `    ${name} = ${value}`);
  const section = (title: string, lines: readonly string[]) => (lines.length > 0 ? [`  ${title}`, ...lines] : []);
  return [
    `${entry.id}: ${status} (${entry.kind}, ${entry.role})`,
    `  ${entry.description}`,
    `  ${entry.licence}, ${entry.origin}`,
    ...(entry.lineage ? [`  from ${entry.lineage.parent}: ${entry.lineage.changed}`] : []),
    ...section(
      'runs',
      entry.artifacts.map((id) => `    ${id}`),
    ),
    ...section('settings', pairs(entry.settings)),
    ...section('sha256', pairs(entry.hashes)),
    ...section(
      'evaluated',
      evals.map(({ suite, file, sha256 }) => `    ${suite}: ${file} (${sha256.slice(0, 12)})`),
    ),
    ...section(
      'history',
      history.map(({ atMs, to, by, why }) => `    ${new Date(atMs).toISOString()}  ${to}, ${by}: ${why}`),
    ),
  ].join('\n');
}

export function diffText(differences: readonly FieldDifference[]): string {
  if (differences.length === 0) return 'No difference but names and histories.';
  return table([
    ['field', 'before', 'after'],
    ...differences.map(({ field, before, after }) => [field, before ?? '–', after ?? '–']),
  ]);
}
