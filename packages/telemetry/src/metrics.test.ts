import type { TurnRecord } from '@cascade/contracts';
import { exampleResponse, exampleTurnRecord } from '@cascade/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';
import { acceptsOpenMetrics, openMetricsContentType, textContentType, toTextFormat } from './metrics-format.ts';
import { boundLabels } from './metrics-labels.ts';
import type { MetricSources } from './metrics-sources.ts';

const prometheusAccepts =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

const quiet: MetricSources = {
  sessions: () => 2,
  queueDepths: () => [{ pool: 'inference', class: 'final', depth: 3 }],
  loadMeasure: () => 'full-service',
  eventLoopDelayP99Ms: () => 12,
  droppedEvents: () => [{ queue: 'asr', count: 5 }],
};

const verdict = (changes: object = {}): NonNullable<TurnRecord['budget']['verdicts']>[number] => ({
  budget: 'finalization',
  stage: 'asr',
  owner: 'model-compute',
  team: 'speech-recognition',
  observed_ms: 900,
  budget_ms: 800,
  parts_ms: { 'model-compute': 900 },
  reason: 'recognition computed for 900 of 800 ms',
  ...changes,
});

const withVerdicts = (verdicts: TurnRecord['budget']['verdicts'], changes: Partial<TurnRecord> = {}) => {
  const record = exampleTurnRecord(changes);
  return { ...record, budget: { ...record.budget, verdicts } };
};

