import type { FaultKind, LoadMeasure, StageName } from '@cascade/contracts';
import { loadMeasures } from '@cascade/contracts';
import { Counter, Gauge, type Registry } from 'prom-client';

/** A thread that runs models, or a process that does. */
export interface WorkerReading {
  /** Pool of threads, or name of the process: `inference`, `vad`, `language-model`. */
  readonly pool: string;
  /** Which one of its pool: a small number, counted from 0. */
  readonly worker: string;
  /** Processor time since its start. */
  readonly cpuSeconds?: number;
  /** JavaScript heap in use. */
  readonly heapBytes?: number;
  /** Resident memory: of a process, not of a thread. */
  readonly residentBytes?: number;
  /** Share of the time that its event loop was busy since the former reading, 0 … 1. */
  readonly utilization?: number;
}

/** What one pool has done since the start. */
export interface PoolReading {
  readonly pool: string;
  readonly threads: number;
  /** Time at work, by job class. */
  readonly busyMs: Readonly<Record<string, number>>;
  /** Jobs that gave way. */
  readonly shed: number;
  /** Threads or processes that died and were replaced. */
  readonly restarts: number;
}

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
  /** How the turn store's writer is doing; none without a store. */
  store?(): StoreReading | undefined;
  /** What each stage runs, by stage: the registry's bundle. */
  bundles?(): Readonly<Record<string, string>>;
  /** Fault switches in force. */
  faults?(): readonly { readonly stage: StageName; readonly kind: FaultKind }[];
  /** How long the parts of the start took, as far as it has come. */
  starts?(): readonly { readonly part: string; readonly seconds: number }[];
  workers?(): readonly WorkerReading[] | Promise<readonly WorkerReading[]>;
  pools?(): readonly PoolReading[];
  /** What the edge counted since the start: refusals, errors, clients that were let go. */
  edge?(): readonly { readonly event: string; readonly count: number }[];
}

export interface StoreReading {
  readonly waiting: number;
  readonly written: number;
  readonly lost: number;
  readonly failures: number;
}

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];
type Samples = readonly Sample[];

