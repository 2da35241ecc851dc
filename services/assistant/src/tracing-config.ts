import type { ConfigDefinition } from '@cascade/runtime';
import { z } from 'zod';

/** Where traces go, by the names that all of OpenTelemetry uses. Its values, but for the viewer, are options of `createTraceExporter`. */
export const tracingConfigDefinition = {
  endpoint: {
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    schema: z.url({ protocol: /^https?$/ }),
    default: '',
    describe:
      'OTLP address (HTTP, protobuf) that the spans of every turn are sent to, at its path /v1/traces. Empty: none are made.',
  },
  headers: {
    env: 'OTEL_EXPORTER_OTLP_HEADERS',
    schema: z.string().transform(readHeaders),
    default: {} as Readonly<Record<string, string>>,
    describe: 'Sent with them: `name=value,name=value`, values percent-encoded; keys of hosted trace stores go here.',
    secret: true,
  },
  serviceName: {
    env: 'OTEL_SERVICE_NAME',
    schema: z.string(),
    default: 'cascade',
    describe: 'Name of the service in the traces.',
  },
  sampleRatio: {
    env: 'OTEL_TRACES_SAMPLER_ARG',
    schema: z.coerce.number().min(0).max(1),
    default: 1,
    describe:
      'Share of the turns that are traced, drawn by their trace ids; a client’s own traceparent decides for its turns.',
  },
  viewer: {
    env: 'CASCADE_TRACE_URL',
    schema: z.string().regex(/^https?:\/\/.*\{trace_id\}/, 'an http address with {trace_id} in it'),
    default: '',
    describe: 'Where a trace is looked at, `http://localhost:16686/trace/{trace_id}`; the console links to it.',
  },
} as const satisfies ConfigDefinition;

/** As the header `baggage` is written: percent-encoded values, white space around names and values of no account. */
function readHeaders(text: string, context: z.RefinementCtx): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const pair of text.split(',').filter((one) => one.trim() !== '')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    if (equals < 1 || name === '') {
      context.addIssue({ code: 'custom', message: 'expected name=value,name=value' });
      return z.NEVER;
    }
    headers[name] = decoded(pair.slice(equals + 1).trim());
  }
  return headers;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
