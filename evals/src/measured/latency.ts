import { budgetProfiles } from '@cascade/budget';
import { type BudgetStage, budgetStages } from '@cascade/contracts';
import type { BenchResults, Percentiles } from '../bench/results.ts';
import { markdownTable } from '../plots/markdown-table.ts';
import type { KeptResults } from './results.ts';
import { day, ms, percent } from './show.ts';

const { default: usual, lead } = budgetProfiles;
const nobody: Percentiles = { p50: null, p95: null, n: 0 };

const nameOf = (stage: BudgetStage): string => stage.replaceAll('_', ' ');

/** One session: undisturbed turns against both budgets. */
export function latencyBlock({ bench }: KeptResults): string {
  const { undisturbed } = bench;
  const row = (name: string, { p50, p95 }: Percentiles, ...budgets: (number | undefined)[]) => [
    name,
    ms(p50),
    ms(p95),
    ...[0, 1].map((index) => (budgets[index] === undefined ? '' : ms(budgets[index]))),
  ];
  const bySource = (name: string, source: 'fast-path' | 'llm') => {
    const found = undisturbed.answer_source[source]?.voice_to_voice_ms ?? nobody;
    return row(`… where the ${name} answers (${found.n} turns)`, found);
  };
  const rows = [
    ...budgetStages.map((stage) =>
      row(nameOf(stage), undisturbed.stages_ms[stage] ?? nobody, usual.budgetsMs[stage], lead.budgetsMs[stage]),
    ),
    row('voice-to-voice', undisturbed.voice_to_voice_ms, usual.voiceToVoiceMs.p95, lead.voiceToVoiceMs.p95),
    bySource('fast path', 'fast-path'),
    bySource('embedded language model', 'llm'),
    row(`a reply stops when interrupted (${undisturbed.stop_latency_ms.n} times)`, undisturbed.stop_latency_ms),
  ];
  return `${about(bench)}\n\n${markdownTable(['', 'p50', 'p95', 'default budget', 'lead budget'], rows)}`;
}

function about({ machine, turns, undisturbed, started_at, early_cutoff_rate, wer, service }: BenchResults): string {
  const kept = service && `; the service kept ${service.cores.toFixed(1)} cores busy and held ${gigabytes(service)} GB`;
  return [
    `${day(started_at)}, ${machine.processor}, ${machine.cores} cores: ${undisturbed.turns} of ${turns} turns undisturbed${kept ?? ''}.`,
    `Taken for finished too early: ${percent(early_cutoff_rate)} of the turns. Word error rate live: ${percent(wer)}.`,
  ].join('\n');
}

const gigabytes = ({ memory_mb }: NonNullable<BenchResults['service']>): string => (memory_mb.peak / 1024).toFixed(1);

/** More than one session at once, where that was measured. */
export function manySessionsBlock({ bench }: KeptResults): string {
  const rows = Object.entries(bench.sessions)
    .filter(([sessions]) => Number(sessions) > 1)
    .map(([sessions, figures]) => [
      sessions,
      String(figures.answered),
      ...(['first_partial', 'finalization', 'planning', 'first_audio_byte'] as const).map((stage) =>
        ms(figures.stages_ms[stage]?.p95),
      ),
      both(figures.voice_to_voice_ms),
      both(figures.answer_source['fast-path']?.voice_to_voice_ms),
      both(figures.answer_source.llm?.voice_to_voice_ms),
    ]);
  const head = ['sessions', 'turns', 'first partial', 'finalization', 'planning', 'first audio'];
  const voice = ['voice-to-voice, p50 / p95', '… fast path', '… language model'];
  return markdownTable([...head, ...voice], rows);
}

const both = (found: Percentiles = nobody): string => `${ms(found.p50)} / ${ms(found.p95)}`;
