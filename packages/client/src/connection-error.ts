import { CascadeError, type ErrorCode, errorTable, type ServerEventOf } from '@cascade/contracts';
import { type ConnectionEnd, describeEnd } from './realtime-socket.ts';

const isErrorCode = (code: string | undefined): code is ErrorCode =>
  code !== undefined && Object.hasOwn(errorTable, code);

/** What an error of the server means and what mends it: for the `code` of an `error` event, or of a CascadeError. */
export function errorAdvice(code: string): (typeof errorTable)[ErrorCode] | undefined {
  return isErrorCode(code) ? errorTable[code] : undefined;
}

/** Why there is no connection, with the server's own code where it gave one. */
export function connectionError(url: string, end: ConnectionEnd): CascadeError {
  const said = end.refusal?.code ?? end.reason.split(':')[0];
  const code = isErrorCode(said) ? said : 'connection_failed';
  return new CascadeError(code, `${url} ${describeEnd(end)}.`);
}

/** The server's answer to the update that opens a session. */
export function refusedSession({ error }: ServerEventOf<'error'>): CascadeError {
  const code = isErrorCode(error.code) ? error.code : 'invalid_event';
  const message = `The server refused the session: ${error.message}`;
  return new CascadeError(code, message, error.param === null ? {} : { param: error.param });
}
