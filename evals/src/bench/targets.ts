/** What leads the field on two CPU cores: the figures that a run is judged by. */
import { budgetProfiles } from '@cascade/budget';
import type { SessionFigures, TargetResult, TurnResult } from './results.ts';
import { farFieldCommands, percentilesOf } from './summary.ts';

/** With so many conversations at once the default profile is to be met. */
const manySessions = 8;
const lead = budgetProfiles.lead;
/** A median has no place in a profile, which is about 95th percentiles. */
const leadFinalizationP50Ms = 250;
const llm = { p50: 700, p95: 1200 } as const;
const stopP95Ms = 300;
const earlyCutoffPercent = 5;
const werPercent = 9.5;
const farFieldWerPercent = 30;
const unstableRatio = 0.1;

interface Measured {
  readonly measured: number | null;
  readonly undisturbed?: number | null;
}

/** One row for each target that a count of sessions is about. Pure. */
export function judgeTargets(sessions: number, figures: SessionFigures, turns: readonly TurnResult[]): TargetResult[] {
  const row = (
    name: string,
    wanted: number,
    unit: string,
    { measured, undisturbed = null }: Measured,
  ): TargetResult => ({
    name,
    sessions,
    wanted,
    unit,
    measured,
    undisturbed,
    met: measured === null ? null : measured <= wanted,
  });
  if (sessions === 1) return [...latencyRows(figures, turns, row), ...qualityRows(figures, row)];
  return sessions >= manySessions ? defaultRows(figures, row) : [];
}

type Row = (name: string, wanted: number, unit: string, measured: Measured) => TargetResult;

function latencyRows(figures: SessionFigures, turns: readonly TurnResult[], row: Row): TargetResult[] {
  const { undisturbed, stages_ms: stages } = figures;
  const voiceToVoice = (sources: readonly string[], percent: 'p50' | 'p95'): Measured => {
    const some = turns.filter(({ answer_source }) => answer_source !== null && sources.includes(answer_source));
    const of = (chosen: readonly TurnResult[]) => percentilesOf(chosen.map((turn) => turn.voice_to_voice_ms))[percent];
    return { measured: of(some), undisturbed: of(some.filter((turn) => turn.undisturbed)) };
  };
  const stage = (name: string, percent: 'p50' | 'p95'): Measured => ({
    measured: stages[name]?.[percent] ?? null,
    undisturbed: undisturbed.stages_ms[name]?.[percent] ?? null,
  });
  const quick = ['fast-path', 'retrieval'];
  return [
    row('voice-to-voice p50, fast path and retrieval', lead.voiceToVoiceMs.p50, 'ms', voiceToVoice(quick, 'p50')),
    row('voice-to-voice p95, fast path and retrieval', lead.voiceToVoiceMs.p95, 'ms', voiceToVoice(quick, 'p95')),
    row('voice-to-voice p50, language model', llm.p50, 'ms', voiceToVoice(['llm'], 'p50')),
    row('voice-to-voice p95, language model', llm.p95, 'ms', voiceToVoice(['llm'], 'p95')),
    row('finalization p50', leadFinalizationP50Ms, 'ms', stage('finalization', 'p50')),
    ...Object.entries(lead.budgetsMs).map(([name, budget]) => row(`${name} p95`, budget, 'ms', stage(name, 'p95'))),
    row('stop latency p95', stopP95Ms, 'ms', {
      measured: figures.stop_latency_ms.p95,
      undisturbed: undisturbed.stop_latency_ms.p95,
    }),
  ];
}

function qualityRows(figures: SessionFigures, row: Row): TargetResult[] {
  const percent = (value: number | null | undefined) =>
    value === null || value === undefined ? null : Math.round(value * 1e4) / 100;
  return [
    row('early cutoffs', earlyCutoffPercent, '%', { measured: percent(figures.early_cutoff_rate) }),
    row('unstable partial word ratio', unstableRatio, '', { measured: figures.unstable_partial_word_ratio }),
    row('stable text withdrawn', 0, 'times', { measured: figures.stable_text_withdrawn }),
    row('word error rate', werPercent, '%', { measured: percent(figures.wer) }),
    row(`word error rate, ${farFieldCommands}`, farFieldWerPercent, '%', {
      measured: percent(figures.wer_by_slice[farFieldCommands]?.wer),
    }),
  ];
}

function defaultRows({ stages_ms: stages, undisturbed, voice_to_voice_ms }: SessionFigures, row: Row): TargetResult[] {
  const { budgetsMs, voiceToVoiceMs } = budgetProfiles.default;
  return [
    ...Object.entries(budgetsMs).map(([name, budget]) =>
      row(`${name} p95`, budget, 'ms', {
        measured: stages[name]?.p95 ?? null,
        undisturbed: undisturbed.stages_ms[name]?.p95 ?? null,
      }),
    ),
    row('voice-to-voice p95', voiceToVoiceMs.p95, 'ms', {
      measured: voice_to_voice_ms.p95,
      undisturbed: undisturbed.voice_to_voice_ms.p95,
    }),
  ];
}
