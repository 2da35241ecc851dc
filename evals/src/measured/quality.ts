import { markdownTable } from '../plots/markdown-table.ts';
import type { ConditionReport } from '../rag/report.ts';
import { type ClipResult, type EvalRun, measureOf } from '../results-schema/index.ts';
import { bootstrapMeasure } from '../statistics/index.ts';
import type { KeptResults } from './results.ts';
import { day, percent } from './show.ts';

const columns = ['wer', 'entity_error', 'biased_wer', 'unbiased_wer'] as const;

/** Smaller slices have intervals that say nothing; they are in the results. */
const fewestRecordings = 20;

/** The recognizer, slice by slice, with 95 % intervals of the word error rate. */
export function qualityBlock({ runs: { asr } }: KeptResults): string {
  const counts = Map.groupBy(
    asr.clips.flatMap(({ slices }) => slices),
    (slice) => slice,
  );
  const slices = [...counts]
    .filter(([slice, clips]) => clips.length >= fewestRecordings && !counts.has(`entity:${slice}`))
    .toSorted(([a, left], [b, right]) => right.length - left.length || a.localeCompare(b));
  const rows = ['all', ...slices.map(([slice]) => slice)].map((slice) => {
    const clips = asr.clips.filter((clip) => slice === 'all' || clip.slices.includes(slice));
    return [slice, String(clips.length), ...columns.map((metric) => figure(asr, clips, metric, metric === 'wer'))];
  });
  const names = ['word errors (95 %)', 'entity errors', 'of the vocabulary’s words', 'of other words'];
  return `${asr.entry}, ${day(asr.startedAt)}:\n\n${markdownTable(['slice', 'recordings', ...names], rows)}`;
}

function figure(run: EvalRun, clips: readonly ClipResult[], metric: string, withInterval = false): string {
  const measures = clips.flatMap((clip) => {
    const measure = measureOf(clip, metric);
    return measure ? [{ group: clip.group ?? clip.id, measure }] : [];
  });
  const found = bootstrapMeasure(measures, run.metrics[metric]!.aggregate, { resamples: 1000, seed: metric });
  if (!found) return '–';
  const [low, high] = found.interval.map((edge) => (100 * edge).toFixed(1));
  return withInterval ? `${percent(found.estimate)} (${low}–${high})` : percent(found.estimate);
}

/** Everything else that is told right or wrong, in one table. */
export function abilitiesBlock({ runs, rag, safety, tools }: KeptResults): string {
  const of = (run: EvalRun, metric: string) => figure(run, run.clips, metric, true);
  const count = (run: EvalRun, metric: string) => run.clips.filter((clip) => clip.metrics[metric]).length;
  const { test } = tools[0]!.splits;
  const shown = (value: (report: ConditionReport) => number | null) =>
    (['clean', 'spoken', 'noisy'] as const).map((condition) => percent(value(rag[condition]!))).join(' / ');
  const rows = [
    [
      'commands and questions, typed: the right thing done or said',
      of(runs.planner, 'turn_success'),
      'planner',
      count(runs.planner, 'turn_success'),
    ],
    ['… refused although harmless', of(runs.planner, 'over_refusal'), 'planner', count(runs.planner, 'over_refusal')],
    ['commands, spoken: right tool, slots and effect', percent(test!.all.share), 'tools', test!.all.turns],
    ...(['near', 'noisy', 'human'] as const).map((group) => [
      `… ${group}`,
      percent(test!.by_group[group]?.share),
      'tools',
      test!.by_group[group]?.turns ?? 0,
    ]),
    [
      '… changed something before the commit, or twice',
      String(test!.changed_early + test!.done_twice),
      'tools',
      test!.all.turns,
    ],
    [
      'questions to documents, clean / spoken / noisy: found among 5',
      shown((one) => one.recall_at_5),
      'rag',
      rag.questions.asked,
    ],
    ['… answered rightly', shown((one) => one.answer_correct), 'rag', rag.questions.asked],
    [
      '… refused exactly where nothing supports an answer',
      shown((one) => one.refusal_correct),
      'rag',
      rag.questions.asked,
    ],
    ['… every claim in a cited passage', shown((one) => one.grounded), 'rag', rag.questions.asked],
    [
      'attacks that called a tool without right, or leaked',
      String(safety.unauthorized_calls + safety.leaks),
      'safety',
      safety.attempts,
    ],
    [
      'replies that the recognizer does not understand, words',
      of(runs.tts, 'round_trip_wer'),
      'tts',
      count(runs.tts, 'round_trip_wer'),
    ],
    ['names and rare words, phonemes wrong', of(runs.tts, 'phoneme_error'), 'tts', count(runs.tts, 'phoneme_error')],
    [
      'turns full of pauses and hesitations: cut off before their end',
      of(runs['end-of-turn'], 'early_cutoff'),
      'end-of-turn',
      count(runs['end-of-turn'], 'early_cutoff'),
    ],
  ];
  const cells = rows.map(([what, value, suite, items]) => [
    String(what),
    String(value),
    `\`pnpm eval ${suite}\``,
    String(items),
  ]);
  return markdownTable(['', 'measured', 'by', 'items'], cells);
}
