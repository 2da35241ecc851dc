/** The report in words and tables, as Markdown that is read as well in a terminal; the page takes its rows from here. */
import { textTable } from '@cascade/budget';
import type { Comparison } from './compare.ts';
import { generatorLimits } from './generator.ts';
import type { LoadResults } from './results.ts';
import type { Percentiles, StepResult } from './step-result.ts';

export type Rows = readonly (readonly string[])[];

export function textReport(results: LoadResults): string {
  const { capacity, comparison, curve } = results;
  return [
    headline(results),
    ...findings(results),
    section('Curve', curveHead(curve), curveRows(curve)),
    ...(capacity ? [section('Sessions that each budget allows', capacityHead, capacityRows(capacity))] : []),
    ...(comparison ? [section(`${comparison.a} → ${comparison.b}`, comparisonHead, comparisonRows(comparison))] : []),
    section('Who broke the budgets', overrunHead, overrunRows(curve)),
    section('What the generator cost', generatorHead, generatorRows(curve)),
    ...doubts(curve),
  ].join('\n\n');
}

const section = (title: string, head: readonly string[], rows: Rows): string =>
  `${title}\n${rows.length > 0 ? textTable([head, ...rows], `l${'r'.repeat(head.length - 1)}`) : 'nothing'}`;

/** The one line to remember. */
export function headline({
  mode,
  max_sessions: sessions,
  capacity,
  bottleneck,
  bottleneck_stage: stage,
  limited_by: limit,
  comparison,
  run,
}: LoadResults): string {
  if (comparison)
    return `${comparison.a} against ${comparison.b}, ${comparison.sessions === null ? 'two searches' : `${comparison.sessions} sessions`}, ${comparison.pairs} alternations.`;
  if (mode === 'soak' || mode === 'spike') return `${mode === 'soak' ? 'Soak' : 'Spike'}, profile ${run.profile}.`;
  if (!capacity) return 'Nothing can be said of the service: the generator was the bottleneck from the first step on.';
  const range = `95 % interval ${capacity.low} … ${capacity.high}`;
  if (limit === 'generator')
    return `At least ${sessions} sessions: from there on the GENERATOR is the bottleneck, not the service. Run it on another machine with --url.`;
  if (limit === 'range' || !bottleneck)
    return `At least ${sessions} sessions keep every budget of profile ${run.profile}: none was broken.`;
  const { overrun } = bottleneck;
  const named = overrun ? `, mostly ${overrun.stage}: ${overrun.owner} (team ${overrun.team})` : '';
  return `${sessions} sessions keep every budget of profile ${run.profile} (${range}). First to break: ${stage} (${bottleneck.budget}${named}).`;
}

/** What else there is to say in words. */
export function findings({
  knee_sessions: knee,
  cold_start: cold,
  session_open_ms: open,
  mode,
}: LoadResults): string[] {
  return [
    ...(knee === null
      ? mode === 'search' || mode === 'ramp'
        ? ['The latency curve has no knee in what was measured.']
        : []
      : [`The knee of voice-to-voice p95 is at ${knee} sessions.`]),
    ...(cold
      ? [
          `Cold start: the process is ready after ${seconds(cold.process_ms)}; its first session opens in ${ms(cold.first_session_ms)} ms and hears its first answer after ${ms(cold.first_answer_ms)} ms.`,
        ]
      : []),
    ...(open.n > 0 ? [`Warm: a session on loaded models opens in ${ms(open.p50)} ms (median of the steps).`] : []),
  ];
}

export function doubts(curve: readonly StepResult[]): string[] {
  const limited = curve.filter((step) => step.generator_limited);
  const disturbed = curve.filter((step) => !step.generator_limited && step.doubts.length > 0);
  return [
    ...limited.map((step) => `${step.name} does not count: ${step.doubts[0]}.`),
    ...(disturbed.length > 0
      ? [
          `${disturbed.length} of ${curve.length} steps were disturbed, for one ${disturbed[0]!.name}: ${disturbed[0]!.doubts.join('; ')}.`,
        ]
      : []),
  ];
}

