import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { GatewayConfig } from '../config.ts';
import { isLoopback } from './client-address.ts';

const self = ["'self'"];
const none = ["'none'"];
const halfAYearSeconds = 180 * 24 * 3600;

/** For a page of files of our own: no inline script or style, nothing from elsewhere, no frame around it. */
export const securityHeaders = (config: Pick<GatewayConfig, 'host' | 'tlsCertPath'>): FastifyHelmetOptions => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: none,
      scriptSrc: self,
      styleSrc: self,
      imgSrc: [...self, 'data:'],
      fontSrc: self,
      mediaSrc: [...self, 'blob:'],
      workerSrc: self,
      manifestSrc: self,
      connectSrc: [...self, ownSocket],
      frameAncestors: none,
      baseUri: none,
      formAction: none,
    },
  },
  crossOriginOpenerPolicy: { policy: 'same-origin' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  referrerPolicy: { policy: 'no-referrer' },
  frameguard: { action: 'deny' },
  // Browsers remember it for all ports of a name, so that other servers on localhost could no longer be reached.
  hsts:
    config.tlsCertPath !== '' && !isLoopback(config.host)
      ? { maxAge: halfAYearSeconds, includeSubDomains: false }
      : false,
});

/** Older browsers do not take 'self' for a WebSocket of the same host. */
function ownSocket(request: IncomingMessage, _response: ServerResponse): string {
  const { host = '' } = request.headers;
  const isHost = /^([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/i.test(host);
  return isHost ? `ws://${host} wss://${host}` : "'self'";
}
