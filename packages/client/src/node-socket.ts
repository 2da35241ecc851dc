import type { ClientRequest, IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import type { HandshakeRefusal, RealtimeSocket } from './realtime-socket.ts';

/** What is read of a refusal's body. */
const mostBodyBytes = 16_384;

/**
 * `ws` as the client wants it: one message an event-loop task, as in browsers, so that code that awaits runs between two
 * messages; and the server's answer to a refused handshake is there to be seen.
 */
export class NodeSocket extends WebSocket implements RealtimeSocket {
  refusal: HandshakeRefusal | undefined;

  constructor(url: string, protocols: string[]) {
    super(url, protocols, { allowSynchronousEvents: false, perMessageDeflate: false });
    this.on('unexpected-response', (request: ClientRequest, response: IncomingMessage) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        if (body.length < mostBodyBytes) body += text;
      });
      response.on('close', () => {
        this.refusal = refusalOf(response, body);
        request.destroy();
        this.terminate();
      });
    });
  }
}

function refusalOf({ statusCode = 0, statusMessage, headers }: IncomingMessage, body: string): HandshakeRefusal {
  const seconds = Number(headers['retry-after']);
  const { code, message } = errorIn(body);
  return {
    status: statusCode,
    code,
    message: message ?? statusMessage ?? '',
    retryAfterMs: headers['retry-after'] !== undefined && Number.isFinite(seconds) ? seconds * 1000 : undefined,
  };
}

/** From `{"error": {"code", "message"}}`; nothing of any other body. */
function errorIn(body: string): { code: string | undefined; message: string | undefined } {
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown } };
    return { code: text(error?.code), message: text(error?.message) };
  } catch {
    return { code: undefined, message: undefined };
  }
}
