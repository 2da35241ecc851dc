import { parseArgs } from 'node:util';
import { CascadeError, type StageName, stageNames } from '@cascade/contracts';
import { CostLedger, readPriceCard, type WhatIf, whatIf, withUtilization } from '@cascade/cost';
import { storeAddress } from '@cascade/store';
import { readTurns } from './read-turns.ts';
import { reportText, whatIfText } from './tables.ts';

const usage = `Usage: pnpm cost report  [SOURCE] [--card FILE] [--utilization SHARE] [--json]
       pnpm cost what-if [SOURCE] [--card FILE] [--json] CHANGES

  report   what turns cost: by turn, audio minute and session, by part, stage, model version and source of the reply
  what-if  the same traffic with something changed, before and after

SOURCE is files of turn records (NDJSON), or --store ADDRESS (a SQLite file, postgres://…); without
either, the service's own: DATABASE_URL, then CASCADE_STORE, then the user's data folder. --card is a price card; CASCADE_PRICE_CARD, or example prices, when left out.

CHANGES, shares from 0 to 1:
  --utilization SHARE      of the paid time that workers are busy
  --rtf-factor FACTOR      computing time against now: 0.7 for a quantized model; asr=0.7 for one stage; repeatable
  --retry-rate SHARE       audio that failed and is said again, against other audio
  --duplicate-share SHARE  audio that comes twice
  --shadow-share SHARE     of the traffic that a second version answers too, unheard
  --waste-factor FACTOR    speculation in vain against now; 0 without speculation
  --warm-pool WORKERS      held ready beyond what the utilization pays for
  --warm-hours HOURS       for how long; the time from the first turn to the last when left out`;

const number = { type: 'string' } as const;
const optionTable = {
  store: { type: 'string' },
  card: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  utilization: number,
  'rtf-factor': { type: 'string', multiple: true },
  'retry-rate': number,
  'duplicate-share': number,
  'shadow-share': number,
  'waste-factor': number,
  'warm-pool': number,
  'warm-hours': number,
} as const;
type Values = ReturnType<typeof parseArgs<{ options: typeof optionTable; allowPositionals: true }>>['values'];

/**
 * Runs one command and returns what it prints.
 *
 * @throws CascadeError what the user has to mend
 */
export async function runCost(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const { values, positionals } = parsed(args);
  const [command, ...files] = positionals;
  if (values.help || command === undefined) return usage;
  if (command !== 'report' && command !== 'what-if') throw wrongUse(`There is no command ${command}.`);
  const changes = changesOf(values);
  if (command === 'report') refuseChanges(values);

  const onFile = readPriceCard(values.card ?? environment.CASCADE_PRICE_CARD);
  const isReport = command === 'report';
  const card = isReport && changes.utilization ? withUtilization(onFile, changes.utilization) : onFile;
  const ledger = new CostLedger(card);
  const ownStore = storeAddress(
    { databaseUrl: environment.DATABASE_URL, file: environment.CASCADE_STORE },
    environment,
  );
  for await (const record of readTurns({ files, store: values.store ?? ownStore })) ledger.add(record);
  const summary = ledger.summary();
  if (isReport) return values.json ? JSON.stringify(summary, null, 2) : reportText(summary, card);

  const before = whatIf(summary, card);
  const after = whatIf(summary, card, changes);
  if (!values.json) return whatIfText(summary, before, after);
  return JSON.stringify({ card: summary.card, currency: summary.currency, changes, before, after }, null, 2);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: optionTable, allowPositionals: true });
  } catch (error) {
    throw wrongUse((error as Error).message);
  }
}

const wrongUse = (what: string): CascadeError => new CascadeError('invalid_config', `${what}\n\n${usage}`);

/** What belongs to the other command would be passed over in silence. */
function refuseChanges(values: Values): void {
  const allowed = new Set(['store', 'card', 'json', 'utilization']);
  const [stranger] = Object.keys(values).filter((name) => !allowed.has(name));
  if (stranger) throw wrongUse(`--${stranger} is of what-if; a report tells what was measured.`);
}

function changesOf(values: Values): WhatIf {
  const read = (
    name: 'retry-rate' | 'duplicate-share' | 'shadow-share' | 'waste-factor' | 'warm-pool' | 'warm-hours',
  ) => (values[name] === undefined ? undefined : numberOf(name, values[name], 0));
  const { utilization } = values;
  return present({
    utilization: utilization === undefined ? undefined : shareOf('utilization', utilization),
    ...rtfFactors(values['rtf-factor'] ?? []),
    retryRate: read('retry-rate'),
    duplicateShare: read('duplicate-share'),
    shadowShare: read('shadow-share'),
    wasteFactor: read('waste-factor'),
    warmPool: read('warm-pool'),
    warmHours: read('warm-hours'),
  });
}

const present = (changes: { readonly [Name in keyof WhatIf]: WhatIf[Name] | undefined }): WhatIf =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));

function rtfFactors(given: readonly string[]): Pick<WhatIf, 'rtfFactor' | 'stageRtfFactors'> {
  let rtfFactor: number | undefined;
  const stages: Partial<Record<StageName, number>> = {};
  for (const one of given) {
    const [stage, factor] = one.includes('=') ? one.split('=', 2) : [undefined, one];
    if (stage === undefined) rtfFactor = numberOf('rtf-factor', factor, 0);
    else stages[stageOf(stage)] = numberOf(`rtf-factor of ${stage}`, factor, 0);
  }
  return {
    ...(rtfFactor === undefined ? {} : { rtfFactor }),
    ...(Object.keys(stages).length > 0 ? { stageRtfFactors: stages } : {}),
  };
}

function stageOf(name: string): StageName {
  const stage = stageNames.find((one) => one === name);
  if (!stage) throw wrongUse(`There is no stage ${name}; the stages are ${stageNames.join(', ')}.`);
  return stage;
}

function numberOf(name: string, given: string | undefined, atLeast: number): number {
  const value = given?.trim() ? Number(given) : Number.NaN;
  if (!Number.isFinite(value) || value < atLeast) throw wrongUse(`--${name} is a number of at least ${atLeast}.`);
  return value;
}

function shareOf(name: string, given: string): number {
  const value = numberOf(name, given, 0);
  if (value === 0 || value > 1) throw wrongUse(`--${name} is above 0 and at most 1, not ${given}.`);
  return value;
}
