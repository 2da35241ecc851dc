import type { TurnRecord } from '@cascade/contracts';
import { exampleTurnRecord } from '@cascade/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dashboardFiles, dashboardQueries, sampleVariables } from './dashboard-files.ts';
import { hasPrometheus } from './programs.ts';
import {
  type Alert,
  inQuickMotion,
  type PrometheusServer,
  serveMetrics,
  startPrometheus,
} from './prometheus-server.ts';
import { createServiceMetrics, type ServiceMetrics } from './written-metrics.ts';

type Verdict = NonNullable<TurnRecord['budget']['verdicts']>[number];

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const turnsPerScrape = 5;

/** A turn whose stage times are well within every budget, or whose recognition computed for 1.2 s. */
const turn = (verdicts: readonly Verdict[]): TurnRecord => {
  const slow = verdicts.some(({ budget }) => budget === 'finalization');
  const record = exampleTurnRecord({
    trace_id: traceId,
    stages_ms: { client_buffering: 20, first_partial: 200, finalization: slow ? 1200 : 150, planning: 10 },
  });
  const violations: Record<string, number> = slow ? { finalization: 1200 } : {};
  return { ...record, budget: { ...record.budget, violations, verdicts: [...verdicts] } };
};

const slowRecognition: Verdict = {
  budget: 'finalization',
  stage: 'asr',
  owner: 'model-compute',
  team: 'speech-recognition',
  observed_ms: 1200,
  budget_ms: 800,
  parts_ms: { 'model-compute': 1200 },
  reason: 'recognition computed for 1200 of 800 ms',
};

const noPlan: Verdict = {
  ...slowRecognition,
  budget: 'answer',
  stage: 'planner',
  owner: 'failure',
  team: 'dialogue',
  observed_ms: null,
  budget_ms: null,
  parts_ms: {},
};

/** One of each thing that a dashboard shows, by two versions of the recognizer. */
function observeEverything(metrics: ServiceMetrics): void {
  const { cost } = exampleTurnRecord();
  for (const version of ['asr@1', 'asr@2']) {
    const record = turn([slowRecognition, { ...noPlan, stage: 'asr' }]);
    metrics.observeTurn({
      ...record,
      versions: { asr: version },
      cost: { ...cost, price: { card: 'test', currency: 'EUR', total: 0.01, parts: { machine: 0.01 } } },
      faults: [{ id: 'fault-1', stage: 'asr', kind: 'slow' }],
      speculation: { ...record.speculation, wasted_compute_ms: 40 },
    });
    const span = { stage: 'asr', name: 'final', startMs: 0, endMs: 60, queueMs: 10, computeMs: 50 } as const;
    metrics.observeSpan(span, version);
    metrics.observeRealTimeFactor('asr', version, 0.05);
  }
  const clause = { stage: 'tts', name: 'clause', startMs: 0, endMs: 60, computeMs: 50 } as const;
  metrics.observeSpan({ ...clause, attributes: { cached: true } }, 'voice@1');
  metrics.countError('asr', 'transcription_failed');
  metrics.countError('planner', 'planner_timeout');
  metrics.observeSessionOpen(12);
}

test('quick motion changes windows and waits, and nothing else', () => {
  expect(inQuickMotion('  expr: rate(a[5m]) > 3.36 * 0.05 and b:rate1h * 3600 >= 20\n  for: 1m\n')).toBe(
    '  expr: rate(a[2000ms]) > 3.36 * 0.05 and b:rate1h * 3600 >= 20\n  for: 400ms\n',
  );
});

