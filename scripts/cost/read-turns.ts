import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CascadeError, type TurnRecord, turnRecordSchema } from '@cascade/contracts';
import { openTurnStore } from '@cascade/store';

/** Turn records of files, one JSON object a line, or of a store. @throws CascadeError that names file, line and place */
export async function* readTurns(source: {
  readonly files: readonly string[];
  readonly store: string | undefined;
}): AsyncGenerator<TurnRecord> {
  for (const file of source.files) yield* turnsOfFile(file);
  if (source.files.length > 0) return;
  if (!source.store) {
    throw new CascadeError('invalid_config', 'Name files of turn records, or --store ADDRESS: CASCADE_STORE is off.');
  }
  const store = await openTurnStore(source.store);
  try {
    yield* store.turns();
  } finally {
    await store.close();
  }
}

async function* turnsOfFile(file: string): AsyncGenerator<TurnRecord> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
  let number = 0;
  try {
    for await (const line of lines) {
      number += 1;
      if (line.trim() !== '') yield turnOf(line, `${file}:${number}`);
    }
  } catch (error) {
    throw CascadeError.from(error, 'invalid_file', `${file} cannot be read: ${(error as Error).message}`);
  }
}

function turnOf(line: string, place: string): TurnRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    const message = `${place}: not a JSON object on a line of its own. Export turns as NDJSON.`;
    throw new CascadeError('invalid_file', message, { cause: error });
  }
  const result = turnRecordSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') || 'the whole line';
  throw new CascadeError('invalid_file', `${place}: no turn record: ${where}: ${issue?.message}.`);
}
