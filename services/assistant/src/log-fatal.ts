import { createLogger } from '@cascade/telemetry';
import type { RecordsConfig } from './records-config.ts';
import { redactionOf } from './records-rules.ts';

/**
 * What nobody caught ends the process, as it would without this: but it is logged like everything else, so that a message
 * which quotes what somebody said is redacted in the last line of a log too.
 */
export function logFatal(config: RecordsConfig): void {
  const logger = createLogger({ level: 'fatal', redaction: redactionOf(config) });
  process.on('uncaughtException', (err) => {
    logger.fatal({ err }, 'the service ends: an error that nobody caught');
    process.exit(1);
  });
}
