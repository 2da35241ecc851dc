import { parseTraceparent, type TurnRecord } from '@cascade/contracts';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import { readableSpans } from './readable-spans.ts';
import type { TraceExporter, TraceExporterOptions } from './trace-exporter.ts';
import { turnSpans } from './turn-spans.ts';

const defaultQueueSpans = 4096;
const defaultBatchDelayMs = 2000;
const defaultTimeoutMs = 5000;
const batchSpans = 512;
/** Of an export's result, by the SDK's core. */
const succeeded = 0;
/** A collector that is gone for a day is no reason for a day of log lines. */
const warnEveryMs = 60_000;

/** See `createTraceExporter`. */
export class OtlpTraceExporter implements TraceExporter {
  readonly #options: TraceExporterOptions;
  readonly #resource;
  readonly #sampler: TraceIdRatioBasedSampler;
  readonly #exporter: SpanExporter;
  readonly #processor: BatchSpanProcessor;
  readonly #queueSpans: number;
  /** Handed to the processor and neither taken by the endpoint nor given up. */
  #waiting = 0;
  #exported = 0;
  #lost = 0;
  #warnedAtMs = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: TraceExporterOptions) {
    const { endpoint, headers = {}, serviceName, serviceVersion, sampleRatio = 1 } = options;
    const {
      queueSpans = defaultQueueSpans,
      batchDelayMs = defaultBatchDelayMs,
      timeoutMs = defaultTimeoutMs,
    } = options;
    this.#options = options;
    this.#queueSpans = queueSpans;
    this.#resource = resourceFromAttributes({
      [ATTR_SERVICE_NAME]: serviceName,
      [ATTR_SERVICE_VERSION]: serviceVersion,
    });
    this.#sampler = new TraceIdRatioBasedSampler(sampleRatio);
    this.#exporter = new OTLPTraceExporter({
      url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
      headers: { ...headers },
      timeoutMillis: timeoutMs,
    });
    this.#processor = new BatchSpanProcessor(this.#counting(), {
      maxQueueSize: queueSpans,
      maxExportBatchSize: Math.min(batchSpans, queueSpans),
      scheduledDelayMillis: batchDelayMs,
      // The exporter has its own limit: with both the same, spans could be counted as lost that still arrive.
      exportTimeoutMillis: 2 * timeoutMs,
    });
  }

  export(record: TurnRecord): void {
    if (this.#closed || !this.#isSampled(record)) return;
    try {
      const trace = turnSpans(record);
      if (!trace) return;
      const spans = readableSpans(trace, this.#resource);
      if (this.#waiting + spans.length > this.#queueSpans) {
        this.#lose(spans.length, 'the queue is full');
        return;
      }
      this.#waiting += spans.length;
      for (const span of spans) this.#processor.onEnd(span);
    } catch (error) {
      this.#lose(0, error instanceof Error ? error.message : String(error));
    }
  }

  counts() {
    return { exported: this.#exported, lost: this.#lost };
  }

  async flush(): Promise<void> {
    await this.#processor.forceFlush().catch(() => undefined);
    // A batch may have been on its way before.
    await this.#exporter.forceFlush?.().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const { clock, timeoutMs = defaultTimeoutMs } = this.#options;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const stopTimer = clock.setTimer(timeoutMs, resolve);
    const done = this.flush().then(() => this.#processor.shutdown().catch(() => undefined));
    await Promise.race([done, late]);
    stopTimer();
    if (this.#waiting > 0) this.#lose(this.#waiting, 'the service is closing');
    this.#waiting = 0;
  }

  /** As the client decided for a trace of its own; otherwise a share that is the same wherever this trace comes by. */
  #isSampled({ trace, trace_id }: TurnRecord): boolean {
    const parent = trace?.parent === undefined ? undefined : parseTraceparent(trace.parent);
    if (parent) return parent.sampled;
    const { decision } = this.#sampler.shouldSample(ROOT_CONTEXT, trace_id);
    return decision === SamplingDecision.RECORD_AND_SAMPLED;
  }

  /** The processor tells nobody what became of its spans: so it is watched from below. */
  #counting(): SpanExporter {
    return {
      export: (spans, report) =>
        this.#exporter.export(spans, (result) => {
          this.#settle(
            spans.length,
            result.code === succeeded ? undefined : (result.error?.message ?? 'no reason given'),
          );
          report(result);
        }),
      shutdown: () => this.#exporter.shutdown(),
    };
  }

  #settle(count: number, failure: string | undefined): void {
    this.#waiting = Math.max(0, this.#waiting - count);
    if (failure !== undefined) this.#lose(count, failure);
    else this.#exported += count;
  }

  #lose(count: number, reason: string): void {
    this.#lost += count;
    const nowMs = this.#options.clock.nowMs();
    if (nowMs < this.#warnedAtMs + warnEveryMs) return;
    this.#warnedAtMs = nowMs;
    this.#options.logger.warn({ lost: this.#lost, reason }, 'trace spans are lost');
  }
}
