import { loadConfig } from '@cascade/runtime';
import { expect, it } from 'vitest';
import { tracingConfigDefinition } from './tracing-config.ts';

const load = (environment: Record<string, string>) => loadConfig(tracingConfigDefinition, environment).values;

it('is off unless an address is given', () => {
  expect(load({})).toEqual({ endpoint: '', headers: {}, serviceName: 'cascade', sampleRatio: 1, viewer: '' });
});

it('reads the names that all of OpenTelemetry uses', () => {
  expect(
    load({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc=, x-team = voice ,',
      OTEL_SERVICE_NAME: 'kiosk',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      CASCADE_TRACE_URL: 'http://traces.example/{trace_id}',
    }),
  ).toEqual({
    endpoint: 'http://127.0.0.1:4318',
    headers: { authorization: 'Bearer abc=', 'x-team': 'voice' },
    serviceName: 'kiosk',
    sampleRatio: 0.25,
    viewer: 'http://traces.example/{trace_id}',
  });
});

it.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'secret-without-name'],
  ['OTEL_TRACES_SAMPLER_ARG', '2'],
  ['CASCADE_TRACE_URL', 'http://traces.example/'],
])('refuses a wrong %s by its name, without telling a secret', (name, value) => {
  expect(() => load({ [name]: value })).toThrow(name);
  expect(() => load({ [name]: value })).not.toThrow('secret-without-name');
});
