import { systemClock } from '@cascade/runtime';
import type { LoadLevel } from './capacity.ts';
import type { Criterion } from './criteria.ts';
import { planStep, type StepTimes } from './load-plan.ts';
import { type LoadOptions, runLoad } from './run-load.ts';
import { nextMove, type SearchOptions, type SearchStep } from './search.ts';
import { isDisturbed, type StepResult, stepResultOf } from './step-result.ts';

export interface SearchRun extends SearchOptions {
  readonly criteria: readonly Criterion[];
  readonly times: StepTimes;
  readonly seed: string;
  readonly onStep: (step: StepResult) => void;
}

/** On the way up a rough look is enough. */
const climbsFaster = 3;
/** What a broken step left behind has so long to be worked off, and the service's measures against load to be taken back. */
const coolMs = { kept: 1000, broken: 6000 } as const;

/** A search that goes on step by step, so that two of them can take turns. */
export class SearchSteps {
  readonly steps: StepResult[] = [];
  readonly #run: SearchRun;
  #isDisturbedAnyway = false;

  constructor(run: SearchRun) {
    this.#run = run;
  }

  /** Longest that the next step may take. */
  get stepMs(): number {
    const { rampMs, settleMs, measureMs, tailMs } = this.#times(
      nextMove(searchStepsOf(this.steps), this.#run)?.climbing ?? false,
    );
    return rampMs + settleMs + measureMs + tailMs + coolMs.broken;
  }

  /** Measures once more. @returns false when there is nothing left to learn */
  async next(options: LoadOptions): Promise<boolean> {
    const { criteria, seed, onStep } = this.#run;
    const move = nextMove(searchStepsOf(this.steps), this.#run);
    if (!move || options.signal.aborted) return false;
    const { sessions, climbing } = move;
    const before = this.steps.filter((step) => step.sessions === sessions).length;
    const [trace] = await runLoad(planStep(sessions, this.#times(climbing)), `${seed}/${sessions}/${before}`, options);
    if (!trace || options.signal.aborted) return false;
    const step = this.#judged(stepResultOf(trace, criteria));
    this.steps.push(step);
    onStep(step);
    await systemClock.sleep(step.kept ? coolMs.kept : coolMs.broken, options.signal).catch(() => undefined);
    return true;
  }

  #times(climbing: boolean): StepTimes {
    const { times } = this.#run;
    return climbing ? { ...times, measureMs: times.measureMs / climbsFaster } : times;
  }

  /** A disturbed step is measured again; when that is disturbed, too, the machine is so all the time, and is measured as it is. */
  #judged(step: StepResult): StepResult {
    const last = this.steps.at(-1);
    const isRepeat = last !== undefined && !last.counted && last.sessions === step.sessions;
    this.#isDisturbedAnyway ||= isRepeat && isDisturbed(step);
    const again = step.counted && isDisturbed(step) && !this.#isDisturbedAnyway;
    return again ? { ...step, counted: false, doubts: [...step.doubts, 'measured again because of that'] } : step;
  }
}

/** As the pure search sees them. */
const searchStepsOf = (steps: readonly StepResult[]): SearchStep[] =>
  steps.flatMap((step) =>
    step.counted || step.generator_limited ? [{ ...levelOf(step), generatorLimited: step.generator_limited }] : [],
  );

/** What the capacity is estimated from. */
export const levelOf = ({ sessions, violations, refused, broken }: StepResult): LoadLevel => ({
  sessions,
  criteria: violations,
  lost: refused + broken,
});
