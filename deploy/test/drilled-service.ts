import { createFaultSwitches } from '@cascade/assistant';
import { builtInBudgets, turnBudgetsOf, verdictsOf } from '@cascade/budget';
import { systemClock } from '@cascade/runtime';
import { exampleTurnRecord, faultedTurnRecord } from '@cascade/testing';
import { serveMetrics } from './prometheus-server.ts';
import { calmSources, createServiceMetrics } from './written-metrics.ts';

/** Trouble of the process itself, which no fault switch makes. */
export type Trouble = 'deep-queue' | 'late-loop' | 'dying-workers' | 'lost-records';

const profile = builtInBudgets.profiles.default;
/** Longer than every budget. */
const delayMs = 3000;

/**
 * A service whose turns are made up and whose switches, keys, verdicts and metrics are the real ones: at each scrape it has
 * just had some turns, which the switch that is on has touched.
 */
export async function startDrilledService() {
  const switches = createFaultSwitches({ clock: systemClock });
  let trouble: Trouble | undefined;
  let turnsPerScrape = 5;
  let restarts = 0;
  let lost = 0;
  const workers = ['vad', 'language-model'];
  const metrics = createServiceMetrics({
    ...calmSources,
    faults: () => switches.active(),
    queueDepths: () => [{ pool: 'inference', class: 'final', depth: trouble === 'deep-queue' ? 12 : 0 }],
    eventLoopDelayP99Ms: () => (trouble === 'late-loop' ? 240 : 2),
    pools: () => [{ pool: 'vad', threads: 1, busyMs: { vad: performance.now() }, shed: 0, restarts }],
    store: () => ({ waiting: 0, written: 1, lost, failures: 0 }),
    workers: () => workers.map((pool) => ({ pool, worker: '0', cpuSeconds: 1, heapBytes: 1, utilization: 0.1 })),
  });

  function haveTurns(): void {
    if (trouble === 'dying-workers') restarts += 1;
    if (trouble === 'lost-records') lost += 1;
    const [fault] = switches.active();
    const record = judged(fault ? faultedTurnRecord({ ...fault, delayMs }) : exampleTurnRecord());
    for (let count = 0; count < turnsPerScrape; count++) {
      metrics.observeTurn(record);
      if (fault?.kind === 'fail') metrics.countError(fault.stage, 'stage_failed');
    }
    for (const span of record.spans) {
      metrics.observeSpan(
        { stage: span.stage, name: span.name, startMs: 0, endMs: 9, queueMs: 1, computeMs: 8 },
        'a@1',
      );
    }
    for (const { kind, at_ms: atMs, reason } of record.decisions) {
      metrics.observeDecision({ type: 'turn-decision', turnId: record.turn_id, kind, atMs, reason });
    }
  }

  const served = await serveMetrics(metrics, haveTurns, switches);
  return {
    ...served,
    /** An hour of the rules is longer than a drill: this makes the next drill's turns outweigh those before. */
    doubleTraffic() {
      turnsPerScrape *= 2;
    },
    suffer(from: Trouble | undefined) {
      trouble = from;
    },
  };
}

function judged(record: ReturnType<typeof exampleTurnRecord>) {
  const verdicts = profile && record.faults ? verdictsOf(record, { budgetsMs: turnBudgetsOf(profile) }) : [];
  return { ...record, budget: { ...record.budget, violations: {}, verdicts } };
}
