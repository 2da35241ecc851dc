import type { BenchResults, InterruptionResult, SessionFigures, TurnResult } from '../src/bench/results.ts';
import { summarize } from '../src/bench/summary.ts';
import { judgeTargets } from '../src/bench/targets.ts';

/** The results of a run of one session that had these turns. */
export function madeResults(
  turns: readonly TurnResult[],
  interruptions: readonly InterruptionResult[] = [],
  service: SessionFigures['service'] = null,
): BenchResults {
  const facts = { service: null, wallMs: 1000, talkShare: null, degraded: [] };
  const figures = { ...summarize(turns, interruptions, facts), service };
  return {
    schema: 'cascade.bench.v1',
    started_at: '2024-05-01T10:00:00.000Z',
    run: { sessions: [1], clips: turns.length, seed: 'test', manifest: 'manifest.jsonl', url: null },
    machine: { cores: 2, processor: 'a processor', memory_mb: 8000, node: 'v24' },
    versions: { asr: 'asr@1' },
    word_normalizer: 'normalizer-1',
    ...figures,
    sessions: { '1': figures },
    targets: judgeTargets(1, figures, turns),
    turn_results: { '1': [...turns] },
    interruption_results: [...interruptions],
  };
}
