import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { CascadeError } from '@cascade/contracts';
import fastify, { type FastifyInstance } from 'fastify';
import type { GatewayConfig } from '../config.ts';
import type { GatewayOptions } from '../options.ts';
import type { Access } from './access.ts';
import { maxHeaders, realtimePath } from './admission.ts';
import { protection } from './protection.ts';

/** A connection without a request under way is kept for so long. */
const keepAliveMs = 15_000;

/**
 * The server under all routes: TLS where it is configured, nothing without a limit of time and size, and the rules of
 * the edge before every route, those of plugins too.
 *
 * @throws CascadeError `invalid_config` when a TLS file cannot be read
 */
export function createHttpServer(options: GatewayOptions, access: Access): FastifyInstance {
  const { config } = options;
  const { handshakeTimeoutMs, requestTimeoutMs } = config;
  const settings = {
    logger: false,
    forceCloseConnections: true,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveMs,
  } as const;
  const limits = {
    headersTimeout: Math.min(handshakeTimeoutMs, requestTimeoutMs),
    // How often node looks for connections whose time is over.
    connectionsCheckingInterval: Math.min(1000, handshakeTimeoutMs, requestTimeoutMs),
    shouldUpgradeCallback,
  };
  const tls = tlsOf(config);
  const app = (tls
    ? fastify({ ...settings, https: { ...limits, ...tls, handshakeTimeout: handshakeTimeoutMs } })
    : fastify({ ...settings, http: limits })) as unknown as FastifyInstance;
  app.server.maxHeadersCount = maxHeaders;
  app.register(protection, { config, access });
  return app;
}

/** Some clients offer HTTP/2 by an upgrade with every request: whoever does not take it up answers as if it were not there. */
const shouldUpgradeCallback = ({ headers, url }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === 'websocket' || (url ?? '').split('?')[0] === realtimePath;

function tlsOf(config: GatewayConfig): { cert: Buffer; key: Buffer } | undefined {
  if (config.tlsCertPath === '') return undefined;
  const read = (name: string, path: string) => {
    try {
      return readFileSync(path);
    } catch (error) {
      throw new CascadeError('invalid_config', `${name}: the file ${path} cannot be read.`, { cause: error });
    }
  };
  return { cert: read('CASCADE_TLS_CERT', config.tlsCertPath), key: read('CASCADE_TLS_KEY', config.tlsKeyPath) };
}
