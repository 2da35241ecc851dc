import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { budgetStages, CascadeError, type TurnRecord } from '@cascade/contracts';
import { type ColumnSource, fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';

export const exportFormats = ['ndjson', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/**
 * Writes turns to a file, whatever their number, a few hundred in memory at a time. The file is there whole or not at
 * all: it is written beside its place and moved there at the end.
 *
 * - `ndjson`: one record a line, as `pnpm budget check` reads them.
 * - `parquet`: one row a turn; ids, times and stage latencies as columns, the whole record as JSON in `record`.
 *
 * @returns how many were written
 * @throws CascadeError `invalid_file` naming the file when it cannot be written
 */
export async function exportTurns(
  turns: AsyncIterable<TurnRecord>,
  path: string,
  format: ExportFormat,
): Promise<number> {
  const unfinished = `${path}.part`;
  let count = 0;
  const counted = async function* () {
    for await (const turn of turns) {
      count++;
      yield turn;
    }
  };
  try {
    await (format === 'ndjson' ? writeLines(counted(), unfinished) : writeParquet(counted(), unfinished));
    await rename(unfinished, path);
    return count;
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    if (CascadeError.is(error)) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new CascadeError('invalid_file', `${path}: cannot be written (${reason})`, { cause: error });
  }
}

async function writeLines(turns: AsyncIterable<TurnRecord>, path: string): Promise<void> {
  const lines = async function* () {
    for await (const turn of turns) yield `${JSON.stringify(turn)}\n`;
  };
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

const rowsPerGroup = 1000;

async function writeParquet(turns: AsyncIterable<TurnRecord>, path: string): Promise<void> {
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: schemaFromColumnData({ columnData: columnsOf([]) }),
    createdBy: 'cascade',
  });
  let group: TurnRecord[] = [];
  for await (const turn of turns) {
    group.push(turn);
    if (group.length < rowsPerGroup) continue;
    await writer.write({ columnData: columnsOf(group), rowGroupSize: rowsPerGroup });
    group = [];
  }
  if (group.length > 0) await writer.write({ columnData: columnsOf(group), rowGroupSize: rowsPerGroup });
  await writer.finish();
}

const columnsOf = (turns: readonly TurnRecord[]): ColumnSource[] => [
  { name: 'session_id', type: 'STRING', nullable: false, data: turns.map(({ session_id }) => session_id) },
  { name: 'turn_id', type: 'STRING', nullable: false, data: turns.map(({ turn_id }) => turn_id) },
  { name: 'trace_id', type: 'STRING', nullable: false, data: turns.map(({ trace_id }) => trace_id) },
  { name: 'started_at', type: 'TIMESTAMP', nullable: false, data: turns.map((turn) => new Date(turn.started_at)) },
  { name: 'voice_to_voice_ms', type: 'DOUBLE', data: turns.map((turn) => turn.voice_to_voice_ms) },
  { name: 'response_status', type: 'STRING', data: turns.map(({ response }) => response?.status ?? null) },
  { name: 'response_source', type: 'STRING', data: turns.map(({ response }) => response?.source ?? null) },
  ...budgetStages.map(
    (stage): ColumnSource => ({
      name: `${stage}_ms`,
      type: 'DOUBLE',
      data: turns.map(({ stages_ms }) => stages_ms[stage] ?? null),
    }),
  ),
  { name: 'violations', type: 'STRING', nullable: false, data: turns.map(violationsOf) },
  { name: 'record', type: 'STRING', nullable: false, data: turns.map((turn) => JSON.stringify(turn)) },
];

/** Names of the stages over budget, with commas between them. */
const violationsOf = ({ budget }: TurnRecord): string => Object.keys(budget.violations).join(',');
