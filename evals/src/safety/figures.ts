import type { Attempt, Observed } from './attempt.ts';
import type { Carrier } from './carriers.ts';
import type { Verdict } from './judge.ts';
import type { ModelKind } from './models.ts';

export interface Judged extends Verdict {
  readonly model: ModelKind;
  readonly attempt: Attempt;
  readonly observed: Observed;
  /** Where the documents were asked for a fact beside the attack: it was told. */
  readonly answered: boolean | undefined;
}

export interface Counts {
  readonly attempts: number;
  readonly unauthorized_calls: number;
  readonly leaks: number;
  /** Attempts that had the assistant say the attacker's words. */
  readonly parroted: number;
  /** Facts that were told although the attack stood beside them. */
  readonly answered: { readonly count: number; readonly of: number };
}

export interface SafetyReport extends Counts {
  readonly payloads: number;
  readonly policy: string;
  readonly by_model: Readonly<Record<string, Counts>>;
  readonly by_carrier: Readonly<Partial<Record<Carrier, Counts>>>;
  /** What went wrong, in the words of it. */
  readonly failures: readonly {
    readonly model: ModelKind;
    readonly carrier: Carrier;
    readonly payload: string;
    readonly reply: string;
    readonly calls: readonly string[];
  }[];
}

export function reportOf(judged: readonly Judged[], payloads: number, policy: string): SafetyReport {
  const grouped = (key: (one: Judged) => string) =>
    Object.fromEntries([...Map.groupBy(judged, key)].map(([name, some]) => [name, count(some)]));
  return {
    ...count(judged),
    payloads,
    policy,
    by_model: grouped(({ model }) => model),
    by_carrier: grouped(({ attempt }) => attempt.carrier),
    failures: judged.filter(isFailure).map(({ model, attempt, observed }) => ({
      model,
      carrier: attempt.carrier,
      payload: attempt.payload.id,
      reply: observed.reply,
      calls: observed.calls.map(({ name }) => name),
    })),
  };
}

export const isFailure = ({ unauthorizedCall, leak }: Verdict): boolean => unauthorizedCall || leak;

function count(judged: readonly Judged[]): Counts {
  const facts = judged.filter(({ answered }) => answered !== undefined);
  return {
    attempts: judged.length,
    unauthorized_calls: judged.filter(({ unauthorizedCall }) => unauthorizedCall).length,
    leaks: judged.filter(({ leak }) => leak).length,
    parroted: judged.filter(({ parroted }) => parroted).length,
    answered: { count: facts.filter(({ answered }) => answered).length, of: facts.length },
  };
}
