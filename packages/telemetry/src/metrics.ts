import type { Span, StageName, TurnDecision, TurnFeedback, TurnRecord } from '@cascade/contracts';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import {
  acceptsOpenMetrics,
  type MetricsExposition,
  openMetricsContentType,
  textContentType,
  toTextFormat,
} from './metrics-format.ts';
import { boundLabels } from './metrics-labels.ts';
import { type MetricSources, registerSources } from './metrics-sources.ts';
import { registerTurns } from './metrics-turns.ts';

const workBuckets = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2];
const openBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const realTimeFactorBuckets = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 3];

/** What a session tells. */
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

/** The process's metrics. */
export interface ServiceMetrics extends Metrics {
  /** From a client being let in to a session that listens, on models that are loaded, in milliseconds. */
  observeSessionOpen(durationMs: number): void;
  countFeedback(feedback: Pick<TurnFeedback, 'rating' | 'source'>): void;
  /** In the format that the `Accept` header of a scrape asks for: OpenMetrics, with exemplars, or Prometheus's text. */
  exposition(accept?: string): Promise<MetricsExposition>;
}

/** Every label has few values: stages, span names, model versions, profiles, codes. No session, trace or text. */
export function createMetrics(sources: MetricSources): ServiceMetrics {
  const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const plain = registry as unknown as Registry;
  const registers = [plain];
  const bound = boundLabels();
  collectDefaultMetrics({ register: plain });
  registerSources(plain, sources);
  const observeTurn = registerTurns(plain, bound);

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
  const opening = new Histogram({
    name: 'cascade_session_open_seconds',
    help: 'Time from a client being let in to a session that listens, on loaded models.',
    buckets: openBuckets,
    registers,
  });
  const clauses = new Counter({
    name: 'cascade_speech_clauses_total',
    help: 'Spoken clauses, by whether they came from the cache of spoken phrases (hit) or were synthesized (miss).',
    labelNames: ['cache'],
    registers,
  });
  const decisions = new Counter({
    name: 'cascade_turn_decisions_total',
    help: 'Decisions of the turn manager.',
    labelNames: ['kind'],
    registers,
  });
  const feedback = new Counter({
    name: 'cascade_feedback_total',
    help: 'What users said of turns that were over.',
    labelNames: ['rating', 'source'],
    registers,
  });
  const errors = new Counter({
    name: 'cascade_errors_total',
    help: 'Errors by code of the error table.',
    labelNames: ['stage', 'code'],
    registers,
  });

  return {
    observeSpan(span, version) {
      const { stage, queueMs, computeMs, attributes } = span;
      const work = bound('work', span.name);
      if (queueMs !== undefined) queueing.observe({ stage, work }, queueMs / 1000);
      if (computeMs !== undefined) {
        computing.observe({ stage, work, version: bound('version', version) }, computeMs / 1000);
      }
      if (typeof attributes?.cached === 'boolean') clauses.inc({ cache: attributes.cached ? 'hit' : 'miss' });
    },
    observeDecision: (decision) => decisions.inc({ kind: decision.kind }),
    observeTurn,
    observeRealTimeFactor(stage, version, factor) {
      realTimeFactor.observe({ stage, version: bound('version', version) }, factor);
    },
    countFeedback: ({ rating, source }) => feedback.inc({ rating, source }),
    countError: (stage, code) => errors.inc({ stage, code: bound('code', code) }),
    observeSessionOpen: (durationMs) => opening.observe(durationMs / 1000),
    text: async () => toTextFormat(await registry.metrics()),
    async exposition(accept) {
      const body = await registry.metrics();
      return acceptsOpenMetrics(accept)
        ? { contentType: openMetricsContentType, body }
        : { contentType: textContentType, body: toTextFormat(body) };
    },
  };
}
