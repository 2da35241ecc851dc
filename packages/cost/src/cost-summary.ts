import { type StageName, stageNames, type TurnRecord } from '@cascade/contracts';
import { cardName, defaultMachine, machineOf, type PriceCard } from './price-card.ts';
import { type Charge, isWasted, turnCharges } from './turn-charges.ts';

/** What a number of turns cost, and what of the cost equation was measured on them. */
export interface CostSummary {
  readonly card: string;
  readonly currency: string;
  readonly turns: number;
  /** Turns that were answered and came once: what the rest was paid for. */
  readonly usefulTurns: number;
  readonly sessions: number;
  /** Audio recognized, all of it. */
  readonly audioMinutes: number;
  readonly usefulAudioMinutes: number;
  readonly total: number;
  /** Of the total: speculation that was thrown away. */
  readonly wasted: number;
  /** Of the total: failed turns and duplicates. */
  readonly lost: number;
  /** The total by useful turn; null where there is none, as are the next two. */
  readonly perTurn: number | null;
  readonly perAudioMinute: number | null;
  readonly perSession: number | null;
  readonly parts: Readonly<Record<string, number>>;
  readonly stages: Readonly<Partial<Record<StageName, StageCost>>>;
  /** By `stage version`; a turn's planner is the model that answered it. */
  readonly versions: Readonly<Record<string, number>>;
  /** By who made the reply's text. */
  readonly sources: Readonly<Record<string, GroupCost>>;
  readonly measured: MeasuredFactors;
}

export interface StageCost {
  readonly total: number;
  /** Computing time on machines of the card, speculation in vain included. */
  readonly busyMs: number;
  /** What that time would cost on machines that are never idle, without and with what was wasted. */
  readonly usedAtFullUse: number;
  readonly wastedAtFullUse: number;
  /** Of the card, for this stage. */
  readonly utilization: number;
  readonly hosted: number;
  readonly hostedWasted: number;
}

export interface GroupCost {
  readonly turns: number;
  readonly total: number;
}

/** Fractions. Null where there is nothing to divide by. */
export interface MeasuredFactors {
  /** Computing time / audio recognized. */
  readonly realTimeFactor: number | null;
  /** Computing time / time of the card's default machine's workers from the first turn's beginning to the last's. */
  readonly utilization: number | null;
  readonly windowHours: number;
  /** Audio of failed turns / audio of the turns that did not fail. */
  readonly retryRate: number | null;
  /** Audio that came again / audio that came once. */
  readonly duplicateShare: number | null;
}

const failed = ({ response }: TurnRecord): boolean =>
  response !== null && (response.status === 'failed' || response.error_code !== null);

type Fate = 'useful' | 'failed' | 'duplicate';

interface StageTally {
  used: number;
  wasted: number;
  busyMs: number;
  hosted: number;
  hostedWasted: number;
}

/** Adds turns up, one at a time: it keeps sums, not records. */
export class CostLedger {
  readonly #card: PriceCard;
  readonly #sessions = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #turns: Record<Fate, number> = { useful: 0, failed: 0, duplicate: 0 };
  readonly #audioMs: Record<Fate, number> = { useful: 0, failed: 0, duplicate: 0 };
  readonly #parts: Record<string, number> = {};
  readonly #stages = new Map<StageName, StageTally>();
  readonly #versions: Record<string, number> = {};
  readonly #sources: Record<string, { turns: number; total: number }> = {};
  #lost = 0;
  #fromMs = Infinity;
  #toMs = -Infinity;

  constructor(card: PriceCard) {
    this.#card = card;
  }

