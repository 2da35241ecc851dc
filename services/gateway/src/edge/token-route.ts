import { CascadeError, parseClientEvent, type RealtimeSession, type SessionUpdate } from '@cascade/contracts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { newId } from '../ids.ts';
import { describeSession, initialSessionConfig, updateSessionConfig } from '../session-config.ts';
import type { Access } from './access.ts';
import { scopes } from './scopes.ts';

export const clientSecretsPath = '/v1/realtime/client_secrets';

export const clientSecretRequestSchema = z.object({
  expires_after: z
    .object({
      anchor: z.literal('created_at').default('created_at'),
      seconds: z.number().int().min(10).max(7200).default(600),
    })
    .prefault({}),
  /** As `session.update` takes it: what a session that begins with the token is set to. */
  session: z.looseObject({}).optional(),
  /** Our own: fewer rights than the key has. Without it all but `debug`. */
  cascade: z.object({ scopes: z.array(z.enum(scopes)).min(1).optional() }).prefault({}),
});

export interface TokenRouteOptions {
  readonly access: Access;
  readonly voices: readonly string[] | undefined;
  readonly defaultVoice: string | undefined;
  /** Unix time in milliseconds. */
  wallClockMs?: () => number;
}

const bodyLimitBytes = 64 << 10;

/**
 * `POST /v1/realtime/client_secrets`, as of OpenAI: a server with a key gets a token that it can give to a browser.
 * A fastify plugin.
 */
export async function tokenRoute(app: FastifyInstance, options: TokenRouteOptions): Promise<void> {
  const { access, wallClockMs = Date.now } = options;
  app.post(clientSecretsPath, { bodyLimit: bodyLimitBytes }, async (request, reply) => {
    const identity = access.authorize(request.raw, 'talk');
    const { expires_after, session, cascade } = parsed(request.body ?? {});
    const lifetimeMs = expires_after.seconds * 1000;
    const value = access.issueToken(identity, { lifetimeMs, session, scopes: cascade.scopes });
    const expires_at = Math.floor((wallClockMs() + lifetimeMs) / 1000);
    reply.header('cache-control', 'no-store');
    return { value, expires_at, session: described(session ?? {}, options) };
  });
}

/** @throws CascadeError `invalid_event` with the field in `param`, or what is wrong with the session */
function parsed(body: unknown) {
  const request = clientSecretRequestSchema.safeParse(body);
  if (!request.success) {
    const issue = request.error.issues[0]!;
    const param = issue.path.join('.');
    throw new CascadeError('invalid_event', `${param || 'The body'}: ${issue.message}`, { param });
  }
  return { ...request.data, session: sessionOf(request.data.session) };
}

/** By the parser of `session.update`: the same checks, and the same errors. */
function sessionOf(session: object | undefined): SessionUpdate | undefined {
  if (session === undefined) return undefined;
  const update = parseClientEvent(textOf({ type: 'session.update', session }));
  if (!update.ok) throw update.error;
  return update.event.type === 'session.update' ? update.event.session : undefined;
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw new CascadeError('invalid_event', 'The session is nested too deep.', { param: 'session', cause: error });
  }
}

/** What will hold. What cannot be honoured is left out here, and told of by `error` events when the session begins. */
function described(session: SessionUpdate, { voices, defaultVoice }: TokenRouteOptions): RealtimeSession {
  const initial = initialSessionConfig({
    type: session.type ?? 'realtime',
    ...(defaultVoice === undefined ? {} : { voice: defaultVoice }),
  });
  return describeSession(updateSessionConfig(initial, session, voices).config, newId('sess'), null);
}
