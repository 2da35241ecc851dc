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

test('what identifies people is taken out of texts at any depth, of messages, and of errors with their causes', () => {
  const { lines, logger } = capture();
  const cause = new Error('no route to ann@example.org');
  const failure = Object.assign(new Error('call 415-555-2671 failed', { cause }), {
    code: 'E',
    note: 'for ann@example.org',
  });
  logger.error({ err: failure, deep: [{ mail: 'ann@example.org', token: 'open sesame' }] }, 'mail to ann@example.org');
  logger.error(failure);
  const written = lines.join('');
  for (const secret of ['ann@example.org', '415-555', 'open sesame']) expect(written).not.toContain(secret);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { msg: 'mail to [email]', err: { code: 'E', message: 'call [phone] failed', note: 'for [email]' } },
    { msg: 'call [phone] failed', err: { cause: { message: 'no route to [email]' } } },
  ]);
});

test('ids stay whole, whatever digits they have', () => {
  const { lines, logger } = capture();
  const trace_id = 'ab4155552671cd4111111111111111ef';
  logger.info({ trace_id, session_id: 'sess_4155552671', count: 3 }, 'turn ended');
  expect(JSON.parse(lines[0]!)).toMatchObject({ trace_id, session_id: 'sess_4155552671', count: 3 });
});
