import { existsSync } from 'node:fs';
import { formatMs, printable, renderWaterfall, textTable } from '@cascade/budget';
import { CascadeError, type TurnRecord } from '@cascade/contracts';
import { exportTurns, openTurnStore, storeAddress, type TurnStore } from '@cascade/store';
import type { TurnsArguments } from './arguments.ts';

export interface TurnsSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Results. */
  print(line: string): void;
  /** What is said beside them. */
  note(line: string): void;
}

/**
 * Runs one command.
 *
 * @returns the exit code: 1 when no turn was found
 * @throws CascadeError `invalid_config` when there is no store, `store_failed`, `invalid_file`
 */
export async function runTurns(asked: TurnsArguments, around: TurnsSurroundings): Promise<0 | 1> {
  const store = await openExisting(asked.store, around.environment);
  try {
    return await commands[asked.command](store, asked, around);
  } finally {
    await store.close();
  }
}

/** A command that reads makes no empty store where the address was mistyped. */
async function openExisting(
  named: string | undefined,
  environment: TurnsSurroundings['environment'],
): Promise<TurnStore> {
  const { DATABASE_URL: databaseUrl, CASCADE_STORE: file } = environment;
  const address = named ?? storeAddress({ databaseUrl, file }, environment);
  if (address === undefined) {
    throw new CascadeError('invalid_config', 'CASCADE_STORE is off: no turns are kept. Name a store: --store ADDRESS.');
  }
  if (!/^postgres(ql)?:/.test(address) && !existsSync(address)) {
    throw new CascadeError(
      'invalid_config',
      `${address}: there is no turn store. The service makes one when it starts; or name another: --store ADDRESS.`,
    );
  }
  return openTurnStore(address);
}

type Run = (store: TurnStore, asked: TurnsArguments, around: TurnsSurroundings) => Promise<0 | 1>;

const list: Run = async (store, { filter, limit, json }, { print, note }) => {
  const { records } = await store.page(filter, { limit, newestFirst: true });
  if (json) for (const record of records) print(JSON.stringify(record));
  else if (records.length > 0) print(table(records));
  const total = await store.count(filter);
  note(total === 0 ? 'No turns.' : `${records.length} of ${total} turns, the newest first.`);
  return total === 0 ? 1 : 0;
};

/** Records are as their users' consent allows: of a turn without it there is the rating and no word. */
const review: Run = async (store, { filter, limit, json }, { print, note }) => {
  const wrong = { ...filter, rating: 'bad' } as const;
  const { records } = await store.page(wrong, { limit, newestFirst: true });
  for (const record of records) print(json ? JSON.stringify(record) : reviewText(record));
  const total = await store.count(wrong);
  note(total === 0 ? 'No turn was called wrong.' : `${records.length} of ${total} turns that were called wrong.`);
  return total === 0 ? 1 : 0;
};

const show: Run = async (store, { subject, json }, { print, note }) => {
  const { records: byTrace } = await store.page({ traceId: subject }, { limit: 1 });
  const [record] = byTrace.length > 0 ? byTrace : (await store.page({ turnId: subject }, { limit: 1 })).records;
  if (!record) {
    note(`No turn has the trace id or turn id ${subject}.`);
    return 1;
  }
  print(json ? JSON.stringify(record) : pageOf(record));
  return 0;
};

const writeFile: Run = async (store, { filter, subject, format }, { note }) => {
  const count = await exportTurns(store.turns(filter), subject, format);
  note(`${count} turns written to ${subject} (${format}).`);
  return count === 0 ? 1 : 0;
};

const remove: Run = async (store, { filter, confirmed }, { note }) => {
  const count = confirmed ? await store.delete(filter) : await store.count(filter);
  note(confirmed ? `${count} turns deleted.` : `${count} turns would be deleted. Say --yes to delete them for good.`);
  return count === 0 ? 1 : 0;
};

const commands = { list, review, show, export: writeFile, delete: remove } as const satisfies Record<string, Run>;

function table(records: readonly TurnRecord[]): string {
  const rows = records.map((record) => [
    record.started_at,
    record.trace_id,
    record.voice_to_voice_ms === null ? '–' : formatMs(record.voice_to_voice_ms),
    record.response?.status ?? 'none',
    record.response?.source ?? '–',
    ownersOf(record) || '–',
  ]);
  const header = ['begun', 'trace id', 'voice-to-voice', 'response', 'by', 'over budget'];
  return textTable([header, ...rows.map((row) => row.map(printable))], 'llrlll');
}

function reviewText(record: TurnRecord): string {
  const { started_at, trace_id, final_transcript, reply_text, retrieved_document_ids, feedback = [] } = record;
  const said = feedback.flatMap(({ correction }) => (correction === null ? [] : [`should be ${correction}`]));
  return [
    `${started_at}  ${trace_id}  by ${feedback.at(-1)?.source ?? '–'}`,
    `said      ${final_transcript || '–'}`,
    `replied   ${reply_text || '–'}`,
    ...(retrieved_document_ids.length > 0 ? [`from      ${retrieved_document_ids.join(', ')}`] : []),
    ...said,
    '',
  ]
    .map(printable)
    .join('\n');
}

const ownersOf = ({ budget }: TurnRecord): string =>
  (budget.verdicts ?? []).map(({ budget: broken, stage, owner }) => `${broken}: ${owner} in ${stage}`).join(', ');

function pageOf(record: TurnRecord): string {
  const { final_transcript, reply_text, heard_text, budget, cost, redacted = [] } = record;
  const price =
    cost.price && `cost     ${cost.price.total.toPrecision(3)} ${cost.price.currency} by ${cost.price.card}`;
  return [
    `turn ${record.turn_id} of session ${record.session_id}, begun ${record.started_at}`,
    `said     ${final_transcript || '–'}`,
    `replied  ${reply_text || '–'}`,
    ...(heard_text === reply_text ? [] : [`heard    ${heard_text || '–'}`]),
    ...(redacted.length > 0 ? [`withheld for want of consent: ${redacted.join(', ')}`] : []),
    ...(price ? [price] : []),
    ...(budget.verdicts ?? []).map(({ team, reason }) => `${team}: ${reason}`),
    '',
    ...renderWaterfall(record).split('\n'),
  ]
    .map(printable)
    .join('\n');
}
