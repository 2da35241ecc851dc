import { join } from 'node:path';
import { CascadeError } from '@cascade/contracts';
import type { Registry } from '@cascade/models';
import { describeMachine } from '../../bench/machine.ts';
import type { ClipResult, EvalRun } from '../../results-schema/index.ts';
import { hashParts } from '../hash-parts.ts';
import type { LoadedSuite, LoadOptions, Suite, SuiteItem } from '../suite.ts';
import { hashCode } from './code-version.ts';
import { type EntryPlan, planEntry } from './entry-plan.ts';
import { isSwapped, shuffled, spread } from './order.ts';
import { OutcomeCache } from './outcome-cache.ts';
import { Progress } from './progress.ts';
import { runUnits } from './run-items.ts';
import type { Unit } from './unit.ts';

export interface RunRequest {
  readonly suite: Suite;
  readonly suiteName: string;
  readonly candidate: string | undefined;
  /** Undefined: nothing to compare with. */
  readonly baseline: string | undefined;
  readonly size: LoadOptions['size'];
  readonly manifests: readonly string[];
  readonly seed: number;
  readonly limit: number;
  readonly parallel: number;
  readonly cache: string;
  readonly registry: Registry;
  readonly signal: AbortSignal;
}

/** One item with what came of it, by entry as in `runs`. */
export interface Told {
  readonly item: SuiteItem;
  readonly hypotheses: readonly string[];
}

export interface SuiteRun {
  /** The candidate's; with a baseline, the baseline's before it. */
  readonly runs: readonly EvalRun[];
  readonly told: readonly Told[];
}

/** @throws CascadeError for entries, files and models that cannot be used, `cancelled` */
export async function runSuite(request: RunRequest): Promise<SuiteRun> {
  const { suite, seed } = request;
  const entries = entriesOf(request);
  const prepared = await prepare(request);
  const units = shuffled(prepared.items, seed).map((item): Unit => {
    return { item, entries: isSwapped(seed, item.id) ? entries.toReversed() : entries, repeat: 0 };
  });
  const outcomes = await runAll(request, prepared, units);
  const byItem = new Map(
    units.map(({ item, entries: inOrder }, index) => [
      item.id,
      entries.map((entry) => outcomes[index]![inOrder.indexOf(entry)]),
    ]),
  );
  const runs = entries.map((entry, side) => evalRun(request, prepared, entry, (item) => byItem.get(item.id)![side]));
  const told = prepared.items.map((item) => ({
    item,
    hypotheses: byItem.get(item.id)!.map((one) => suite.hypothesisOf(one)),
  }));
  return { runs, told };
}

/** The same entry several times, everything measured anew. @throws CascadeError as `runSuite` */
export async function runRepeats(request: RunRequest, count: number): Promise<EvalRun[]> {
  const [entry] = entriesOf({ ...request, baseline: undefined }) as [EntryPlan];
  const prepared = await prepare(request);
  const repeats = Array.from({ length: count }, (_, repeat) => repeat);
  const units = shuffled(prepared.items, request.seed).flatMap((item) =>
    repeats.map((repeat): Unit => ({ item, entries: [entry], repeat })),
  );
  const outcomes = await runAll(request, prepared, units);
  const found = new Map(units.map(({ item, repeat }, index) => [`${repeat}/${item.id}`, outcomes[index]![0]]));
  return repeats.map((repeat) => evalRun(request, prepared, entry, ({ id }) => found.get(`${repeat}/${id}`)));
}

/** What is run, and what else decides the outcomes. */
interface Prepared extends Pick<LoadedSuite, 'items' | 'sha256'> {
  readonly startedAt: string;
  readonly fixtures: string;
  readonly code: string;
  readonly progress: Progress;
}

async function prepare(request: RunRequest): Promise<Prepared> {
  const startedAt = new Date().toISOString();
  const progress = new Progress(request.suiteName);
  const loaded = await request.suite.load({ ...request, onProgress: (text) => progress.say(text) });
  const code = await hashCode([...request.suite.code]);
  return { ...chosen(loaded, request.limit), startedAt, fixtures: loaded.sha256, code, progress };
}

async function runAll(
  { suite, suiteName, parallel, cache, signal }: RunRequest,
  { code, progress }: Prepared,
  units: readonly Unit[],
): Promise<readonly (readonly unknown[])[]> {
  // Times are part of outcomes: they are kept by the machine they were measured on.
  const kept = await OutcomeCache.open(join(cache, suiteName), [suiteName, code, machineName()]);
  return runUnits(units, {
    bench: suite.bench,
    cache: kept,
    processes: Math.min(parallel, suite.mostProcesses ?? parallel),
    onProgress: (done, computed) => progress.count(done, units.length, computed),
    signal,
  });
}

/** @param outcomeOf an item */
const evalRun = (
  { suite, suiteName, seed }: RunRequest,
  { items, sha256, startedAt, code, fixtures }: Prepared,
  entry: EntryPlan,
  outcomeOf: (item: SuiteItem) => unknown,
): EvalRun => ({
  schema: 'cascade-eval-1',
  entry: entry.id,
  suite: { name: suiteName, sha256 },
  seed,
  startedAt,
  settings: entry.settings,
  versions: entry.versions,
  contentHashes: { code, entry: entry.sha256, fixtures },
  machine: machineName(),
  metrics: suite.metrics,
  clips: items.map((item) => clipResult(suite, item, outcomeOf(item))),
});

function entriesOf({ suite, registry, candidate, baseline }: RunRequest): EntryPlan[] {
  const planned = planEntry(registry, suite.kind, candidate);
  if (baseline === undefined) return [planned];
  return [planEntry(registry, suite.kind, baseline === 'live' ? undefined : baseline), planned];
}

/** Numbers and ids only: what was said stays where the recordings are. */
const clipResult = (suite: Suite, item: SuiteItem, outcome: unknown): ClipResult => ({
  id: item.id,
  group: item.group,
  slices: [...item.slices],
  ...(item.weight === undefined || item.weight === 1 ? {} : { weight: item.weight }),
  metrics: Object.fromEntries(
    Object.entries(suite.measure(item, outcome)).map(([name, { numerator, denominator }]) => [
      name,
      { numerator: sixDigits(numerator), denominator: sixDigits(denominator) },
    ]),
  ),
});

/** More is noise, and a file of results would be twice as large. */
const sixDigits = (value: number): number => Number(value.toPrecision(6));

function chosen(loaded: LoadedSuite, limit: number): Pick<LoadedSuite, 'items' | 'sha256'> {
  if (loaded.items.length === 0) {
    throw new CascadeError('invalid_file', `The suite ${loaded.name} has nothing in it: name a --manifest.`);
  }
  if (limit >= loaded.items.length) return loaded;
  return { items: spread(loaded.items, limit), sha256: hashParts(loaded.sha256, limit) };
}

function machineName(): string {
  const { cores, processor, node } = describeMachine();
  return `${processor}, ${cores} cores, node ${node}`;
}