/** Metrics whose values lie elsewhere and are fetched at each scrape. */
export function registerSources(registry: Registry, sources: MetricSources): void {
  const sampled = (kind: typeof Gauge | typeof Counter) => {
    return (name: string, help: string, labelNames: string[], read: () => Samples | Promise<Samples>) => {
      const metric: Gauge | Counter = new kind({
        name,
        help,
        labelNames,
        registers: [registry],
        async collect() {
          const samples = await read();
          // A switch that went off and a worker that is gone leave no last value behind.
          metric.reset();
          for (const [labels, value] of samples) metric.inc(labels, value);
        },
      });
    };
  };
  const gauge = sampled(Gauge);
  const counter = sampled(Counter);
  const one = (value: number): Samples => [[{}, value]];
  const { workers, pools, faults, starts, edge, store, bundles } = sources;

  gauge('cascade_sessions', 'Open sessions.', [], () => one(sources.sessions()));
  gauge('cascade_inference_queue_depth', 'Inference jobs waiting for a worker.', ['pool', 'class'], () =>
    sources.queueDepths().map((queue) => [{ pool: queue.pool, class: queue.class }, queue.depth]),
  );
  gauge(
    'cascade_load_measure',
    'What is given up for want of computing time: 0 nothing, 1 frequent partials, 2 preparing ahead, 3 second cuts.',
    [],
    () => one(loadMeasures.indexOf(sources.loadMeasure())),
  );
  gauge(
    'cascade_event_loop_delay_p99_seconds',
    'Delay of the audio-moving event loop over the last seconds, 99th percentile.',
    [],
    () => one(sources.eventLoopDelayP99Ms() / 1000),
  );
  gauge('cascade_dropped_events', 'Events lost in bounded queues since the start.', ['queue'], () =>
    sources.droppedEvents().map(({ queue, count }) => [{ queue }, count]),
  );

  if (bundles) {
    const help = 'The registry’s bundle that a stage runs; always 1, to be joined with other metrics by stage.';
    gauge('cascade_bundle_info', help, ['stage', 'bundle'], () =>
      Object.entries(bundles()).map(([stage, bundle]) => [{ stage, bundle }, 1]),
    );
  }
  if (faults) {
    gauge('cascade_fault_switch', 'Fault switches in force.', ['stage', 'kind'], () =>
      faults().map(({ stage, kind }) => [{ stage, kind }, 1]),
    );
  }
  if (starts) {
    gauge('cascade_start_seconds', 'Time that a part of the start took.', ['part'], () =>
      starts().map(({ part, seconds }) => [{ part }, seconds]),
    );
  }
  if (edge) {
    counter('cascade_edge_events_total', 'Refusals, errors and lost clients at the edge.', ['event'], () =>
      edge().map(({ event, count }) => [{ event }, count]),
    );
  }
  if (store) {
    const read = (pick: (reading: StoreReading) => number) => () => {
      const reading = store();
      return reading ? one(pick(reading)) : [];
    };
    gauge(
      'cascade_store_waiting',
      'Turn records that wait to be written.',
      [],
      read(({ waiting }) => waiting),
    );
    counter(
      'cascade_store_written_total',
      'Turn records written.',
      [],
      read(({ written }) => written),
    );
    counter(
      'cascade_store_lost_total',
      'Turn records lost for want of room.',
      [],
      read(({ lost }) => lost),
    );
    counter(
      'cascade_store_failures_total',
      'Failed writes, tried again.',
      [],
      read(({ failures }) => failures),
    );
  }
  if (workers) registerWorkers(gauge, counter, workers);
  if (pools) {
    gauge('cascade_inference_threads', 'Threads of a pool.', ['pool'], () =>
      pools().map(({ pool, threads }) => [{ pool }, threads]),
    );
    counter('cascade_inference_busy_seconds_total', 'Time that threads worked.', ['pool', 'class'], () =>
      pools().flatMap(({ pool, busyMs }) =>
        Object.entries(busyMs).map(([jobClass, ms]): Sample => [{ pool, class: jobClass }, ms / 1000]),
      ),
    );
    counter('cascade_inference_shed_total', 'Inference jobs that gave way.', ['pool'], () =>
      pools().map(({ pool, shed }) => [{ pool }, shed]),
    );
    counter('cascade_worker_restarts_total', 'Threads and processes that died.', ['pool'], () =>
      pools().map(({ pool, restarts }) => [{ pool }, restarts]),
    );
  }
}

type Register = (name: string, help: string, labels: string[], read: () => Samples | Promise<Samples>) => void;

/** Several metrics of one reading, which costs a message to every thread: it is made once a scrape. */
function registerWorkers(gauge: Register, counter: Register, workers: NonNullable<MetricSources['workers']>): void {
  const reading = oncePerScrape(async () => workers());
  const read = (pick: (worker: WorkerReading) => number | undefined) => async () =>
    (await reading()).flatMap((worker): Samples => {
      const value = pick(worker);
      return value === undefined ? [] : [[{ pool: worker.pool, worker: worker.worker }, value]];
    });
  const labels = ['pool', 'worker'];
  counter(
    'cascade_worker_cpu_seconds_total',
    'Processor time of a worker.',
    labels,
    read((w) => w.cpuSeconds),
  );
  gauge(
    'cascade_worker_heap_bytes',
    'JavaScript heap of a worker.',
    labels,
    read((w) => w.heapBytes),
  );
  gauge(
    'cascade_worker_resident_bytes',
    'Resident memory of a process.',
    labels,
    read((w) => w.residentBytes),
  );
  gauge(
    'cascade_worker_event_loop_utilization',
    'Share of the time between two scrapes that a worker was busy.',
    labels,
    read((w) => w.utilization),
  );
}

/** Metrics of one scrape are collected at once: whoever asks while a reading is under way gets that one. */
function oncePerScrape<T>(read: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  return () => {
    underWay ??= read().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}
