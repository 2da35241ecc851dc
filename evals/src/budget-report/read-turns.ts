import { createReadStream } from 'node:fs';
import { type RecordProblem, schemaProblems, validateRecords } from '@cascade/budget';
import { CascadeError, type TurnRecord, turnRecordSchema } from '@cascade/contracts';
import { openTurnStore } from '@cascade/store';

export interface TurnSource {
  readonly files: readonly string[];
  readonly store: string | undefined;
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
}

/** Whole turn records of files or of a store, in their order, and what of the files is none. */
export async function* readTurns(source: TurnSource): AsyncGenerator<TurnRecord | readonly RecordProblem[]> {
  if (source.files.length > 0) for (const file of source.files) yield* readFile(file, source);
  else yield* readStore(source);
}

async function* readStore({ store: address, fromMs, toMs }: TurnSource): AsyncGenerator<TurnRecord> {
  if (address === undefined)
    throw new CascadeError('invalid_config', 'Name files of turn records, or --store ADDRESS: CASCADE_STORE is off.');
  const store = await openTurnStore(address);
  try {
    yield* store.turns({ ...(fromMs !== undefined && { fromMs }), ...(toMs !== undefined && { toMs }) });
  } finally {
    await store.close();
  }
}

async function* readFile(file: string, { fromMs = -Infinity, toMs = Infinity }: TurnSource) {
  try {
    for await (const read of validateRecords(createReadStream(file), file)) {
      if ('problems' in read) {
        yield read.problems;
        continue;
      }
      // The check is content with a trace id and stages; a report takes times apart and needs all of a record.
      const whole = turnRecordSchema.safeParse(read.record);
      if (!whole.success) {
        yield schemaProblems(whole.error, read.record)
          .slice(0, 1)
          .map((problem) => ({ file, line: read.line, ...problem }));
        continue;
      }
      const startedAtMs = Date.parse(whole.data.started_at);
      if (startedAtMs >= fromMs && startedAtMs < toMs) yield whole.data;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CascadeError('invalid_file', `${file}: cannot be read (${code ?? message}).`, { cause: error });
  }
}