/** The value of the first sample that begins so. */
const sample = (text: string, begin: string): number | undefined => {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${begin} `));
  return line === undefined ? undefined : Number(line.slice(begin.length + 1).split(' ')[0]);
};

describe('a turn', () => {
  test('counts its verdicts by stage, budget, owner and team', async () => {
    const metrics = createMetrics(quiet);
    metrics.observeTurn(withVerdicts([verdict(), verdict({ budget: 'voice_to_voice', owner: 'queueing' })]));
    const text = await metrics.text();
    const labels = 'stage="asr",budget="finalization",owner="model-compute",team="speech-recognition"';
    expect(sample(text, `cascade_budget_verdicts_total{${labels}}`)).toBe(1);
    expect(text).toContain('budget="voice_to_voice",owner="queueing"');
    expect(sample(text, 'cascade_budget_violations_total{stage="finalization",profile="default"}')).toBe(1);
  });

  test('without an answer is counted for the stage at fault, one that asked for none is not', async () => {
    const metrics = createMetrics(quiet);
    metrics.observeTurn(withVerdicts([verdict({ budget: 'answer', stage: 'planner', owner: 'failure' })]));
    metrics.observeTurn(exampleTurnRecord({ response: { ...exampleResponse('r'), status: 'failed' } }));
    metrics.observeTurn(exampleTurnRecord({ response: null }));
    metrics.observeTurn(exampleTurnRecord());
    const text = await metrics.text();
    expect(sample(text, 'cascade_turns_unanswered_total{stage="planner"}')).toBe(1);
    expect(sample(text, 'cascade_turns_unanswered_total{stage="none"}')).toBe(1);
    expect(text.match(/^cascade_turns_unanswered_total\{/gm)).toHaveLength(2);
  });

  test('adds what it cost by part, its audio, its tokens and the faults that touched it', async () => {
    const metrics = createMetrics(quiet);
    const { cost } = exampleTurnRecord();
    const price = { card: 'test 2026-01', currency: 'EUR', total: 0.003, parts: { machine: 0.002, tokens: 0.001 } };
    const record = exampleTurnRecord({
      cost: { ...cost, price },
      response: { ...exampleResponse('r'), input_tokens: 40, output_tokens: 8 },
      faults: [{ id: 'fault-1', stage: 'tts', kind: 'slow' }],
    });
    metrics.observeTurn(record);
    metrics.observeTurn(record);
    const text = await metrics.text();
    expect(sample(text, 'cascade_cost_total{currency="EUR",part="machine"}')).toBeCloseTo(0.004);
    expect(sample(text, 'cascade_turn_audio_seconds_total{direction="out"}')).toBeCloseTo(1.4);
    expect(sample(text, 'cascade_tokens_total{direction="in"}')).toBe(80);
    expect(sample(text, 'cascade_turns_faulted_total{stage="tts",kind="slow"}')).toBe(2);
  });

  test('leaves its trace id at the bucket it fell into, for scrapes that take exemplars', async () => {
    const metrics = createMetrics(quiet);
    metrics.observeTurn(withVerdicts([verdict()], { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' }));
    const { body, contentType } = await metrics.exposition(prometheusAccepts);
    expect(contentType).toBe(openMetricsContentType);
    expect(body).toMatch(
      /cascade_stage_latency_seconds_bucket\{le="0.9",[^}]*stage="finalization"[^}]*\} 1 # \{trace_id="4bf92f3577b34da6a3ce929d0e0e4736"\} 0\.9 \d/,
    );
    expect(body).toMatch(/cascade_budget_verdicts_total\{[^}]*\} 1 # \{trace_id="4bf9/);
    expect(body.endsWith('# EOF\n')).toBe(true);
  });

  test('with an overlong trace id is counted all the same', async () => {
    const metrics = createMetrics(quiet);
    metrics.observeTurn(exampleTurnRecord({ trace_id: 'x'.repeat(500) }));
    expect((await metrics.exposition(prometheusAccepts)).body).toContain(`trace_id="${'x'.repeat(64)}"`);
  });
});

test('spans tell how often the cache of spoken phrases had what was to be said', async () => {
  const metrics = createMetrics(quiet);
  const span = { stage: 'tts', name: 'clause', startMs: 0, endMs: 90, computeMs: 90 } as const;
  metrics.observeSpan({ ...span, attributes: { cached: true } }, 'voice@1');
  metrics.observeSpan({ ...span, attributes: { cached: false } }, 'voice@1');
  metrics.observeSpan({ ...span, attributes: { aborted: true } }, 'voice@1');
  const text = await metrics.text();
  expect(sample(text, 'cascade_speech_clauses_total{cache="hit"}')).toBe(1);
  expect(sample(text, 'cascade_speech_clauses_total{cache="miss"}')).toBe(1);
});

describe('the formats', () => {
  test('plain text has no exemplar and no end mark, and counters keep their names after an OpenMetrics scrape', async () => {
    const metrics = createMetrics(quiet);
    metrics.observeTurn(withVerdicts([verdict()]));
    await metrics.exposition(prometheusAccepts);
    const { body, contentType } = await metrics.exposition('text/plain');
    expect(contentType).toBe(textContentType);
    expect(body).not.toMatch(/ # \{|# EOF/);
    expect(body).toContain('# TYPE cascade_turns_total counter');
    expect(sample(body, 'cascade_turns_total{status="completed",source="fast-path"}')).toBe(1);
    expect(body).toContain('# TYPE cascade_sessions gauge');
  });

  test.each([
    [prometheusAccepts, true],
    ['application/openmetrics-text', true],
    ['application/openmetrics-text; q=0.2, text/plain', true],
    ['application/openmetrics-text;q=0, text/plain', false],
    ['text/plain', false],
    [undefined, false],
  ])('%s takes OpenMetrics: %s', (accept, expected) => expect(acceptsOpenMetrics(accept)).toBe(expected));

  test('a label value that looks like an exemplar stays whole', () => {
    const line = 'a_total{b="x \\" # {y=\\"1"} 1';
    const open = `# TYPE a counter\n${line} # {trace_id="t"} 1 2\n# EOF\n`;
    expect(toTextFormat(open)).toBe(`# TYPE a_total counter\n${line}\n`);
  });
});

describe('labels', () => {
  test('of a version that is one too many become "other", in every metric', async () => {
    const metrics = createMetrics(quiet);
    for (let version = 0; version < 500; version++) {
      metrics.observeTurn(exampleTurnRecord({ versions: { asr: `asr@${version}` } }));
      metrics.observeSpan({ stage: 'asr', name: 'final', startMs: 0, endMs: 1, computeMs: 1 }, `asr@${version}`);
      metrics.observeRealTimeFactor('asr', `asr@${version}`, 0.1);
      metrics.countError('asr', `code_${version}`);
    }
    const text = await metrics.text();
    const values = (name: string) =>
      new Set([...text.matchAll(new RegExp(`^cascade_.*${name}="([^"]*)"`, 'gm'))].map(([, v]) => v));
    expect(values('version').size).toBeLessThanOrEqual(49);
    expect(values('code').size).toBeLessThanOrEqual(49);
    expect(values('version')).toContain('other');
    expect(sample(text, 'cascade_errors_total{stage="asr",code="other"}')).toBe(452);
  });

  test('whatever comes: no more than the bound and "other", and a value once kept is always kept', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 0, max: 8 }), (values, most) => {
        const bound = boundLabels(most);
        const kept = values.map((value) => bound('label', value));
        expect(new Set(kept.filter((value) => value !== 'other')).size).toBeLessThanOrEqual(most);
        for (const [index, value] of values.entries()) {
          if (kept[index] === value) expect(bound('label', value)).toBe(value);
          expect([value, 'other']).toContain(kept[index]);
        }
      }),
    );
  });
});