describe.skipIf(!hasPrometheus)('a real Prometheus', { timeout: 60_000 }, () => {
  let drill = false;
  const metrics = createServiceMetrics({
    faults: () => (drill ? [{ stage: 'asr', kind: 'slow' }] : []),
    pools: () => [{ pool: 'inference', threads: 2, busyMs: { final: performance.now() }, shed: 0, restarts: 0 }],
  });
  let verdicts: readonly Verdict[] = [];
  let prometheus: PrometheusServer;
  let open: string[] = [];
  let service: Awaited<ReturnType<typeof serveMetrics>>;

  beforeAll(async () => {
    service = await serveMetrics(metrics, () => {
      for (let count = 0; count < turnsPerScrape; count++) metrics.observeTurn(turn(verdicts));
      if (drill) observeEverything(metrics);
    });
    prometheus = await startPrometheus(service);
  }, 30_000);
  afterAll(async () => {
    await prometheus?.close();
    await service?.close();
  });

  const readValue = async (query: string) => {
    const { result } = await prometheus.get<{ result: { value: [number, string] }[] }>('/api/v1/query', { query });
    return result[0] && Number(result[0].value[1]);
  };
  const firing = async (name: string): Promise<Alert | undefined> =>
    (await prometheus.alerts()).find((alert) => alert.state === 'firing' && alert.labels.alertname === name);

  test('reads every metric, and of turns within their budgets nothing fires', async () => {
    // The longest window of the page has data, and its rule has been looked at often enough to have fired.
    await prometheus.until('fifty turns', async () => ((await readValue('sum(cascade_turns_total)')) ?? 0) >= 50);
    await prometheus.until(
      'the pace of the last hour',
      async () => ((await readValue('job:cascade_turns:rate1h')) ?? 0) > 0,
    );
    const { activeTargets } = await prometheus.get<{ activeTargets: { health: string; lastError: string }[] }>(
      '/api/v1/targets',
    );
    expect(activeTargets.map(({ health, lastError }) => [health, lastError])).toEqual([['up', '']]);
    expect(await prometheus.alerts()).toEqual([]);
  });

  test('names the stage, the team, the owner and the runbook of a stage that has become slow', async () => {
    verdicts = [slowRecognition];
    const alert = await prometheus.until('the page', () => firing('CascadeBudgetBurnFast'));
    expect(alert.labels).toMatchObject({
      stage: 'asr',
      team: 'speech-recognition',
      budget: 'finalization',
      severity: 'page',
    });
    expect(alert.annotations.description).toContain('Most of it: model-compute.');
    expect(alert.annotations.runbook).toBe('deploy/runbooks/asr.md');
    const stages = (await prometheus.alerts()).map(({ labels }) => labels.stage);
    expect(new Set(stages)).toEqual(new Set(['asr']));
    expect(await readValue('stage:cascade_stage_latency_seconds:p95_5m{stage="finalization"}')).toBeGreaterThan(0.8);
  });

  test('leads from the bucket of the slow turns to the trace of one', async () => {
    const exemplars = await prometheus.get<{ exemplars: { labels: { trace_id: string }; value: string }[] }[]>(
      '/api/v1/query_exemplars',
      {
        query: 'cascade_stage_latency_seconds_bucket{stage="finalization"}',
        start: String(Date.now() / 1000 - 600),
        end: String(Date.now() / 1000 + 600),
      },
    );
    const slow = exemplars.flatMap((series) => series.exemplars).filter(({ value }) => Number(value) > 0.8);
    expect(slow.length).toBeGreaterThan(0);
    expect(new Set(slow.map(({ labels }) => labels.trace_id))).toEqual(new Set([traceId]));
  });

  test('names the stage that leaves turns unanswered, and lets go of the one that is well again', async () => {
    verdicts = [noPlan];
    const alert = await prometheus.until('the page', () => firing('CascadeTurnsUnansweredFast'));
    expect(alert.labels).toMatchObject({ stage: 'planner', team: 'dialogue', severity: 'page' });
    await prometheus.until('that recognition is well', async () => !(await firing('CascadeBudgetBurnFast')));
  });

  test.each(dashboardFiles())('has an answer to every question of the dashboard $name', async ({ name, dashboard }) => {
    drill = true;
    // Restarts are the one thing that a healthy process has none of.
    const queries = dashboardQueries(dashboard, sampleVariables).filter((query) => !query.startsWith('changes('));
    const unanswered = await prometheus
      .until(`an answer to every question of ${name}`, async () => {
        open = [];
        for (const query of queries) if ((await readValue(query)) === undefined) open.push(query);
        return open.length === 0 && ['none'];
      })
      .catch(() => open);
    expect(unanswered).toEqual(['none']);
  });
});
