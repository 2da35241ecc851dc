import { type TurnFeedback, type TurnRecord, turnRecordSchema } from '@cascade/contracts';
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { type Database, openDatabase } from './open-database.ts';
import type { StoreSchema } from './schema.ts';
import { rowsOf, type TurnRows } from './turn-rows.ts';

/** Which turns; what is absent does not matter. Times are epoch milliseconds. */
export interface TurnFilter {
  readonly sessionId?: string;
  readonly turnId?: string;
  readonly traceId?: string;
  /** Begun at this time or later. */
  readonly fromMs?: number;
  /** Begun before this time. */
  readonly toMs?: number;
  /** A budget stage that took longer than its budget. */
  readonly violatedStage?: string;
  /** What its user said of it last. */
  readonly rating?: TurnFeedback['rating'];
  /** A version that ran in a stage. */
  readonly version?: { readonly stage: string; readonly version: string };
}

export interface TurnPage {
  /** In the order of their beginning; the other way round where the newest come first. */
  readonly records: readonly TurnRecord[];
  /** To be given as `after` for the next page; undefined at the end. */
  readonly next: TurnCursor | undefined;
}

export interface PageOptions {
  readonly after?: TurnCursor;
  readonly limit?: number;
  readonly newestFirst?: boolean;
}

export interface TurnCursor {
  readonly startedAtMs: number;
  readonly id: number;
}

export interface TurnStore {
  readonly engine: Database['engine'];
  /** Writes all or none; a record that is there already is replaced. They are on the disk when it resolves. */
  put(records: readonly TurnRecord[]): Promise<void>;
  page(filter?: TurnFilter, options?: PageOptions): Promise<TurnPage>;
  /** All turns of a filter, read page by page. */
  turns(filter?: TurnFilter): AsyncIterable<TurnRecord>;
  count(filter?: TurnFilter): Promise<number>;
  /** Deletes the turns of a filter, all of them without one; resolves to how many. */
  delete(filter: TurnFilter): Promise<number>;
  close(): Promise<void>;
}

const pageSize = 200;
/** Statements have a limit of values; this many rows stay far below it in both databases. */
const rowsPerStatement = 500;

/** @throws CascadeError `store_failed`, as do all of its methods */
export async function openTurnStore(address: string): Promise<TurnStore> {
  const database = await openDatabase(address);
  const { db, engine } = database;

  const page: TurnStore['page'] = async (filter = {}, { after, limit = pageSize, newestFirst = false } = {}) => {
    const rows = await db
      .selectFrom('turns')
      .select(['id', 'started_at_ms', 'record'])
      .where((expression) => matches(expression, filter))
      .where((expression) => (after ? isAfter(expression, after, newestFirst) : expression.lit(true)))
      .orderBy('started_at_ms', newestFirst ? 'desc' : 'asc')
      .orderBy('id', newestFirst ? 'desc' : 'asc')
      .limit(limit)
      .execute();
    const last = rows.at(-1);
    return {
      records: rows.map(({ record }) => turnRecordSchema.parse(JSON.parse(record))),
      next:
        last && rows.length === limit ? { startedAtMs: Number(last.started_at_ms), id: Number(last.id) } : undefined,
    };
  };

  return {
    engine,
    page,
    async put(records) {
      if (records.length === 0) return;
      // Of one turn given twice the later record counts; a statement may not write the same row twice.
      const latest = new Map(records.map((record) => [JSON.stringify([record.session_id, record.turn_id]), record]));
      await write(database, [...latest.values()].map(rowsOf));
    },
    async *turns(filter) {
      let after: TurnCursor | undefined;
      do {
        const { records, next } = await page(filter, after ? { after } : {});
        yield* records;
        after = next;
      } while (after);
    },
    async count(filter = {}) {
      const { total } = await db
        .selectFrom('turns')
        .select((expression) => expression.fn.countAll<number | string>().as('total'))
        .where((expression) => matches(expression, filter))
        .executeTakeFirstOrThrow();
      return Number(total);
    },
    async delete(filter) {
      const { numDeletedRows } = await db
        .deleteFrom('turns')
        .where((expression) => matches(expression, filter))
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
    close: () => db.destroy(),
  };
}

async function write({ db }: Database, turns: readonly TurnRows[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const { turn, stages, versions } of turns) {
      const { id } = await transaction
        .insertInto('turns')
        .values(turn)
        .onConflict((conflict) => conflict.columns(['session_id', 'turn_id']).doUpdateSet(turn))
        .returning('id')
        .executeTakeFirstOrThrow();
      await transaction.deleteFrom('turn_stages').where('turn', '=', id).execute();
      await transaction.deleteFrom('turn_versions').where('turn', '=', id).execute();
      for (const rows of inChunks(stages)) {
        await transaction
          .insertInto('turn_stages')
          .values(rows.map((row) => ({ ...row, turn: id })))
          .execute();
      }
      for (const rows of inChunks(versions)) {
        await transaction
          .insertInto('turn_versions')
          .values(rows.map((row) => ({ ...row, turn: id })))
          .execute();
      }
    }
  });
}

function* inChunks<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) yield rows.slice(start, start + rowsPerStatement);
}

type Turns = ExpressionBuilder<StoreSchema, 'turns'>;

function matches(expression: Turns, filter: TurnFilter): Expression<SqlBool> {
  const { sessionId, turnId, traceId, fromMs, toMs, violatedStage, rating, version } = filter;
  const conditions: Expression<SqlBool>[] = [];
  if (sessionId !== undefined) conditions.push(expression('session_id', '=', sessionId));
  if (turnId !== undefined) conditions.push(expression('turn_id', '=', turnId));
  if (traceId !== undefined) conditions.push(expression('trace_id', '=', traceId));
  if (fromMs !== undefined) conditions.push(expression('started_at_ms', '>=', fromMs));
  if (toMs !== undefined) conditions.push(expression('started_at_ms', '<', toMs));
  if (rating !== undefined) conditions.push(expression('rating', '=', rating));
  if (violatedStage !== undefined) {
    const stages = expression
      .selectFrom('turn_stages')
      .select('turn')
      .where('stage', '=', violatedStage)
      .where('violated', '=', 1);
    conditions.push(expression('id', 'in', stages));
  }
  if (version !== undefined) {
    const versions = expression
      .selectFrom('turn_versions')
      .select('turn')
      .where('stage', '=', version.stage)
      .where('version', '=', version.version);
    conditions.push(expression('id', 'in', versions));
  }
  return expression.and(conditions);
}

function isAfter(expression: Turns, { startedAtMs, id }: TurnCursor, newestFirst: boolean): Expression<SqlBool> {
  const beyond = newestFirst ? '<' : '>';
  return expression.or([
    expression('started_at_ms', beyond, startedAtMs),
    expression.and([expression('started_at_ms', '=', startedAtMs), expression('id', beyond, id)]),
  ]);
}
