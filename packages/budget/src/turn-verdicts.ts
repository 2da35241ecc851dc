import {
  budgetStages,
  type OverrunOwner,
  overrunOwners,
  type StageName,
  stageNames,
  type TurnRecord,
  type TurnVerdict,
} from '@cascade/contracts';
import { answerVerdict } from './answer-verdict.ts';
import type { BudgetsMs } from './budget-violations.ts';
import { type LatencyPart, latencyParts } from './latency-parts.ts';
import type { BudgetProfile } from './profiles.ts';
import { defaultTeams, type StageTeams } from './teams.ts';
import { formatMs } from './text-table.ts';
import { type LatencyBudget, usualOwnerMs, usualStageMs } from './usual-shares.ts';

export interface VerdictOptions {
  /** By budget stage, and `voice_to_voice` where that is to be judged: see `verdictBudgets`. */
  readonly budgetsMs: BudgetsMs;
  readonly teams?: Partial<StageTeams>;
}

/** The budgets a turn's verdicts are given by: those of its stages, and voice-to-voice at its 95th percentile. */
export const verdictBudgets = ({
  budgetsMs,
  voiceToVoiceMs,
}: Pick<BudgetProfile, 'budgetsMs' | 'voiceToVoiceMs'>): BudgetsMs => ({
  ...budgetsMs,
  voice_to_voice: voiceToVoiceMs.p95,
});

/**
 * Who owns each overrun of a turn: one verdict for each budget that was broken, in the order of the budget's stages, then
 * voice-to-voice, then `answer` when an answer was due and none was heard. Pure; never throws on a record of the schema.
 *
 * The rule: a turn that just keeps a budget spends a usual share of it in each stage (`usual-shares.ts`). The stage that is
 * furthest above its share is named, and in it the owner that is furthest above its own. So a stage is not blamed for being
 * the largest, only for being larger than it has a right to. A lone delay, with all else within its share, is always named.
 */
export function verdictsOf(record: TurnRecord, { budgetsMs, teams }: VerdictOptions): TurnVerdict[] {
  const team = (stage: StageName) => teams?.[stage] ?? defaultTeams[stage];
  const latencies = [...budgetStages, 'voice_to_voice'] as const;
  const verdicts = latencies.flatMap((budget): TurnVerdict[] => {
    const observedMs = budget === 'voice_to_voice' ? record.voice_to_voice_ms : record.stages_ms[budget];
    const budgetMs = Object.hasOwn(budgetsMs, budget) ? budgetsMs[budget] : undefined;
    if (observedMs === undefined || observedMs === null || budgetMs === undefined || observedMs <= budgetMs) return [];
    return [overrunVerdict(budget, { observedMs, budgetMs, parts: latencyParts(record, budget, observedMs), team })];
  });
  const answer = answerVerdict(record, { team, patienceMs: patienceMs(budgetsMs) });
  return answer ? [...verdicts, answer] : verdicts;
}

/** How long an answer may take before it is missing: what is declared for the whole way, or for its parts. */
function patienceMs(budgetsMs: BudgetsMs): number {
  const { voice_to_voice, finalization = 0, planning = 0, first_audio_byte = 0 } = budgetsMs;
  return voice_to_voice ?? finalization + planning + first_audio_byte;
}

interface Overrun {
  readonly observedMs: number;
  readonly budgetMs: number;
  readonly parts: readonly LatencyPart[];
  readonly team: (stage: StageName) => string;
}

function overrunVerdict(budget: LatencyBudget, { observedMs, budgetMs, parts, team }: Overrun): TurnVerdict {
  const sumOf = (matches: (part: LatencyPart) => boolean) =>
    parts.reduce((sum, part) => sum + (matches(part) ? part.ms : 0), 0);
  const stageMs = (stage: StageName) => sumOf((part) => part.stage === stage);
  const stage = largest(
    stageNames.filter((name) => stageMs(name) > 0),
    (name) => stageMs(name) - usualStageMs(budget, name, budgetMs),
  );
  const ownerMs = (owner: OverrunOwner) => sumOf((part) => part.stage === stage && part.owner === owner);
  const owner = largest(
    overrunOwners.filter((name) => ownerMs(name) > 0),
    (name) => ownerMs(name) - usualOwnerMs(budget, { stage, owner: name }, budgetMs),
  );
  const usualMs = usualOwnerMs(budget, { stage, owner }, budgetMs);
  return {
    budget,
    stage,
    owner,
    team: team(stage),
    observed_ms: observedMs,
    budget_ms: budgetMs,
    parts_ms: partsMs(parts, observedMs),
    reason:
      `${capitalized(inWords(budget))} took ${formatMs(observedMs)} ms, ${formatMs(observedMs - budgetMs)} over its budget of ` +
      `${formatMs(budgetMs)}: ${formatMs(ownerMs(owner))} ms of ${inWords(owner)} in ${stage}, where ` +
      `${formatMs(usualMs)} are usual.`,
  };
}

/** The first of the largest. */
function largest<Name>(names: readonly Name[], measure: (name: Name) => number): Name {
  return names.reduce((best, name) => (measure(name) > measure(best) ? name : best));
}

/** In tenths, as records are; what rounding leaves is the largest part's, so that they still add up. */
function partsMs(parts: readonly LatencyPart[], observedMs: number): TurnVerdict['parts_ms'] {
  const sums = new Map<OverrunOwner, number>();
  for (const { owner, ms } of parts) sums.set(owner, (sums.get(owner) ?? 0) + ms);
  const most = largest([...sums.keys()], (owner) => sums.get(owner) ?? 0);
  const others = [...sums].filter(([owner]) => owner !== most).map(([owner, ms]) => [owner, tenths(ms)] as const);
  const shown = others.filter(([, ms]) => ms > 0);
  const rest = observedMs - shown.reduce((sum, [, ms]) => sum + ms, 0);
  return Object.fromEntries([[most, Math.round(rest * 1000) / 1000], ...shown]);
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10;

const inWords = (name: string): string => name.replaceAll(/[_-]/g, ' ');

const capitalized = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
