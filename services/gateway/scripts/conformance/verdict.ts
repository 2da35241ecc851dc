import type { CaseResult } from './suite.ts';

const chapters: Readonly<Record<string, string>> = {
  1: 'framing',
  2: 'pings and pongs',
  3: 'reserved bits',
  4: 'opcodes',
  5: 'fragmentation',
  6: 'UTF-8',
  7: 'closing',
  9: 'limits and performance',
  10: 'automatic fragmentation',
};

/** The suite's own words for what the standard allows; `UNCLEAN` closings and `FAILED` are not among them. */
const allowed = new Set(['OK', 'NON-STRICT', 'INFORMATIONAL']);

export interface ChapterRow {
  readonly chapter: string;
  readonly name: string;
  readonly cases: number;
  readonly ok: number;
  readonly nonStrict: number;
  readonly informational: number;
  readonly failed: readonly CaseResult[];
}

/** One row a chapter, in order. A case passes when both its behaviour and its closing do. */
export function chapterRows(results: readonly CaseResult[]): ChapterRow[] {
  const byChapter = Map.groupBy(results, ({ id }) => id.split('.')[0] ?? '');
  return [...byChapter].map(([chapter, cases]) => {
    const count = (behavior: string) => cases.filter((result) => passed(result) && result.behavior === behavior).length;
    return {
      chapter,
      name: chapters[chapter] ?? 'other',
      cases: cases.length,
      ok: count('OK'),
      nonStrict: count('NON-STRICT'),
      informational: count('INFORMATIONAL'),
      failed: cases.filter((result) => !passed(result)),
    };
  });
}

export const passed = ({ behavior, behaviorClose }: CaseResult): boolean =>
  allowed.has(behavior) && allowed.has(behaviorClose);

/** The table for people. */
export function describeRows(rows: readonly ChapterRow[]): string {
  const head = `${'chapter'.padEnd(30)}${'cases'.padStart(7)}${'ok'.padStart(6)}${'non-strict'.padStart(12)}${'informational'.padStart(15)}${'failed'.padStart(8)}`;
  const line = (name: string, cells: readonly number[]) =>
    name.padEnd(30) + cells.map((cell, index) => `${cell}`.padStart([7, 6, 12, 15, 8][index] ?? 8)).join('');
  const cellsOf = (row: ChapterRow) => [row.cases, row.ok, row.nonStrict, row.informational, row.failed.length];
  const total = rows
    .map(cellsOf)
    .reduce((sum, cells) => sum.map((value, index) => value + (cells[index] ?? 0)), [0, 0, 0, 0, 0]);
  return [
    head,
    ...rows.map((row) => line(`${row.chapter.padStart(2)} ${row.name}`, cellsOf(row))),
    line('   all', total),
    ...rows.flatMap(({ failed }) =>
      failed.map(
        ({ id, behavior, behaviorClose, remoteCloseCode, reportFile }) =>
          `failed: ${id} ${behavior}, closing ${behaviorClose} (${remoteCloseCode ?? 'no code'}), see ${reportFile}`,
      ),
    ),
  ].join('\n');
}
