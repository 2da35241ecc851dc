import { budgetProfiles, percentile, StageStatistics } from '@cascade/budget';
import { sumWordErrors } from '@cascade/client';
import type { ProcessUse } from './machine.ts';
import {
  answerSources,
  type BudgetVerdict,
  type InterruptionResult,
  type Percentiles,
  type SessionFigures,
  type TurnResult,
} from './results.ts';

/** What is known of a count of sessions beside its turns. */
export interface RunFacts {
  readonly service: ProcessUse | null;
  readonly wallMs: number;
  readonly talkShare: number | null;
  /** What the service said it gave up, each time. */
  readonly degraded: readonly string[];
}

/** The figures of one count of sessions. Pure. */
export function summarize(
  turns: readonly TurnResult[],
  interruptions: readonly InterruptionResult[],
  facts: RunFacts,
): SessionFigures {
  const calm = turns.filter(({ undisturbed }) => undisturbed);
  const figures = latencyFigures(turns, interruptions);
  const judged = turns.filter(({ outcome }) => outcome !== 'failed');
  return {
    ...figures,
    undisturbed: {
      turns: calm.length,
      ...latencyFigures(
        calm,
        interruptions.filter(({ undisturbed }) => undisturbed),
      ),
    },
    turns: turns.length,
    answered: turns.filter(({ outcome }) => outcome === 'answered').length,
    outcomes: countBy(turns.map(({ outcome }) => outcome)),
    end_of_speech_by_server: turns.filter(({ end_of_speech_by }) => end_of_speech_by === 'server').length,
    early_cutoff_rate: share(judged, ({ early_cutoff }) => early_cutoff),
    heard_too_early_rate: share(judged, ({ heard_too_early }) => heard_too_early),
    critical_ms: percentilesByName(turns.map(({ critical_ms }) => critical_ms)),
    queue_ms: percentilesByName(turns.map(({ queue_ms }) => queue_ms)),
    interruptions: countBy(interruptions.map(({ result }) => result)),
    ...wordFigures(judged),
    speculation: speculationOf(turns),
    reply_gap_ms: percentilesOf(judged.map(({ reply_gap_ms }) => reply_gap_ms)),
    client_late_ms: percentilesOf(judged.map(({ client_late_ms }) => client_late_ms)),
    degraded: countBy(facts.degraded),
    talk_share: facts.talkShare === null ? null : rounded(facts.talkShare, 3),
    steal_percent: percentilesOf(turns.map(({ steal_percent }) => steal_percent)),
    foreign_percent: percentilesOf(turns.map(({ foreign_percent }) => foreign_percent)),
    service: facts.service && {
      cores: rounded(facts.service.cores, 2),
      memory_mb: {
        start: Math.round(facts.service.memoryMb.start),
        end: Math.round(facts.service.memoryMb.end),
        peak: Math.round(facts.service.memoryMb.peak),
      },
    },
    wall_s: rounded(facts.wallMs / 1000, 1),
    budgets: Object.fromEntries(Object.keys(budgetProfiles).map((name) => [name, verdictOf(name, turns, figures)])),
  };
}

function latencyFigures(turns: readonly TurnResult[], interruptions: readonly InterruptionResult[]) {
  const voiceToVoice = (some: readonly TurnResult[]) =>
    percentilesOf(some.map(({ voice_to_voice_ms }) => voice_to_voice_ms));
  const sources = answerSources.flatMap((source) => {
    const some = turns.filter(({ answer_source, outcome }) => answer_source === source && outcome === 'answered');
    return some.length === 0 ? [] : [[source, { voice_to_voice_ms: voiceToVoice(some) }] as const];
  });
  return {
    voice_to_voice_ms: voiceToVoice(turns),
    answer_source: Object.fromEntries(sources) as SessionFigures['answer_source'],
    endpoint_delay_ms: percentilesOf(turns.map(({ endpoint_delay_ms }) => endpoint_delay_ms)),
    stages_ms: percentilesByName(turns.map(({ stages_ms }) => stages_ms)),
    stop_latency_ms: percentilesOf(interruptions.map(({ stop_latency_ms }) => stop_latency_ms)),
  };
}

export function percentilesOf(values: readonly (number | null)[]): Percentiles {
  const known = values.filter((value) => value !== null);
  const at = (percent: number) => {
    const value = percentile(known, percent);
    return value === null ? null : rounded(value, 1);
  };
  return { p50: at(50), p95: at(95), n: known.length };
}

