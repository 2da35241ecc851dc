import { CascadeError } from '@cascade/contracts';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../config.ts';
import { errorBody } from '../http/error-body.ts';
import type { Access } from './access.ts';
import { statusOf } from './admission.ts';
import { securityHeaders } from './security-headers.ts';
import { keyInUrl } from './url-keys.ts';

export interface ProtectionOptions {
  readonly config: GatewayConfig;
  readonly access: Access;
}

/** Whoever watches over the service asks often. */
const unlimitedPaths: readonly string[] = ['/healthz', '/readyz'];
/** How long a browser need not ask again whether a page may. */
const preflightSeconds = 600;

/** The rules of the edge for all that is answered over HTTP. Register it before any route or plugin. */
export const protection = Object.assign(protect, { [Symbol.for('skip-override')]: true });

async function protect(app: FastifyInstance, { config, access }: ProtectionOptions): Promise<void> {
  const { log, origins } = access;
  await app.register(helmet, securityHeaders(config));
  app.addHook('onRequest', async (request, reply) => {
    reply.header(
      'permissions-policy',
      'microphone=(self), autoplay=(self), camera=(), geolocation=(), payment=(), usb=()',
    );
    const { origin } = request.headers;
    const refuse = (event: 'host_refused' | 'origin_refused' | 'key_in_url', error: CascadeError) => {
      log.record(event, { address: access.addressOf(request.raw), origin, path: request.url.split('?')[0] });
      return reply.code(statusOf(error.code)).send(errorBody(error));
    };
    const elsewhere = origins.refusal(request.headers);
    if (elsewhere) return refuse(elsewhere.event, elsewhere.error);
    const url = URL.parse(request.url, 'http://gateway');
    const shown = url ? keyInUrl(url) : undefined;
    if (shown) return refuse('key_in_url', shown);
    if (origin !== undefined) return allowOrigin(request, reply, origin);
  });
  await app.register(rateLimit, {
    global: false,
    max: config.httpRequestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => access.addressOf(request.raw),
    allowList: (request) => unlimitedPaths.includes(request.url),
    onExceeded: (_request, address) => log.record('rate_limited', { address }),
    errorResponseBuilder: () => new CascadeError('rate_limited', 'This address sends too many requests.'),
  });
  app.addHook('onRequest', app.rateLimit());
  app.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode === 401) reply.header('www-authenticate', 'Bearer');
  });
}

/** A page that may use the service may read what it answers (CORS). Others never come here. */
function allowOrigin(request: FastifyRequest, reply: FastifyReply, origin: string): FastifyReply | undefined {
  reply.header('access-control-allow-origin', origin).header('vary', 'origin');
  reply.header('access-control-expose-headers', 'retry-after');
  if (request.method !== 'OPTIONS') return undefined;
  reply.header('access-control-allow-methods', 'GET, POST');
  reply.header('access-control-allow-headers', 'authorization, content-type');
  return reply.header('access-control-max-age', String(preflightSeconds)).code(204).send();
}
