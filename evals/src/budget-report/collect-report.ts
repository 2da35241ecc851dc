import {
  type BudgetsMs,
  type DeclaredBudget,
  type DeclaredProfile,
  type StageTeams,
  slicesOf,
  turnBudgetsOf,
  verdictsOf,
} from '@cascade/budget';
import type { TurnRecord, TurnVerdict } from '@cascade/contracts';
import { LatencySamples, shareOf } from './latency-figures.ts';
import type {
  BudgetOutcome,
  BudgetReport,
  Estimate,
  JudgedBudget,
  OwnerCount,
  SliceFigures,
  VersionComparison,
  WorstTurn,
} from './report.ts';

export interface ReportOptions {
  readonly profile: DeclaredProfile;
  readonly teams: StageTeams;
  /** How many of the worst turns are listed. */
  readonly worst: number;
}

/** Clients name their devices: what they make up must not fill the memory. */
const maxSlices = 500;

/** Takes turns one by one; keeps a few numbers of each and no record. */
export class ReportCollector {
  readonly #options: ReportOptions;
  readonly #turnBudgetsMs: BudgetsMs;
  readonly #all = new LatencySamples();
  readonly #slices = new Map<string, LatencySamples>();
  readonly #versions = new Map<string, Map<string, LatencySamples>>();
  readonly #owners = new Map<string, OwnerCount>();
  #worst: WorstTurn[] = [];
  #judged = 0;
  #first: string | null = null;
  #last: string | null = null;

  constructor(options: ReportOptions) {
    this.#options = options;
    this.#turnBudgetsMs = turnBudgetsOf(options.profile);
  }

  get turns(): number {
    return this.#all.turns;
  }

  /** What is drawn as a distribution. */
  get samples(): LatencySamples {
    return this.#all;
  }

  add(record: TurnRecord): void {
    this.#all.add(record);
    for (const slice of slicesOf(record)) samplesIn(this.#slices, slice)?.add(record);
    for (const [stage, version] of Object.entries(record.versions)) {
      const versions = this.#versions.get(stage) ?? new Map<string, LatencySamples>();
      this.#versions.set(stage, versions);
      samplesIn(versions, version)?.add(record);
    }
    const { started_at } = record;
    if (this.#first === null || started_at < this.#first) this.#first = started_at;
    if (this.#last === null || started_at > this.#last) this.#last = started_at;
    const verdicts = this.#verdictsOf(record);
    if (verdicts.length === 0) return;
    this.#judged += 1;
    for (const verdict of verdicts) this.#count(verdict);
    this.#rank(record, verdicts);
  }

  /**
   * By the profile asked for, whichever the service judged by. Whether an answer was due is taken from the record where it
   * says: without consent the words it was decided by are not in the store.
   */
  #verdictsOf(record: TurnRecord): TurnVerdict[] {
    const { teams } = this.#options;
    const anew = verdictsOf(record, { budgetsMs: this.#turnBudgetsMs, teams });
    const known = record.budget.verdicts;
    if (!known) return anew;
    const isAnswer = ({ budget }: TurnVerdict) => budget === 'answer';
    const answers = known.filter(isAnswer).map((verdict) => ({ ...verdict, team: teams[verdict.stage] }));
    return [...anew.filter((verdict) => !isAnswer(verdict)), ...answers];
  }

  #count({ budget, stage, owner, team }: TurnVerdict): void {
    const key = `${budget} ${stage} ${owner}`;
    this.#owners.set(key, { budget, stage, owner, team, turns: (this.#owners.get(key)?.turns ?? 0) + 1 });
  }

  #rank(
    { trace_id, session_id, turn_id, started_at, voice_to_voice_ms }: TurnRecord,
    verdicts: readonly TurnVerdict[],
  ): void {
    const times = verdicts.map(({ observed_ms, budget_ms }) =>
      observed_ms === null || budget_ms === null ? Infinity : observed_ms / budget_ms,
    );
    const worst = Math.max(...times);
    const times_over = Number.isFinite(worst) ? worst : null;
    const turn = { trace_id, session_id, turn_id, started_at, voice_to_voice_ms, times_over, verdicts };
    const badness = (candidate: WorstTurn) => candidate.times_over ?? Infinity;
    this.#worst = [...this.#worst, turn]
      .sort((a, b) => (badness(a) === badness(b) ? 0 : badness(b) - badness(a)))
      .slice(0, this.#options.worst);
  }

  report(): BudgetReport {
    const { profile } = this.#options;
    return {
      profile: profile.name,
      turns: this.turns,
      first_started_at: this.#first,
      last_started_at: this.#last,
      with_verdict: { turns: this.#judged, ...shareOf(this.#judged, this.turns) },
      latencies: this.#all.figures(this.#turnBudgetsMs),
      budgets: profile.budgets.map((budget) => this.#judge(budget)),
      owners: [...this.#owners.values()].sort((a, b) => b.turns - a.turns),
      slices: this.#sliceFigures(),
      comparisons: this.#comparisons(),
      worst: this.#worst,
    };
  }

  #judge(budget: DeclaredBudget): JudgedBudget {
    const samples = budget.slice === undefined ? this.#all : this.#slices.get(budget.slice);
    const observed = samples?.estimate(budget.stage, budget.percentile) ?? { value: null, low: null, high: null };
    const turns = samples?.valuesOf(budget.stage).length ?? 0;
    return { ...budget, turns, observed, outcome: outcomeOf(observed, budget.ms) };
  }

  #sliceFigures(): SliceFigures[] {
    const kinds = Map.groupBy(this.#slices, ([slice]) => kindOf(slice));
    return [...kinds.values()].flatMap((slices) => {
      const parts = slices.some(([, { turns }]) => turns < this.turns);
      if (!parts) return [];
      return slices
        .toSorted(([, a], [, b]) => b.turns - a.turns)
        .map(([slice, samples]) => ({
          slice,
          turns: samples.turns,
          latencies: samples.figures(this.#turnBudgetsMs),
        }));
    });
  }

  #comparisons(): VersionComparison[] {
    return [...this.#versions]
      .filter(([, versions]) => versions.size > 1)
      .map(([stage, versions]) => ({
        stage,
        versions: [...versions].map(([version, samples]) => ({
          version,
          turns: samples.turns,
          latencies: samples.figures(this.#turnBudgetsMs),
        })),
      }));
  }
}

const kindOf = (slice: string): string => slice.slice(0, slice.indexOf(':'));

function samplesIn(groups: Map<string, LatencySamples>, name: string): LatencySamples | undefined {
  const known = groups.get(name);
  if (known || groups.size >= maxSlices) return known;
  const samples = new LatencySamples();
  groups.set(name, samples);
  return samples;
}

function outcomeOf({ value, low, high }: Estimate, budgetMs: number): BudgetOutcome {
  if (value === null) return 'no turns';
  if (low !== null && low > budgetMs) return 'exceeded';
  return high !== null && high <= budgetMs ? 'kept' : 'unclear';
}
