import { CascadeError } from '@cascade/contracts';
import { type EntryKind, type EntryStatus, type RegistryEntry, registryEntrySchema } from './entry-schema.ts';
import type { EvalReference, RegistryEvent } from './events.ts';
import { mayBecome, transitions } from './status.ts';

export interface HistoryItem {
  readonly atMs: number;
  readonly from: EntryStatus | undefined;
  readonly to: EntryStatus;
  readonly by: string;
  readonly why: string;
}

/** An entry and what has become of it. */
export interface RegisteredEntry {
  readonly entry: RegistryEntry;
  readonly status: EntryStatus;
  /** Oldest first; the first item is its declaration. */
  readonly history: readonly HistoryItem[];
  readonly evals: readonly EvalReference[];
  /** Of its last event; 0 without any. */
  readonly sequence: number;
}

export interface Who {
  readonly by: string;
  readonly why: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** Stages that exactly one bundle runs. */
const exclusiveKinds: readonly EntryKind[] = ['asr', 'tts', 'planner', 'end-of-turn', 'vad'];

/**
 * The registry at one moment: declared entries, and events in the order in which they were written. Changes are
 * planned here as events and written by whoever holds the store.
 */
export class Registry {
  #entries: ReadonlyMap<string, RegisteredEntry>;

  /** @throws CascadeError `invalid_config` for an id declared twice or a history that contradicts itself */
  constructor(declared: readonly RegistryEntry[], events: readonly RegistryEvent[] = []) {
    const entries = new Map<string, RegisteredEntry>();
    for (const entry of declared) {
      if (entries.has(entry.id)) throw broken(`${entry.id} is declared twice.`);
      entries.set(entry.id, begin(entry, 0));
    }
    for (const event of events) entries.set(event.entryId, applied(entries.get(event.entryId), event));
    this.#entries = entries;
  }

  /** The registry after one more event. @throws CascadeError as the constructor */
  with(event: RegistryEvent): Registry {
    const grown = new Registry([]);
    grown.#entries = new Map(this.#entries).set(event.entryId, applied(this.#entries.get(event.entryId), event));
    return grown;
  }

  all(): readonly RegisteredEntry[] {
    return [...this.#entries.values()];
  }

  /** @throws CascadeError `unsupported_value` that names similar ids */
  get(id: string): RegisteredEntry {
    const found = this.#entries.get(id);
    if (found) return found;
    const name = id.replace(/@.*$/, '').replace(/^.*\//, '');
    const similar = [...this.#entries.keys()].filter((other) => other.includes(name)).join(', ');
    const hint = similar === '' ? '`pnpm registry list` shows all.' : `There are: ${similar}.`;
    throw new CascadeError('unsupported_value', `The registry has no entry "${id}". ${hint}`);
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** The bundle that runs a stage now. */
  live(kind: EntryKind): RegisteredEntry | undefined {
    return this.all().find(({ entry, status }) => entry.kind === kind && entry.role === 'bundle' && status === 'live');
  }

  /** What a version in records and metrics stands for. */
  resolve(version: string): RegisteredEntry | undefined {
    return this.#entries.get(version) ?? this.all().find(({ entry }) => entry.runsAs.includes(version));
  }

  /** @throws CascadeError `unsupported_value` when the id is taken, or a parent or an artifact is not there */
  planAdd(given: unknown, who: Who): RegistryEvent[] {
    const parsed = registryEntrySchema.safeParse(given);
    if (!parsed.success) {
      const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'entry'}: ${message}`);
      throw new CascadeError('invalid_config', `The entry cannot be added. ${issues.join('; ')}`);
    }
    const entry = parsed.data;
    if (this.#entries.has(entry.id)) {
      throw new CascadeError('unsupported_value', `${entry.id} is in the registry already; a change is a new version.`);
    }
    if (entry.initial.status !== 'candidate') {
      throw new CascadeError('unsupported_value', `${entry.id}: an added entry begins as a candidate.`);
    }
    for (const id of [...entry.artifacts, ...(entry.lineage ? [entry.lineage.parent] : [])]) this.get(id);
    return [{ type: 'added', entryId: entry.id, sequence: 1, ...who, entry }];
  }

  /**
   * The events of a change of status. A bundle that goes live retires the one before it, by whose id the rollback goes.
   *
   * @throws CascadeError `unsupported_value` that names the statuses it may go to
   */
  planStatus(id: string, to: EntryStatus, who: Who): RegistryEvent[] {
    const { entry, status, sequence } = this.get(id);
    if (!mayBecome(status, to)) {
      const allowed = transitions[status].join(', ');
      throw new CascadeError('unsupported_value', `${id} is ${status} and may become ${allowed}, not ${to}.`);
    }
    const change: RegistryEvent = { type: 'status', entryId: id, sequence: sequence + 1, ...who, from: status, to };
    const before = to === 'live' && isExclusive(entry) ? this.live(entry.kind) : undefined;
    if (!before) return [change];
    const replaced = { ...who, why: `replaced by ${id}: ${who.why}`, sequence: before.sequence + 1 };
    return [{ type: 'status', entryId: before.entry.id, ...replaced, from: 'live', to: 'retired' }, change];
  }

  planEvaluated(id: string, results: EvalReference, who: Who): RegistryEvent[] {
    const { sequence } = this.get(id);
    return [{ type: 'evaluated', entryId: id, sequence: sequence + 1, ...who, results }];
  }

  /** Where a rollback of the entry goes: what was live before it, or else the nearest ancestor that ever was. */
  rollbackTarget(id: string): RegisteredEntry | undefined {
    const { entry, status } = this.get(id);
    if (status !== 'live') return this.live(entry.kind);
    const wentLive = (other: RegisteredEntry) => other.history.findLast(({ to }) => to === 'live')?.atMs ?? -1;
    const earlier = this.all().filter(
      (other) =>
        other.entry.kind === entry.kind &&
        other.entry.role === entry.role &&
        other.entry.id !== id &&
        wentLive(other) >= 0,
    );
    return earlier.toSorted((a, b) => wentLive(b) - wentLive(a))[0];
  }
}

const isExclusive = ({ kind, role }: RegistryEntry): boolean => role === 'bundle' && exclusiveKinds.includes(kind);

const broken = (what: string): CascadeError => new CascadeError('invalid_config', `The registry is broken: ${what}`);

function begin(entry: RegistryEntry, sequence: number, atMs = Date.parse(entry.initial.on)): RegisteredEntry {
  const { status, by, why } = entry.initial;
  return { entry, status, history: [{ atMs, from: undefined, to: status, by, why }], evals: [], sequence };
}

function applied(before: RegisteredEntry | undefined, event: RegistryEvent): RegisteredEntry {
  const { entryId, sequence, atMs, by, why } = event;
  if (event.type === 'added') {
    if (before) throw broken(`${entryId} is declared and was added, too.`);
    return begin(event.entry, sequence, atMs);
  }
  if (!before) throw broken(`${entryId} has a history and no declaration.`);
  if (sequence !== before.sequence + 1) throw broken(`${entryId} lacks event ${before.sequence + 1}.`);
  if (event.type === 'evaluated') return { ...before, sequence, evals: [...before.evals, event.results] };
  const { from, to } = event;
  if (from !== before.status || !mayBecome(from, to)) {
    throw broken(`${entryId} was ${before.status} and cannot have gone from ${from} to ${to}.`);
  }
  return { ...before, sequence, status: to, history: [...before.history, { atMs, from, to, by, why }] };
}
