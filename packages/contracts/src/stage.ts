/** The stages of the online path, in the order that data takes, and the edge that starts and ends it. */
export const stageNames = ['gateway', 'vad', 'asr', 'turn', 'planner', 'tts'] as const;
export type StageName = (typeof stageNames)[number];

/** A long-lived stage: holds models and pools. Cheap to open a session on. */
export interface Stage<In, Out> {
  readonly name: StageName;
  /** What runs, as registry ids: model, prompt, voice … → version. Goes into every turn record and metric. */
  readonly versions: Readonly<Record<string, string>>;
  /**
   * One call for each session. Ends when `input` ends or `context.signal` aborts, and then ends its output.
   * Work of one response stops when that response's own `signal` (carried by its events) aborts.
   * A failure of one piece of work is an event of the output; a throw ends the session.
   */
  run(input: AsyncIterable<In>, context: StageContext): AsyncIterable<Out>;
  /** Frees models and threads. */
  close?(): Promise<void>;
}

/** What a stage knows of the session it runs in. */
export interface StageContext {
  readonly sessionId: string;
  readonly traceId: string;
  readonly clock: Clock;
  readonly logger: StageLogger;
  /** Aborts when the session is over. */
  readonly signal: AbortSignal;
  /** Reports a finished piece of work to the turn recorder. Never blocks, never throws. */
  recordSpan(span: Span): void;
}

/** Monotonic time in milliseconds, and the only way to wait. Tests run on a virtual one. */
export interface Clock {
  nowMs(): number;
  /** Resolves after `durationMs`; rejects with the signal's reason when it aborts. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
  /** Calls `callback` once after `delayMs`; the returned function cancels it. */
  setTimer(delayMs: number, callback: () => void): () => void;
}

/** Structured logs with static messages. Transcripts only under the keys `transcript`, `text`, `arguments` (redacted). */
export interface StageLogger {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

/** One piece of work or one wait, on the session's clock. */
export interface Span {
  readonly stage: StageName;
  /** What was done: `final`, `partial`, `end-of-turn`, `first-token`, `clause` … */
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Part of the span spent waiting for a free worker. */
  readonly queueMs?: number;
  /** Part of the span spent computing. */
  readonly computeMs?: number;
  readonly turnId?: string;
  readonly responseId?: string;
  readonly utteranceId?: string;
  /** Versions, counts, probabilities. Never speech text. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}
