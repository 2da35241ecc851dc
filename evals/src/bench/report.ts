/** The report, as Markdown that is read as well in a terminal. */
import { printable } from '@cascade/budget';
import { markdownTable } from '../plots/markdown-table.ts';
import type { Comparison } from './compare.ts';
import { undisturbedLimits } from './machine.ts';
import type { BenchResults, Percentiles, SessionFigures, TargetResult } from './results.ts';

export function renderReport(results: BenchResults, comparisons: readonly Comparison[] | undefined): string {
  const { machine, run, started_at: startedAt, versions } = results;
  const counts = Object.entries(results.sessions);
  return [
    '# Benchmark',
    `${startedAt}, ${machine.cores} cores of ${machine.processor}, ${run.clips} clips of ${run.manifest}, seed "${run.seed}", ` +
      `${run.url ?? 'a service of its own'}. Times in ms. "Undisturbed": less than ${undisturbedLimits.stealPercent} % of the ` +
      `machine stolen by the hypervisor and less than ${undisturbedLimits.foreignPercent} % taken by other processes.`,
    '## Targets',
    targetTable(results.targets),
    ...(comparisons ? ['## Against the earlier run', comparisonTable(comparisons)] : []),
    ...counts.flatMap(([count, figures]) => sessionPart(count, figures)),
    '## Versions',
    Object.entries(versions)
      .map(([name, version]) => `- ${name}: ${printable(version)}`)
      .join('\n'),
  ].join('\n\n');
}

/** The few lines for the terminal. */
export function renderShort(results: BenchResults, comparisons: readonly Comparison[] | undefined): string {
  return [targetTable(results.targets), ...(comparisons ? [comparisonTable(comparisons)] : [])].join('\n\n');
}

function sessionPart(count: string, figures: SessionFigures): string[] {
  const plural = count === '1' ? 'One session' : `${count} sessions at once`;
  return [
    `## ${plural}`,
    summaryLine(figures),
    latencyTable(figures),
    'Budgets, at the 95th percentile:',
    budgetTable(figures),
    ...part('What the time from the last word to the reply goes to:', figures.critical_ms),
    ...part('Waiting for a free worker, over the whole turn:', figures.queue_ms),
    speculationLine(figures),
    ...wordPart(figures),
    machineLine(figures),
  ];
}

function summaryLine(figures: SessionFigures): string {
  const { turns, outcomes, early_cutoff_rate, heard_too_early_rate, end_of_speech_by_server, talk_share } = figures;
  return [
    `${turns} turns (${counted(outcomes)}), ${figures.wall_s} s.`,
    `Early cutoffs: ${percent(early_cutoff_rate)}; a reply was heard before the last word in ${percent(heard_too_early_rate)}.`,
    `In ${end_of_speech_by_server} turns noise hides the end of speech: the service's own is taken.`,
    ...(talk_share === null ? [] : [`The users spoke ${percent(talk_share)} of the time.`]),
    ...(Object.keys(figures.degraded).length > 0
      ? [`Given up for want of computing time: ${counted(figures.degraded)}.`]
      : []),
  ].join(' ');
}

function latencyTable(figures: SessionFigures): string {
  const { undisturbed } = figures;
  const row = (name: string, all: Percentiles, calm: Percentiles | undefined) => [name, ...cells(all), ...cells(calm)];
  const sources = Object.entries(figures.answer_source).map(([source, { voice_to_voice_ms }]) =>
    row(
      `  by ${source}`,
      voice_to_voice_ms,
      undisturbed.answer_source[source as keyof typeof undisturbed.answer_source]?.voice_to_voice_ms,
    ),
  );
  return markdownTable(
    ['', 'p50', 'p95', 'n', 'undisturbed p50', 'p95', 'n'],
    [
      row('voice-to-voice', figures.voice_to_voice_ms, undisturbed.voice_to_voice_ms),
      ...sources,
      row('endpoint delay', figures.endpoint_delay_ms, undisturbed.endpoint_delay_ms),
      ...Object.entries(figures.stages_ms).map(([name, all]) => row(name, all, undisturbed.stages_ms[name])),
      row('stop latency', figures.stop_latency_ms, undisturbed.stop_latency_ms),
      row('gaps in the reply', figures.reply_gap_ms, undefined),
      row('the client itself late by', figures.client_late_ms, undefined),
    ],
  );
}

function budgetTable({ budgets }: SessionFigures): string {
  const rows = Object.entries(budgets).flatMap(([profile, { stages, voice_to_voice_ms: total, met }]) => [
    ...Object.entries(stages).map(([stage, { p95, budget, over, met: kept }]) => [
      profile,
      stage,
      ms(p95),
      ms(budget),
      String(over),
      verdict(kept),
    ]),
    [profile, 'voice-to-voice p50', ms(total.p50), ms(total.p50_budget), '', ''],
    [profile, 'voice-to-voice p95', ms(total.p95), ms(total.p95_budget), '', verdict(total.met)],
    [profile, '**all of it**', '', '', '', verdict(met)],
  ]);
  return markdownTable(['profile', 'stage', 'measured', 'budget', 'turns over', ''], rows);
}

