import type { CascadeError, ServerEventBody } from '@cascade/contracts';

/** Faults of the service rather than of what the client sent. */
const ours = new Set<CascadeError['code']>([
  'internal',
  'stage_failed',
  'worker_lost',
  'overloaded',
  'going_away',
  'too_many_sessions',
  'transcription_failed',
  'synthesis_failed',
  'planner_unavailable',
  'planner_timeout',
  'planner_nonsense',
]);

/** What a client is told of an error: the code and a safe sentence, never a stack or a transcript. */
export const errorEvent = (
  { code, message, param }: CascadeError,
  eventId: string | undefined,
): Extract<ServerEventBody, { type: 'error' }> => ({
  type: 'error',
  error: {
    type: ours.has(code) ? 'server_error' : 'invalid_request_error',
    code,
    message,
    param: param ?? null,
    event_id: eventId ?? null,
  },
});
