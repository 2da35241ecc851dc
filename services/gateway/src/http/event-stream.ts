import { Readable } from 'node:stream';
import { CascadeError } from '@cascade/contracts';
import type { FastifyReply } from 'fastify';
import { errorBody } from './error-body.ts';

/** The first value, so that a failure before it can still be answered with a status; then all of them. */
export async function begun<T>(
  source: AsyncIterable<T>,
): Promise<{ readonly empty: boolean; all(): AsyncGenerator<T> }> {
  const iterator = source[Symbol.asyncIterator]();
  const first = await iterator.next();
  return {
    empty: first.done === true,
    async *all() {
      try {
        for (let next = first; !next.done; next = await iterator.next()) yield next.value;
      } finally {
        await iterator.return?.();
      }
    },
  };
}

/** Answers with server-sent events, one JSON object each. A failure on the way is the last of them. */
export function sendEvents(reply: FastifyReply, events: AsyncIterable<object>): FastifyReply {
  async function* lines(): AsyncGenerator<string> {
    try {
      for await (const event of events) yield `data: ${JSON.stringify(event)}\n\n`;
    } catch (error) {
      yield `data: ${JSON.stringify(errorBody(CascadeError.from(error, 'internal', 'The request failed.')))}\n\n`;
    }
  }
  return reply
    .header('cache-control', 'no-store')
    .type('text/event-stream; charset=utf-8')
    .send(Readable.from(lines(), { objectMode: false }));
}

/** Answers with bytes as they are made. A failure on the way breaks the connection off: half an answer is none. */
export function sendBytes(reply: FastifyReply, contentType: string, bytes: AsyncIterable<Uint8Array>): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .type(contentType)
    .send(Readable.from(bytes, { objectMode: false }));
}