describe('sources', () => {
  test('are read at each scrape, and what is over leaves no last value behind', async () => {
    let faults: ReturnType<NonNullable<MetricSources['faults']>> = [{ stage: 'asr', kind: 'slow' }];
    const metrics = createMetrics({ ...quiet, faults: () => faults });
    expect(sample(await metrics.text(), 'cascade_fault_switch{stage="asr",kind="slow"}')).toBe(1);
    faults = [];
    expect(await metrics.text()).not.toContain('cascade_fault_switch{');
  });

  test('what each stage runs', async () => {
    const metrics = createMetrics({ ...quiet, bundles: () => ({ asr: 'asr/a@1' }) });
    expect(sample(await metrics.text(), 'cascade_bundle_info{stage="asr",bundle="asr/a@1"}')).toBe(1);
  });

  test('store, starts, edge, pools and workers', async () => {
    const metrics = createMetrics({
      ...quiet,
      store: () => ({ waiting: 4, written: 100, lost: 1, failures: 2 }),
      starts: () => [{ part: 'models', seconds: 3.5 }],
      edge: () => [{ event: 'refused-sessions', count: 7 }],
      pools: () => [{ pool: 'inference', threads: 2, busyMs: { final: 1500 }, shed: 3, restarts: 1 }],
      workers: async () => [
        { pool: 'inference', worker: '0', cpuSeconds: 1.5, heapBytes: 9e6, utilization: 0.4 },
        { pool: 'language-model', worker: '0', cpuSeconds: 8, residentBytes: 2e8 },
      ],
    });
    metrics.observeSessionOpen(30);
    metrics.countFeedback({ rating: 'bad', source: 'voice' });
    const text = await metrics.text();
    expect(sample(text, 'cascade_store_waiting')).toBe(4);
    expect(sample(text, 'cascade_store_written_total')).toBe(100);
    expect(sample(text, 'cascade_store_lost_total')).toBe(1);
    expect(sample(text, 'cascade_store_failures_total')).toBe(2);
    expect(sample(text, 'cascade_start_seconds{part="models"}')).toBe(3.5);
    expect(sample(text, 'cascade_edge_events_total{event="refused-sessions"}')).toBe(7);
    expect(sample(text, 'cascade_inference_threads{pool="inference"}')).toBe(2);
    expect(sample(text, 'cascade_inference_busy_seconds_total{pool="inference",class="final"}')).toBe(1.5);
    expect(sample(text, 'cascade_inference_shed_total{pool="inference"}')).toBe(3);
    expect(sample(text, 'cascade_worker_restarts_total{pool="inference"}')).toBe(1);
    expect(sample(text, 'cascade_worker_cpu_seconds_total{pool="inference",worker="0"}')).toBe(1.5);
    expect(sample(text, 'cascade_worker_resident_bytes{pool="language-model",worker="0"}')).toBe(2e8);
    expect(text).not.toContain('cascade_worker_heap_bytes{pool="language-model"');
    expect(sample(text, 'cascade_worker_event_loop_utilization{pool="inference",worker="0"}')).toBe(0.4);
    expect(sample(text, 'cascade_session_open_seconds_count')).toBe(1);
    expect(sample(text, 'cascade_feedback_total{rating="bad",source="voice"}')).toBe(1);
  });

  test('one reading of the workers serves a whole scrape', async () => {
    let readings = 0;
    const metrics = createMetrics({
      ...quiet,
      workers: async () => {
        readings++;
        return [];
      },
    });
    await metrics.text();
    expect(readings).toBe(1);
    await metrics.text();
    expect(readings).toBe(2);
  });

  test('the names that were there first stay', async () => {
    const text = await createMetrics(quiet).text();
    expect(sample(text, 'cascade_sessions')).toBe(2);
    expect(sample(text, 'cascade_inference_queue_depth{pool="inference",class="final"}')).toBe(3);
    expect(sample(text, 'cascade_event_loop_delay_p99_seconds')).toBe(0.012);
    expect(sample(text, 'cascade_dropped_events{queue="asr"}')).toBe(5);
    expect(sample(text, 'cascade_load_measure')).toBe(0);
  });
});
