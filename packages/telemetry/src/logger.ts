import type { StageLogger } from '@cascade/contracts';
import { type DestinationStream, type Logger, pino } from 'pino';
import { createRedactor, type RedactorOptions, secretKeys } from './redaction/redactor.ts';

/** Keys that may hold what people said; their values never reach a log. */
export const speechTextKeys = ['transcript', 'text', 'arguments', 'output', 'delta', 'instructions'] as const;

/** Fields that hold ids of the service's own making: a run of digits in them is no telephone number. */
const idFields: ReadonlySet<string> = new Set(['session_id', 'trace_id', 'turn_id', 'response_id', 'call_id']);

export interface LoggerOptions {
  /** pino's: trace, debug, info, warn, error, fatal or silent. */
  readonly level: string;
  /** Default: standard error, so that standard output stays free for a command's own result. */
  readonly destination?: DestinationStream;
  /** What is taken out of every text, errors and their stacks included; `keys` besides speech text and secrets. */
  readonly redaction?: RedactorOptions;
}

/** The process's logger: one JSON object a line, static messages, structured fields, redacted at any depth. */
export function createLogger({ level, destination, redaction = {} }: LoggerOptions): Logger {
  const keys = [...secretKeys, ...speechTextKeys, ...(redaction.keys ?? [])];
  const redactor = createRedactor({ ...redaction, keys });
  const redactFields = (fields: object): Record<string, unknown> => {
    const own = Object.entries(fields);
    const ids = own.filter(([key]) => idFields.has(key));
    const others = own.filter(([key]) => !idFields.has(key));
    return { ...Object.fromEntries(ids), ...redactor.value(Object.fromEntries(others)) };
  };
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { log: redactFields },
      // Errors are objects by then.
      serializers: { err: (error: unknown) => error },
      hooks: {
        logMethod(args, log) {
          const [first] = args as readonly unknown[];
          // pino makes the message of a lone error from the error itself.
          const whole: readonly unknown[] =
            first instanceof Error ? [{ err: first }, first.message, ...args.slice(1)] : args;
          log.apply(this, whole.map((one) => (typeof one === 'string' ? redactor.text(one) : one)) as typeof args);
        },
      },
    },
    destination ?? pino.destination({ dest: 2, sync: false }),
  );
}

/** A logger whose every line carries the session and the trace that is current when it is written. */
export function sessionLogger(logger: Logger, sessionId: string, traceId: () => string): StageLogger {
  const log = (level: 'debug' | 'info' | 'warn' | 'error') => (fields: Record<string, unknown>, message: string) =>
    logger[level]({ session_id: sessionId, trace_id: traceId(), ...fields }, message);
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
