import type { Clock, StageLogger, TurnRecord } from '@cascade/contracts';

export interface TraceExporterOptions {
  /** OTLP address for HTTP and protobuf, without its path `/v1/traces`; empty: nothing is exported. */
  readonly endpoint: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly serviceVersion: string;
  /** Share of the turns, by trace id, 0 … 1; default 1. Turns within a trace of the client's go by its decision. */
  readonly sampleRatio?: number;
  readonly clock: Clock;
  readonly logger: Pick<StageLogger, 'warn'>;
  /** Spans that wait to be sent, at most; default 4096, over a hundred turns. A turn that does not fit is lost whole. */
  readonly queueSpans?: number;
  /** How long spans are gathered before they are sent together; default 2000. */
  readonly batchDelayMs?: number;
  /** For one request with its repetitions, and for `close`; default 5000. */
  readonly timeoutMs?: number;
}

export interface TraceExporter {
  /**
   * Makes the spans of a turn that is over and queues them. Never throws, never waits. Nothing that was said is in them,
   * and nothing is exported of a turn whose user does not want telemetry.
   */
  export(record: TurnRecord): void;
  /** Spans so far. `lost`: there was no room in the queue, or the endpoint did not take them. */
  counts(): { readonly exported: number; readonly lost: number };
  /** Sends what waits. Never rejects. */
  flush(): Promise<void>;
  /** `flush` for `timeoutMs` at most; what is left then is lost. */
  close(): Promise<void>;
}