/** Of each name over the turns that have it. */
function percentilesByName(all: readonly Readonly<Record<string, number>>[]): Record<string, Percentiles> {
  const names = [...new Set(all.flatMap((values) => Object.keys(values)))];
  return Object.fromEntries(names.map((name) => [name, percentilesOf(all.map((values) => values[name] ?? null))]));
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function share(turns: readonly TurnResult[], is: (turn: TurnResult) => boolean): number | null {
  return turns.length === 0 ? null : rounded(turns.filter(is).length / turns.length, 4);
}

/** Far-field short commands are what a real room does to a recognizer: they have a target of their own. */
export const farFieldCommands = 'far-field short commands';

function wordFigures(turns: readonly TurnResult[]) {
  const known = turns.filter(({ word_errors }) => word_errors !== null);
  const slices = [...new Set(known.flatMap((turn) => turn.slices))].sort();
  const parts = [
    ...slices.map((slice) => [slice, known.filter((turn) => turn.slices.includes(slice))] as const),
    [
      farFieldCommands,
      known.filter((turn) => ['noisy-or-farfield', 'short-command'].every((slice) => turn.slices.includes(slice))),
    ] as const,
  ].filter(([, some]) => some.length > 0);
  const sum = (field: keyof TurnResult['partials']) =>
    turns.reduce((total, { partials }) => total + partials[field], 0);
  const finalWords = sum('final_words');
  return {
    wer: known.length === 0 ? null : werOf(known),
    wer_by_slice: Object.fromEntries(
      parts.map(([slice, some]) => [slice, { wer: werOf(some), words: referenceWords(some), clips: some.length }]),
    ),
    unstable_partial_word_ratio: finalWords === 0 ? null : rounded(sum('unstable_words') / finalWords, 4),
    stable_text_withdrawn: sum('stable_withdrawn'),
  };
}

const referenceWords = (turns: readonly TurnResult[]): number =>
  turns.reduce((sum, { word_errors }) => sum + (word_errors?.reference_words ?? 0), 0);

/** All errors by all words, so that a long text weighs more than a short one. */
function werOf(turns: readonly TurnResult[]): number {
  const errors = turns.flatMap(({ word_errors }) =>
    word_errors === null ? [] : [{ ...word_errors, referenceWords: word_errors.reference_words, rate: 0 }],
  );
  return rounded(sumWordErrors(errors).rate, 4);
}

function speculationOf(turns: readonly TurnResult[]): SessionFigures['speculation'] {
  const ledgers = turns.flatMap(({ speculation }) => speculation ?? []);
  const sum = (field: keyof (typeof ledgers)[number]) =>
    rounded(
      ledgers.reduce((total, ledger) => total + ledger[field], 0),
      1,
    );
  const used = sum('used_compute_ms');
  const wasted = sum('wasted_compute_ms');
  return {
    turns: ledgers.length,
    attempts: sum('attempts'),
    used: sum('used'),
    used_compute_ms: used,
    wasted_compute_ms: wasted,
    wasted_compute_share: used + wasted === 0 ? null : rounded(wasted / (used + wasted), 4),
    used_tokens: sum('used_tokens'),
    wasted_tokens: sum('wasted_tokens'),
    used_audio_ms: sum('used_audio_ms'),
    wasted_audio_ms: sum('wasted_audio_ms'),
    saved_ms: percentilesOf(ledgers.map((ledger) => (ledger.used > 0 ? ledger.saved_ms : null))),
  };
}

/** Every stage's 95th percentile, and voice-to-voice, against a profile. */
function verdictOf(
  name: string,
  turns: readonly TurnResult[],
  { voice_to_voice_ms: { p50, p95 } }: Pick<SessionFigures, 'voice_to_voice_ms'>,
): BudgetVerdict {
  const { budgetsMs, voiceToVoiceMs } = budgetProfiles[name as keyof typeof budgetProfiles];
  const statistics = new StageStatistics(budgetsMs);
  for (const { stages_ms } of turns) statistics.add(stages_ms);
  const stages = Object.fromEntries(
    statistics.summaries().flatMap(({ stage, budgetMs, p95Ms, over }) => {
      if (budgetMs === undefined) return [];
      return [[stage, { p95: rounded(p95Ms, 1), budget: budgetMs, over, met: p95Ms <= budgetMs }]];
    }),
  );
  const inTime = p50 !== null && p95 !== null && p50 <= voiceToVoiceMs.p50 && p95 <= voiceToVoiceMs.p95;
  return {
    stages,
    voice_to_voice_ms: { p50, p95, p50_budget: voiceToVoiceMs.p50, p95_budget: voiceToVoiceMs.p95, met: inTime },
    met: inTime && Object.values(stages).every(({ met }) => met),
  };
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
