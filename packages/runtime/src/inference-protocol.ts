/** Messages between an inference pool and its worker threads. */
import type { ErrorCode } from '@cascade/contracts';

/** Names an engine and where its module is; the module's `createEngine(options)` makes it within each worker. */
export interface EngineSpec {
  readonly name: string;
  /** A module that exports `createEngine: EngineFactory`. */
  readonly module: URL;
  /** Passed by structured clone: paths and numbers, no functions. */
  readonly options: unknown;
}

/** What a running job may ask. */
export interface JobContext {
  /** True once nobody wants the result: loops between inferences should stop and throw. */
  isCancelled(): boolean;
}

/** A method of an engine: input and output travel by structured clone. */
export type EngineMethod = (input: never, job: JobContext) => Promise<unknown> | unknown;

/** Lives in a worker thread: loads its models once and keeps no state of any session. */
export type Engine = Readonly<Record<string, EngineMethod>>;
export type EngineFactory = (options: never) => Promise<Engine> | Engine;

export interface WorkerData {
  readonly engines: readonly { name: string; module: string; options: unknown }[];
  /** One Int32: the id of the job to be cancelled. */
  readonly cancelled: SharedArrayBuffer;
}

export interface JobMessage {
  readonly jobId: number;
  readonly engine: string;
  readonly method: string;
  readonly input: unknown;
}

export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly jobId: number; readonly output: unknown; readonly computeMs: number }
  | {
      readonly type: 'error';
      readonly jobId: number | undefined;
      readonly code: ErrorCode;
      readonly message: string;
      readonly stack: string | undefined;
    };