  add(record: TurnRecord): void {
    const fate = this.#fateOf(record);
    const charges = turnCharges(record, this.#card);
    const total = charges.reduce((sum, { amount }) => sum + amount, 0);
    this.#sessions.add(record.session_id);
    this.#turns[fate] += 1;
    this.#audioMs[fate] += record.cost.audio_in_ms;
    if (fate !== 'useful') this.#lost += total;
    for (const charge of charges) this.#addCharge(charge);
    const source = record.response?.source ?? 'no reply';
    this.#sources[source] ??= { turns: 0, total: 0 };
    this.#sources[source].turns += 1;
    this.#sources[source].total += total;
    const startedMs = Date.parse(record.started_at);
    this.#fromMs = Math.min(this.#fromMs, startedMs);
    this.#toMs = Math.max(this.#toMs, startedMs + record.cost.audio_in_ms + record.playback.audio_ms);
  }

  /** The same turn again, or, taken up in another connection, the same audio of the session again. */
  #fateOf(record: TurnRecord): Fate {
    const { start_sample, end_sample } = record.audio;
    const marks = [JSON.stringify([record.session_id, record.turn_id])];
    if (end_sample > start_sample) marks.push(JSON.stringify([record.session_id, start_sample, end_sample]));
    const isKnown = marks.some((mark) => this.#seen.has(mark));
    for (const mark of marks) this.#seen.add(mark);
    if (isKnown) return 'duplicate';
    return failed(record) ? 'failed' : 'useful';
  }

  #addCharge({ part, stage, version, quantity, amount }: Charge): void {
    this.#parts[part] = (this.#parts[part] ?? 0) + amount;
    const named = `${stage} ${version}`;
    this.#versions[named] = (this.#versions[named] ?? 0) + amount;
    const tally = this.#stages.get(stage) ?? { used: 0, wasted: 0, busyMs: 0, hosted: 0, hostedWasted: 0 };
    this.#stages.set(stage, tally);
    if (part === 'machine' || part === 'wasted_machine') {
      tally.busyMs += quantity;
      tally[isWasted(part) ? 'wasted' : 'used'] += amount;
    } else {
      tally[isWasted(part) ? 'hostedWasted' : 'hosted'] += amount;
    }
  }

  summary(): CostSummary {
    const { useful, failed, duplicate } = this.#audioMs;
    const audioMs = useful + failed + duplicate;
    const stages = this.#stageCosts();
    const busyMs = Object.values(stages).reduce((sum, stage) => sum + stage.busyMs, 0);
    const total = sumOf(Object.values(this.#parts));
    const windowMs = Math.max(0, this.#toMs - this.#fromMs);
    return {
      card: cardName(this.#card),
      currency: this.#card.currency,
      turns: sumOf(Object.values(this.#turns)),
      usefulTurns: this.#turns.useful,
      sessions: this.#sessions.size,
      audioMinutes: audioMs / 60_000,
      usefulAudioMinutes: useful / 60_000,
      total,
      wasted: sumOf(Object.entries(this.#parts).map(([part, amount]) => (isWasted(part) ? amount : 0))),
      lost: this.#lost,
      perTurn: ratio(total, this.#turns.useful),
      perAudioMinute: ratio(total, useful / 60_000),
      perSession: ratio(total, this.#sessions.size),
      parts: this.#parts,
      stages,
      versions: this.#versions,
      sources: this.#sources,
      measured: {
        realTimeFactor: ratio(busyMs, audioMs),
        utilization: ratio(busyMs, windowMs * defaultMachine(this.#card).workers),
        windowHours: windowMs / 3_600_000,
        retryRate: ratio(failed, useful + duplicate),
        duplicateShare: ratio(duplicate, useful),
      },
    };
  }

  #stageCosts(): Partial<Record<StageName, StageCost>> {
    const costs: Partial<Record<StageName, StageCost>> = {};
    for (const stage of stageNames) {
      const tally = this.#stages.get(stage);
      if (!tally) continue;
      const { utilization } = machineOf(this.#card, stage);
      const { used, wasted, busyMs, hosted, hostedWasted } = tally;
      costs[stage] = {
        total: used + wasted + hosted + hostedWasted,
        busyMs,
        usedAtFullUse: used * utilization,
        wastedAtFullUse: wasted * utilization,
        utilization,
        hosted,
        hostedWasted,
      };
    }
    return costs;
  }
}

/** @param records each is a turn; one that comes twice counts as duplicate traffic */
export function summarizeCost(records: Iterable<TurnRecord>, card: PriceCard): CostSummary {
  const ledger = new CostLedger(card);
  for (const record of records) ledger.add(record);
  return ledger.summary();
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
