import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLogger, sessionLogger, speechTextKeys } from './logger.ts';

function capture() {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, logger: createLogger({ level: 'debug', destination }) };
}

test('speech text under any of its keys is redacted, also one level down', () => {
  const { lines, logger } = capture();
  for (const key of speechTextKeys) {
    logger.info({ [key]: 'my card is 4111', event: { [key]: 'my card is 4111' } }, 'heard');
  }
  expect(lines).toHaveLength(speechTextKeys.length);
  expect(lines.join('')).not.toContain('4111');
});

test('every line of a session carries its id and the trace that is current', () => {
  const { lines, logger } = capture();
  let traceId = 'a';
  const session = sessionLogger(logger, 'session_1', () => traceId);
  session.info({}, 'first');
  traceId = 'b';
  session.warn({ depth: 3 }, 'second');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { session_id: 'session_1', trace_id: 'a', msg: 'first' },
    { session_id: 'session_1', trace_id: 'b', msg: 'second', depth: 3 },
  ]);
});
