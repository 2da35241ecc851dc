import { CascadeError } from '@cascade/contracts';
import type { FastifyReply } from 'fastify';

/** Aborts with `cancelled` when the client goes before its answer is whole. */
export function clientGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new CascadeError('cancelled', 'The client is gone.'));
  });
  return controller.signal;
}
