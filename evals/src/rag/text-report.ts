import { markdownTable, type Row } from '../plots/markdown-table.ts';
import { comparisonText } from './comparison.ts';
import { type Condition, conditions, type Figures, type ShareName } from './figures.ts';
import type { ConditionReport, RagReport } from './report.ts';

/** Shares in the order in which a question runs through the pipeline. */
const columns: readonly (readonly [ShareName, string])[] = [
  ['recall_at_5', 'recall@5'],
  ['mrr', 'MRR'],
  ['answer_correct', 'answer'],
  ['grounded', 'grounded'],
  ['citation_correct', 'citation'],
  ['refusal_correct', 'refusal'],
  ['entity_substitutions', 'entities lost'],
  ['entity_substitutions_after_repair', 'after repair'],
  ['task_success', 'success'],
];

export const figuresHead: Row = ['', 'questions', ...columns.map(([, title]) => title), 'search p50 / p95 ms'];

export function figuresRow(name: string, figures: Figures, withIntervals: boolean): string[] {
  const cells = columns.map(([share]) => {
    const interval = figures.intervals[share];
    if (!withIntervals || interval === null) return percent(figures[share]);
    return `${percent(figures[share])} (${percent(interval[0])}–${percent(interval[1])})`;
  });
  const { p50, p95 } = figures.search_ms;
  return [name, String(figures.questions), ...cells, `${p50?.toFixed(0) ?? '–'} / ${p95?.toFixed(0) ?? '–'}`];
}

const percent = (share: number | null): string => (share === null ? '–' : (100 * share).toFixed(1));

export const ranConditions = (report: RagReport): (readonly [Condition, ConditionReport])[] =>
  conditions.flatMap((condition) => {
    const figures = report[condition];
    return figures ? [[condition, figures] as const] : [];
  });

export const lossHead: Row = ['questions lost by', 'recognizer', 'rewrite', 'retrieval', 'answer'];
export const lossRows = (report: RagReport): string[][] =>
  ranConditions(report).map(([condition, { losses }]) => [
    condition,
    ...[losses.recognizer, losses.rewrite, losses.retrieval, losses.answer].map(String),
  ]);

export const targetHead: Row = ['wanted', '', 'found', ''];
export const targetRows = ({ targets }: RagReport): string[][] =>
  targets.map(({ name, wanted, found, reached }) => [
    name,
    wanted,
    found === null ? '–' : found.toFixed(3),
    reached ? 'kept' : 'missed',
  ]);

export function heading({ knowledge, questions, seed, ablated, comparison }: RagReport): string {
  const parts = ablated.join(', ');
  const without = parts === '' ? '' : comparison ? `, compared with one without ${parts}` : `, without ${parts}`;
  return `${questions.asked} questions (split ${questions.split}) to ${knowledge.folder}, version ${knowledge.version}, seed ${seed}${without}`;
}

/** Percent of what applies, with 95 % intervals, for a terminal. */
export function textReport(report: RagReport): string {
  const ran = ranConditions(report);
  const bySplit = ran.flatMap(([condition, { by_split }]) =>
    Object.entries(by_split).map(([split, figures]) => figuresRow(`${condition}, ${split}`, figures, true)),
  );
  const byKind = ran.flatMap(([condition, { by_kind }]) =>
    Object.entries(by_kind).map(([kind, figures]) => figuresRow(`${condition}, ${kind}`, figures, false)),
  );
  const disturbed = Object.entries(report.noisy?.by_disturbance ?? {}).map(([name, figures]) =>
    figuresRow(name, figures, false),
  );
  return [
    heading(report),
    markdownTable(
      figuresHead,
      ran.map(([condition, figures]) => figuresRow(condition, figures, true)),
    ),
    markdownTable(figuresHead, bySplit),
    markdownTable(figuresHead, byKind),
    ...(disturbed.length > 0 ? [markdownTable(figuresHead, disturbed)] : []),
    markdownTable(lossHead, lossRows(report)),
    ...(report.comparison ? [comparisonText(report.comparison)] : []),
    markdownTable(targetHead, targetRows(report)),
  ].join('\n\n');
}