const stageColumns = ['first_partial', 'finalization', 'planning', 'first_audio_byte'] as const;

export const curveHead = (curve: readonly StepResult[]): string[] => [
  'step',
  'budgets',
  'turns',
  'v2v p50',
  'p95',
  ...stagesIn(curve).map((stage) => `${stage} p95`),
  'unanswered',
  'early',
  'refused',
  'errors',
  'service cores',
  'MB',
];

const stagesIn = (curve: readonly StepResult[]) =>
  stageColumns.filter((stage) => curve.some(({ stages_ms: stages }) => stages[stage]));

export const curveRows = (curve: readonly StepResult[]): Rows =>
  curve.map((step) => [
    step.name,
    verdictOf(step),
    String(step.turns),
    ms(step.voice_to_voice_ms.p50),
    ms(step.voice_to_voice_ms.p95),
    ...stagesIn(curve).map((stage) => ms(step.stages_ms[stage]?.p95 ?? null)),
    String(step.outcomes.unanswered + step.outcomes['no-session']),
    String(step.outcomes.early),
    String(step.refused + step.broken),
    String(Object.values(step.errors).reduce((sum, count) => sum + count, 0)),
    step.service ? step.service.cpuCores.toFixed(2) : '–',
    step.service ? String(Math.round(step.service.memoryMb.end)) : '–',
  ]);

const verdictOf = ({ counted, kept }: StepResult): string => (counted ? (kept ? 'kept' : 'broken') : 'not counted');

export const capacityHead = ['budget', 'sessions'];
export const capacityRows = ({ by_budget: budgets }: NonNullable<LoadResults['capacity']>): Rows =>
  budgets.map(({ name, sessions, atLeast }) => [name, `${atLeast ? 'at least ' : ''}${sessions}`]);

export const overrunHead = ['step', 'budget', 'stage', 'owner', 'team', 'turns'];
/** The three largest of each step. */
export const overrunRows = (curve: readonly StepResult[]): Rows =>
  curve.flatMap(({ name, overruns }) =>
    overruns
      .slice(0, 3)
      .map(({ budget, stage, owner, team, turns }) => [name, budget, stage, owner, team, String(turns)]),
  );

export const generatorHead = [
  'step',
  'cores',
  `thread busy (≤ ${100 * generatorLimits.loop_utilization} %)`,
  `loop delay p99 (≤ ${generatorLimits.loop_delay_p99_ms})`,
  'sent late p50',
  `p99 (≤ ${generatorLimits.late_p99_ms})`,
  'most',
  'turns left out',
];
export const generatorRows = (curve: readonly StepResult[]): Rows =>
  curve.map(({ name, generator: use, generator_late_turns: late }) => [
    name,
    use.cpu_cores.toFixed(2),
    `${Math.round(100 * use.loop_utilization)} %`,
    `${use.loop_delay_p99_ms.toFixed(1)} ms`,
    `${use.late_p50_ms.toFixed(1)} ms`,
    `${use.late_p99_ms.toFixed(1)} ms`,
    `${use.late_max_ms.toFixed(1)} ms`,
    String(late),
  ]);

export const comparisonHead = ['figure', 'a', 'b', 'b − a', '95 % interval', 'percent', 'n'];
export const comparisonRows = ({ differences }: Comparison): Rows =>
  differences.map(({ figure, a, b, difference, low, high, percent, n }) => [
    figure,
    String(a),
    String(b),
    signed(difference),
    `${signed(low)} … ${signed(high)}`,
    percent === null ? '–' : `${signed(percent)} %`,
    String(n),
  ]);

const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));
const ms = (value: Percentiles['p50']): string => (value === null ? '–' : String(Math.round(value)));
const seconds = (value: number): string => `${(value / 1000).toFixed(1)} s`;
