import { turnRecordSchema } from '@cascade/contracts';
import { z } from 'zod';
import type { BudgetRecord } from './budget-violations.ts';
import { findDuplicateKeys } from './duplicate-keys.ts';
import { jsonPath, type RecordProblem, schemaProblems, shorten, type ValueProblem } from './problem.ts';
import { textLines } from './text-lines.ts';

const stageLatency = z.number().nonnegative();

/** The least that a budget check needs of a record. Other fields are welcome. */
export const budgetRecordSchema = z.object({
  trace_id: z.string().min(1),
  stages_ms: z.record(z.string(), stageLatency),
});

/** What a full turn record of this service says of itself in `schema`. */
const turnSchemaName = turnRecordSchema.shape.schema.value;
const turnSchemaFamily = turnSchemaName.slice(0, turnSchemaName.lastIndexOf('.') + 1);

/** One record of a file, or all that is wrong with it. */
export type ValidatedRecord =
  | { readonly line: number; readonly record: BudgetRecord }
  | { readonly line: number; readonly problems: readonly RecordProblem[] };

/**
 * What is wrong with one parsed record; empty when nothing is. A record whose `schema` is of the turn record's family is
 * held to the whole turn record schema, any other to `budgetRecordSchema`.
 */
export function validateRecord(value: unknown): ValueProblem[] {
  const result = budgetRecordSchema.safeParse(value);
  const minimum = [...(result.success ? [] : schemaProblems(result.error, value)), ...protoStageProblems(value)];
  if (!isTurnRecord(value)) return minimum;
  const full = turnRecordSchema.safeParse(value);
  if (full.success) return minimum;
  const problems = schemaProblems(full.error, value);
  // Of another version's record only the version is at fault.
  const ofSchema = problems.filter(({ path }) => path === '$.schema');
  return ofSchema.length > 0 ? ofSchema : problems;
}

/** The schema library passes over a key called `__proto__`, which the budget check does read. */
function protoStageProblems(value: unknown): ValueProblem[] {
  const stages = (value as { stages_ms?: object } | null)?.stages_ms;
  if (typeof stages !== 'object' || stages === null || !Object.hasOwn(stages, '__proto__')) return [];
  const latencyMs = Object.getOwnPropertyDescriptor(stages, '__proto__')?.value;
  const result = z.object({ stages_ms: z.tuple([stageLatency]) }).safeParse({ stages_ms: [latencyMs] });
  if (result.success) return [];
  return schemaProblems(result.error, { stages_ms: [latencyMs] }).map((problem) => ({
    ...problem,
    path: jsonPath(['stages_ms', '__proto__']),
  }));
}

function isTurnRecord(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'schema')) return false;
  const { schema } = value as { schema: unknown };
  return typeof schema === 'string' && schema.startsWith(turnSchemaFamily);
}

/**
 * Reads turn records as newline-delimited JSON, one line in memory at a time. Blank lines, CRLF and a byte order mark are
 * fine. Everything else that is not a record comes back as problems with file, line, JSON path, expected and found.
 *
 * @param file how the problems name the file
 * @throws whatever reading `bytes` throws
 */
export async function* validateRecords(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<ValidatedRecord> {
  for await (const read of textLines(bytes)) {
    const { line } = read;
    const malformed = (problems: readonly ValueProblem[]) => ({
      line,
      problems: problems.map((problem) => ({ file, line, ...problem })),
    });
    if ('tooLongBytes' in read) {
      yield malformed([{ path: '$', expected: 'a line of at most 64 MiB', found: `${read.tooLongBytes} bytes` }]);
    } else if ('invalidUtf8' in read) {
      yield malformed([{ path: '$', expected: 'text in UTF-8', found: 'bytes that are not UTF-8' }]);
    } else if (read.text.trim() !== '') {
      const parsed = parseRecord(read.text);
      yield 'problems' in parsed ? malformed(parsed.problems) : { line, record: parsed.record };
    }
  }
}

function parseRecord(text: string): { record: BudgetRecord } | { problems: ValueProblem[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const found = `text that is not JSON (${error instanceof Error ? error.message : String(error)})`;
    return { problems: [{ path: '$', expected: 'one JSON object', found }] };
  }
  const duplicates = findDuplicateKeys(text).map(({ path }) => ({
    path: jsonPath(path),
    expected: 'each key once',
    found: `the key ${shorten(JSON.stringify(path.at(-1)))} again`,
  }));
  const problems = [...duplicates, ...validateRecord(value)];
  return problems.length > 0 ? { problems } : { record: value as BudgetRecord };
}