function part(title: string, figures: Readonly<Record<string, Percentiles>>): string[] {
  const rows = Object.entries(figures).map(([name, values]) => [name, ...cells(values)]);
  return rows.length === 0 ? [] : [title, markdownTable(['', 'p50', 'p95', 'n'], rows)];
}

function speculationLine({ speculation, interruptions }: SessionFigures): string {
  const { attempts, used, used_compute_ms, wasted_compute_ms, wasted_compute_share, saved_ms } = speculation;
  return [
    `Ahead of the turn's end: ${attempts} responses prepared in ${speculation.turns} turns, ${used} used;`,
    `${ms(used_compute_ms)} ms of computing used, ${ms(wasted_compute_ms)} wasted (${percent(wasted_compute_share)});`,
    `tokens ${speculation.used_tokens} used, ${speculation.wasted_tokens} wasted;`,
    `speech ${ms(speculation.used_audio_ms)} ms used, ${ms(speculation.wasted_audio_ms)} wasted.`,
    `Saved where used: p50 ${ms(saved_ms.p50)}, p95 ${ms(saved_ms.p95)} ms.`,
    ...(Object.keys(interruptions).length > 0 ? [`Interruptions: ${counted(interruptions)}.`] : []),
  ].join(' ');
}

function wordPart(figures: SessionFigures): string[] {
  const { wer, wer_by_slice, unstable_partial_word_ratio: unstable, stable_text_withdrawn } = figures;
  if (wer === null) return [];
  const shown =
    `Word error rate ${percent(wer)}; unstable partial word ratio ${unstable ?? '–'}; ` +
    `text shown as stable was withdrawn ${stable_text_withdrawn} times.`;
  const rows = Object.entries(wer_by_slice)
    .toSorted(([, one], [, other]) => other.words - one.words)
    .map(([slice, { wer: rate, words, clips }]) => [slice, percent(rate), String(words), String(clips)]);
  return [shown, markdownTable(['slice', 'word error rate', 'words', 'clips'], rows)];
}

function machineLine({ service, steal_percent, foreign_percent, undisturbed, turns }: SessionFigures): string {
  const disturbed =
    `${undisturbed.turns} of ${turns} turns undisturbed; stolen p50 ${ms(steal_percent.p50)} %, p95 ${ms(steal_percent.p95)} %; ` +
    `other processes p50 ${ms(foreign_percent.p50)} %, p95 ${ms(foreign_percent.p95)} %.`;
  if (!service)
    return `${disturbed} The service's process is not known: nothing is said of its processor time and memory.`;
  const { cores, memory_mb: memory } = service;
  return `${disturbed} The service kept ${cores} cores busy on average; memory ${memory.start} → ${memory.end} MB, peak ${memory.peak}.`;
}

function targetTable(targets: readonly TargetResult[]): string {
  if (targets.length === 0)
    return 'No target is about these counts of sessions: there are some for 1, and for 8 or more.';
  return markdownTable(
    ['target', 'sessions', 'wanted', 'measured', 'undisturbed', ''],
    targets.map(({ name, sessions, wanted, unit, measured, undisturbed, met }) => [
      name,
      String(sessions),
      `≤ ${wanted} ${unit}`.trim(),
      figure(measured),
      figure(undisturbed),
      met === null ? 'not measured' : verdict(met),
    ]),
  );
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  if (comparisons.length === 0) return 'The runs have no count of sessions and no clip in common.';
  const order = { worse: 0, better: 1, same: 2 };
  return markdownTable(
    ['sessions', 'figure', 'before', 'now', 'ratio', '95 % of the change', ''],
    comparisons
      .toSorted((one, other) => order[one.verdict] - order[other.verdict])
      .map(({ sessions, name, unit, before, now, interval, verdict: found }) => [
        sessions,
        `${name}${unit === '' ? '' : `, ${unit}`}`,
        figure(before),
        figure(now),
        before === 0 ? '–' : (now / before).toFixed(2),
        interval === null ? '–' : `${figure(interval[0])} … ${figure(interval[1])}`,
        found === 'worse' ? 'WORSE' : found,
      ]),
  );
}

const ms = (value: number | null): string => (value === null ? '–' : String(Math.round(value)));
const figure = (value: number | null): string => (value === null ? '–' : String(Math.round(value * 100) / 100));
const percent = (value: number | null): string => (value === null ? '–' : `${(100 * value).toFixed(1)} %`);
const verdict = (met: boolean): string => (met ? 'met' : 'MISSED');
const cells = (values: Percentiles | undefined): string[] =>
  values ? [ms(values.p50), ms(values.p95), String(values.n)] : ['–', '–', '–'];
const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
