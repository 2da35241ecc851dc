import type { Span, StageName, TurnDecision, TurnRecord } from '@cascade/contracts';
import { type LoadMeasure, loadMeasures } from '@cascade/contracts';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Dense around the budgets (60, 120, 150, 250, 300, 400, 450, 500, 800 ms and voice-to-voice 500, 900, 1,200, 1,700 ms). */
const latencyBuckets = [
  0.02, 0.04, 0.06, 0.09, 0.12, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.45, 1.7, 2.5,
  4, 8,
];
const workBuckets = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2];
const realTimeFactorBuckets = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 3];

/** Read when Prometheus asks. */
export interface MetricSources {
  sessions(): number;
  /** Waiting inference jobs by pool and class. */
  queueDepths(): readonly { readonly pool: string; readonly class: string; readonly depth: number }[];
  /** In force now. */
  loadMeasure(): LoadMeasure;
  eventLoopDelayP99Ms(): number;
  /** Values lost in bounded queues since the start, by queue. */
  droppedEvents(): readonly { readonly queue: string; readonly count: number }[];
}

export interface Metrics {
  observeSpan(span: Span, version: string): void;
  observeDecision(decision: TurnDecision): void;
  observeTurn(record: TurnRecord): void;
  /** Processing time over audio time of one piece of work. */
  observeRealTimeFactor(stage: StageName, version: string, factor: number): void;
  countError(stage: StageName | 'none', code: string): void;
  /** Prometheus text format. */
  text(): Promise<string>;
}

/** Every label has few values: stages, span names, model versions, profiles, codes. No session, trace or text. */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];

  const stageLatency = new Histogram({
    name: 'cascade_stage_latency_seconds',
    help: 'Latency of a budget stage in one turn.',
    labelNames: ['stage', 'version'],
    buckets: latencyBuckets,
    registers,
  });
  const voiceToVoice = new Histogram({
    name: 'cascade_voice_to_voice_seconds',
    help: 'Last speech sample of the user to first audible sample of the reply, measured at the server.',
    labelNames: ['source'],
    buckets: latencyBuckets,
    registers,
  });
  const queueing = new Histogram({
    name: 'cascade_work_queue_seconds',
    help: 'Time a piece of work waited for a free worker.',
    labelNames: ['stage', 'work'],
    buckets: workBuckets,
    registers,
  });
  const computing = new Histogram({
    name: 'cascade_work_compute_seconds',
    help: 'Time a piece of work computed.',
    labelNames: ['stage', 'work', 'version'],
    buckets: workBuckets,
    registers,
  });
  const realTimeFactor = new Histogram({
    name: 'cascade_real_time_factor',
    help: 'Processing time over audio time; lower is better.',
    labelNames: ['stage', 'version'],
    buckets: realTimeFactorBuckets,
    registers,
  });
  const violations = new Counter({
    name: 'cascade_budget_violations_total',
    help: 'Turns in which a stage took longer than its budget.',
    labelNames: ['stage', 'profile'],
    registers,
  });
  const turns = new Counter({
    name: 'cascade_turns_total',
    help: 'Turns by how their response ended; none: nothing was answered.',
    labelNames: ['status', 'source'],
    registers,
  });
  const decisions = new Counter({
    name: 'cascade_turn_decisions_total',
    help: 'Decisions of the turn manager.',
    labelNames: ['kind'],
    registers,
  });
  const prepared = new Counter({
    name: 'cascade_speculations_total',
    help: 'Responses prepared before their turn had ended, by what became of them.',
    labelNames: ['outcome'],
    registers,
  });
  const preparedWork = new Counter({
    name: 'cascade_speculation_compute_seconds_total',
    help: 'Time that workers were busy ahead of the end of a turn, by what became of it.',
    labelNames: ['outcome'],
    registers,
  });
  const saved = new Counter({
    name: 'cascade_speculation_saved_seconds_total',
    help: 'What users waited less for it.',
    registers,
  });
  const errors = new Counter({
    name: 'cascade_errors_total',
    help: 'Errors by code of the error table.',
    labelNames: ['stage', 'code'],
    registers,
  });
  new Gauge({
    name: 'cascade_sessions',
    help: 'Open sessions.',
    registers,
    collect() {
      this.set(sources.sessions());
    },
  });
  new Gauge({
    name: 'cascade_inference_queue_depth',
    help: 'Inference jobs waiting for a worker.',
    labelNames: ['pool', 'class'],
    registers,
    collect() {
      for (const queue of sources.queueDepths()) this.set({ pool: queue.pool, class: queue.class }, queue.depth);
    },
  });
  new Gauge({
    name: 'cascade_load_measure',
    help: 'What is given up for want of computing time: 0 nothing, 1 frequent partials, 2 preparing ahead, 3 second cuts.',
    registers,
    collect() {
      this.set(loadMeasures.indexOf(sources.loadMeasure()));
    },
  });
  new Gauge({
    name: 'cascade_event_loop_delay_p99_seconds',
    help: 'Delay of the audio-moving event loop over the last seconds, 99th percentile.',
    registers,
    collect() {
      this.set(sources.eventLoopDelayP99Ms() / 1000);
    },
  });
  new Gauge({
    name: 'cascade_dropped_events',
    help: 'Events lost in bounded queues since the start.',
    labelNames: ['queue'],
    registers,
    collect() {
      for (const { queue, count } of sources.droppedEvents()) this.set({ queue }, count);
    },
  });

  return {
    observeSpan(span, version) {
      if (span.queueMs !== undefined) queueing.observe({ stage: span.stage, work: span.name }, span.queueMs / 1000);
      if (span.computeMs !== undefined) {
        computing.observe({ stage: span.stage, work: span.name, version }, span.computeMs / 1000);
      }
    },
    observeDecision: (decision) => decisions.inc({ kind: decision.kind }),
    observeTurn(record) {
      for (const [stage, valueMs] of Object.entries(record.stages_ms)) {
        stageLatency.observe({ stage, version: versionOf(record, stage) }, valueMs / 1000);
      }
      const source = record.response?.source ?? 'none';
      if (record.voice_to_voice_ms !== null) voiceToVoice.observe({ source }, record.voice_to_voice_ms / 1000);
      for (const stage of Object.keys(record.budget.violations)) {
        violations.inc({ stage, profile: record.budget.profile });
      }
      turns.inc({ status: record.response?.status ?? 'none', source });
      const { attempts, used, used_compute_ms, wasted_compute_ms, saved_ms } = record.speculation;
      prepared.inc({ outcome: 'used' }, used);
      prepared.inc({ outcome: 'wasted' }, attempts - used);
      preparedWork.inc({ outcome: 'used' }, used_compute_ms / 1000);
      preparedWork.inc({ outcome: 'wasted' }, wasted_compute_ms / 1000);
      saved.inc(saved_ms / 1000);
    },
    observeRealTimeFactor: (stage, version, factor) => realTimeFactor.observe({ stage, version }, factor),
    countError: (stage, code) => errors.inc({ stage, code }),
    text: () => registry.metrics(),
  };
}

/** The model whose speed a budget stage mostly shows. */
function versionOf(record: TurnRecord, budgetStage: string): string {
  const stage: Record<string, StageName> = {
    first_partial: 'asr',
    finalization: 'asr',
    planning: 'planner',
    first_audio_byte: 'tts',
  };
  return record.versions[stage[budgetStage] ?? 'gateway'] ?? 'none';
}
