import type { StageLogger } from '@cascade/contracts';
import { type DestinationStream, type Logger, pino } from 'pino';

/** Keys that may hold what people said; their values never reach a log. */
export const speechTextKeys = ['transcript', 'text', 'arguments', 'output', 'delta', 'instructions'] as const;

export interface LoggerOptions {
  /** pino's: trace, debug, info, warn, error, fatal or silent. */
  readonly level: string;
  /** Default: standard error, so that standard output stays free for a command's own result. */
  readonly destination?: DestinationStream;
}

/** The process's logger: one JSON object a line, static messages, structured fields, speech text redacted. */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  const paths = speechTextKeys.flatMap((key) => [key, `*.${key}`]);
  return pino(
    { level, redact: { paths, censor: '[redacted]' }, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination ?? pino.destination({ dest: 2, sync: false }),
  );
}

/** A logger whose every line carries the session and the trace that is current when it is written. */
export function sessionLogger(logger: Logger, sessionId: string, traceId: () => string): StageLogger {
  const log = (level: 'debug' | 'info' | 'warn' | 'error') => (fields: Record<string, unknown>, message: string) =>
    logger[level]({ session_id: sessionId, trace_id: traceId(), ...fields }, message);
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
