import { CascadeError } from '@cascade/contracts';
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { Access } from '../edge/access.ts';
import { statusOf } from '../edge/admission.ts';
import { createHttpServer } from '../edge/http-server.ts';
import type { GatewayOptions } from '../options.ts';
import { aboutRoutes } from './about-routes.ts';
import { consoleFiles } from './console-files.ts';
import { errorBody } from './error-body.ts';
import { faultRoutes } from './fault-routes.ts';
import { HttpJobs } from './http-jobs.ts';
import { openApiOptions, openApiRoute } from './openapi.ts';
import { operationRoutes } from './operation-routes.ts';
import { registryRoute } from './registry-route.ts';
import { speechRoute } from './speech-route.ts';
import { transcriptionRoute } from './transcription-route.ts';

/** When a refusal that may end soon says nothing better. */
const retryAfterSeconds = 5;

/** Everything that is answered over HTTP. @throws CascadeError `invalid_config` when a TLS file cannot be read */
export function buildApp(options: GatewayOptions, access: Access): FastifyInstance {
  const app = createHttpServer(options, access);
  // Schemas describe; handlers parse what they are sent, with errors that name the field.
  app.setValidatorCompiler(() => (value) => ({ value }));
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  const jobs = new HttpJobs(options, access);
  app.addHook('onClose', () => jobs.recordings.close());
  app.register(swagger, openApiOptions);
  app.register(operationRoutes, { options, access });
  if (options.faults) app.register(faultRoutes, { faults: options.faults, access });
  if (options.registry) app.register(registryRoute, { registry: options.registry, access });
  app.register(transcriptionRoute, jobs);
  app.register(speechRoute, jobs);
  app.register(aboutRoutes, jobs);
  app.register(openApiRoute);
  app.register(consoleFiles, { directory: options.consoleDirectory });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody(new CascadeError('not_found', 'There is nothing here.'))),
  );
  app.setErrorHandler((error, request, reply) => {
    const known = knownError(error);
    if (known) {
      const status = statusOf(known.code);
      if ((status === 429 || status === 503) && !reply.hasHeader('retry-after')) {
        reply.header('retry-after', retryAfterSeconds);
      }
      return reply.code(status).send(errorBody(known));
    }
    options.logger.error({ err: error, path: request.routeOptions.url }, 'request failed');
    return reply.code(500).send(errorBody(new CascadeError('internal', 'The request failed.')));
  });
  return app;
}

/** Undefined for what nobody foresaw. */
function knownError(error: unknown): CascadeError | undefined {
  if (CascadeError.is(error)) return error;
  const { statusCode = 500, code } = error as { statusCode?: number; code?: string };
  if (statusCode >= 500) return undefined;
  if (statusCode === 413) return new CascadeError('message_too_large', 'The request is larger than it may be.');
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY') {
    return new CascadeError('invalid_json', 'The body is not JSON.');
  }
  return new CascadeError('invalid_event', 'The request cannot be read.');
}
