import { markdownTable } from '../plots/markdown-table.ts';
import { aggregate, type EvalRun, measureOf } from '../results-schema/index.ts';
import type { KeptResults } from './results.ts';
import { ms, usd } from './show.ts';

/** Computing at the example card's price of a worker, and what it buys. */
export function costBlock({ runs }: KeptResults): string {
  const of = (run: EvalRun, metric: string): number => {
    const measures = run.clips.flatMap((clip) => measureOf(clip, metric) ?? []);
    return aggregate(measures, run.metrics[metric]!.aggregate)!;
  };
  const rows = [
    ['recognition', '1,000 minutes of audio', runs.asr, 'recognition_ms', 'processor time of a final'],
    ['language model', '1,000 replies', runs.planner, 'reply_ms', 'a reply'],
    ['voice', '1,000 replies', runs.tts, 'first_audio_ms', 'first audio'],
  ] as const;
  return markdownTable(
    ['stage', 'entry', 'per', 'computing', 'time, p50', 'of', 'machine'],
    rows.map(([stage, per, run, time, what]) => [
      stage,
      run.entry,
      per,
      usd(1000 * of(run, 'cost_usd')),
      ms(of(run, time)),
      what,
      run.machine,
    ]),
  );
}
