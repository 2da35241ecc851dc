import { formatMs, percentile, printable, renderWaterfall, StageStatistics, stageTable } from '@cascade/budget';
import { isFullRecord, normalizerName, sumWordErrors, type TalkRecord, type WordErrors } from '@cascade/client';

/** What `pnpm talk --json` prints of a clip. */
export type PrintedRecord = TalkRecord & {
  /** The reference text, and the word error rate against it. */
  readonly reference_text?: string;
  readonly wer?: number;
  readonly word_errors?: { substitutions: number; deletions: number; insertions: number; reference_words: number };
};

export interface ReportedClip {
  readonly record: TalkRecord;
  /** Against the manifest's reference. */
  readonly wordErrors?: WordErrors;
  readonly reference?: string;
}

export function printedRecord({ record, wordErrors, reference }: ReportedClip): PrintedRecord {
  if (!wordErrors || reference === undefined) return record;
  const { rate, referenceWords, ...errors } = wordErrors;
  return {
    ...record,
    reference_text: reference,
    wer: Math.round(rate * 1e4) / 1e4,
    word_errors: { ...errors, reference_words: referenceWords },
  };
}

/** Waterfall, latency and word errors of one clip, after its conversation. */
export function clipReport({ record, wordErrors, reference }: ReportedClip): string {
  const lines: string[] = [];
  if (isFullRecord(record)) {
    lines.push(renderWaterfall(record));
    if (record.replied_before_end_of_speech) lines.push('the reply began before the end of speech');
    if (record.end_of_speech_by === 'server')
      lines.push('the clip ends in noise: measured from where the server heard speech end');
    if (record.turns) lines.push(`heard as ${record.turns.length} turns; the figures are of the last one answered`);
  }
  if (wordErrors && reference !== undefined) {
    lines.push(`word error rate ${describeErrors(wordErrors)}`);
    if (wordErrors.rate > 0)
      lines.push(`  said:  ${printable(reference)}`, `  heard: ${printable(record.final_transcript)}`);
  }
  if (record.error !== undefined) lines.push(`FAILED: ${printable(record.error)}`);
  return lines.join('\n');
}

/** Turns with less of the machine taken by others than this are shown apart, by that figure alone. */
const undisturbedStealPercent = 5;

/** Percentiles of stages and latency, word errors, and failures over several clips. */
export function summaryReport(clips: readonly ReportedClip[]): string {
  const failed = clips.filter(({ record }) => record.error !== undefined);
  const parts = [`${clips.length} clips: ${clips.length - failed.length} answered, ${failed.length} failed`];
  const errors = clips.flatMap(({ wordErrors }) => (wordErrors ? [wordErrors] : []));
  if (errors.length > 0)
    parts.push(`word error rate ${describeErrors(sumWordErrors(errors))}; normalizer ${normalizerName}`);
  const stages = latencyTable(clips);
  if (stages !== '') parts.push(stages);
  if (failed.length > 0) {
    parts.push(failed.map(({ record }) => printable(`failed: ${record.clip}: ${record.error}`)).join('\n'));
  }
  return parts.join('\n\n');
}

function latencyTable(clips: readonly ReportedClip[]): string {
  const records = clips.map(({ record }) => record).filter(isFullRecord);
  const statistics = new StageStatistics(records[0]?.budget.budgets_ms ?? {});
  for (const record of records) statistics.add(record.stages_ms);
  const undisturbed = records.filter(({ machine }) => (machine.steal_percent ?? 100) < undisturbedStealPercent);
  const latencies = [
    ...latencyRow('voice-to-voice', records),
    ...latencyRow(`  of it undisturbed (steal under ${undisturbedStealPercent} %)`, undisturbed),
  ];
  return stageTable(statistics.summaries(), records[0]?.budget.profile ?? '', latencies);
}

function latencyRow(label: string, records: readonly TalkRecord[]): string[][] {
  const values = records.flatMap(({ voice_to_voice_ms: value }) => (value === null ? [] : [value]));
  if (values.length === 0) return [];
  const figures = [50, 95, 100].map((percent) => formatMs(percentile(values, percent)));
  return [[label, '', String(values.length), ...figures, '']];
}

function describeErrors(errors: WordErrors): string {
  const { substitutions, deletions, insertions, referenceWords, rate } = errors;
  const percent = (rate * 100).toFixed(1);
  return `${percent} % (${substitutions} substituted, ${deletions} left out, ${insertions} put in; ${referenceWords} words)`;
}
