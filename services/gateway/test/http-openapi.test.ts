import { writeWav } from '@cascade/audio';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { gatewayBench } from './gateway-bench.ts';
import { ScriptedSpeechApi } from './scripted-speech-api.ts';

type Json = { readonly [key: string]: unknown };

const mediaSchema = z.record(z.string(), z.strictObject({ schema: z.looseObject({}) }));
const responseSchema = z.strictObject({ description: z.string().min(1), content: mediaSchema.optional() });
const operationSchema = z.strictObject({
  summary: z.string().min(1),
  description: z.string().optional(),
  tags: z.array(z.string()).min(1),
  parameters: z
    .array(
      z.strictObject({
        name: z.string(),
        in: z.enum(['query', 'path', 'header']),
        required: z.boolean(),
        description: z.string().optional(),
        schema: z.looseObject({}),
      }),
    )
    .optional(),
  requestBody: z.strictObject({ required: z.boolean().optional(), content: mediaSchema }).optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), responseSchema),
});
/** OpenAPI 3.1, as far as this document uses it; anything else in it is a fault. */
const documentSchema = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  components: z.strictObject({
    securitySchemes: z.record(z.string(), z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer') })),
    schemas: z.record(z.string(), z.looseObject({})),
  }),
  paths: z.record(z.string().startsWith('/'), z.partialRecord(z.enum(['get', 'post', 'delete']), operationSchema)),
});
type Document = z.infer<typeof documentSchema>;

/** The document only says what they are. */
const unusedFaults = {
  list: () => [],
  add: () => Promise.reject(new Error('nobody switches any')) as never,
  remove: () => false,
  clear: () => undefined,
};

async function open() {
  const speechApi = new ScriptedSpeechApi();
  const bench = await gatewayBench({ speechApi: () => speechApi, faults: unusedFaults });
  const document = documentSchema.parse(await (await fetch(`${bench.url}/openapi.json`)).json());
  return { ...bench, document };
}

/** Every `$ref` replaced by what it points at. @throws for one that points at nothing */
function resolved(document: Document, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => resolved(document, each));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as { $ref?: string };
  if ($ref === undefined) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(document, each)]));
  }
  const name = $ref.replace('#/components/schemas/', '');
  const target = document.components.schemas[name];
  if (!target) throw new Error(`${$ref} points at nothing`);
  return resolved(document, target);
}

const schemaOf = (document: Document, schema: Json) =>
  z.fromJSONSchema(resolved(document, schema) as Parameters<typeof z.fromJSONSchema>[0]);

/** Method and path of every route of the router's own listing; HEAD goes with GET. */
function listedRoutes(listing: string): string[] {
  const parents: string[] = [];
  return listing.split('\n').flatMap((line) => {
    const found = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (!found) return [];
    const [, indent = '', part = '', methods = ''] = found;
    const depth = indent.length / 4;
    parents.length = depth;
    parents.push(part);
    const path = parents.join('').replace(/\*$/, '{*}');
    return methods
      .split(', ')
      .filter((method) => method !== '' && method !== 'HEAD')
      .map((method) => `${method} ${path}`);
  });
}

test('the document is OpenAPI 3.1: every reference, tag and security scheme in it exists', async () => {
  const { document } = await open();
  const tags = document.tags.map(({ name }) => name);
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const operation of Object.values(operations)) {
      expect(
        operation.tags.filter((tag) => !tags.includes(tag)),
        path,
      ).toEqual([]);
      for (const requirement of operation.security ?? []) {
        expect(Object.keys(document.components.securitySchemes)).toEqual(
          expect.arrayContaining(Object.keys(requirement)),
        );
      }
      const named = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(declared.map(({ name }) => name)).toEqual(named);
      const media = [
        operation.requestBody?.content,
        ...Object.values(operation.responses).map(({ content }) => content),
      ];
      for (const { schema } of media.flatMap((content) => Object.values(content ?? {}))) {
        expect(() => schemaOf(document, schema)).not.toThrow();
      }
    }
  }
});

test('every route that is registered is in it, and no other', async () => {
  const { document, gateway } = await open();
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map(
      (method) => `${method.toUpperCase()} ${path.replace('{wildcard}', '{*}').replace('{id}', ':id')}`,
    ),
  );
  expect(described.toSorted()).toEqual(listedRoutes(gateway.app.printRoutes({ commonPrefix: false })).toSorted());
  expect(described).toContain('POST /v1/realtime/client_secrets');
});

test('answers are as described, the good ones and the refusals', async () => {
  const { document, url } = await open();
  const form = (fields: Record<string, string>, file?: Uint8Array) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    if (file) body.append('file', new Blob([new Uint8Array(file)]), 'speech.wav');
    return { method: 'POST', body };
  };
  const json = (body: object) => ({
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  const wav = writeWav(new Float32Array(16_000), 16_000);
  const requests: readonly (readonly [string, number, RequestInit?])[] = [
    ['/healthz', 200],
    ['/readyz', 200],
    ['/metrics', 200],
    ['/', 200],
    ['/v1/models', 200],
    ['/v1/voices', 200],
    ['/v1/data-contract', 200],
    ['/openapi.json', 200],
    ['/v1/realtime', 426],
    ['/v1/audio/transcriptions', 200, form({}, wav)],
    ['/v1/audio/transcriptions', 200, form({ response_format: 'verbose_json' }, wav)],
    ['/v1/audio/transcriptions', 200, form({ response_format: 'srt' }, wav)],
    ['/v1/audio/transcriptions', 200, form({ stream: 'true' }, wav)],
    ['/v1/audio/transcriptions', 400, form({})],
    ['/v1/audio/transcriptions', 413, form({ prompt: 'x'.repeat(9000) }, wav)],
    ['/v1/audio/speech', 200, json({ input: 'Hello.' })],
    ['/v1/audio/speech', 200, json({ input: 'Hello.', stream_format: 'sse' })],
    ['/v1/audio/speech', 400, json({ input: '' })],
    ['/v1/realtime/client_secrets', 400, json({ expires_after: { anchor: 'birth' } })],
  ];
  for (const [path, status, init] of requests) {
    const what = `${init?.method ?? 'GET'} ${path} ${status}`;
    const response = await fetch(url + path, init);
    expect(response.status, what).toBe(status);
    const method = (init?.method ?? 'GET').toLowerCase() as 'get' | 'post';
    const content = document.paths[path]?.[method]?.responses[String(status)]?.content;
    const type = response.headers.get('content-type')?.split(';')[0] ?? 'none';
    expect(Object.keys(content ?? {}), what).toContain(type);
    if (type !== 'application/json') {
      await response.arrayBuffer();
      continue;
    }
    const parsed = schemaOf(document, content![type]!.schema).safeParse(await response.json());
    expect(parsed.error?.issues ?? [], what).toEqual([]);
  }
});

test('what is not there is refused with the same body, whatever the method', async () => {
  const { document, url } = await open();
  const error = schemaOf(document, { $ref: '#/components/schemas/Error' });
  for (const [path, method] of [
    ['/nothing', 'GET'],
    ['/v1/nothing', 'POST'],
    ['/v1/models', 'DELETE'],
  ] as const) {
    const response = await fetch(url + path, { method });
    expect(response.status).toBe(404);
    expect(error.safeParse(await response.json()).success).toBe(true);
  }
});

test('the WebSocket is described with how to get in', async () => {
  const { document } = await open();
  const { get } = document.paths['/v1/realtime']!;
  expect(get?.description).toMatch(/openai-insecure-api-key/);
  expect(Object.keys(get?.responses ?? {})).toEqual(expect.arrayContaining(['101', '401', '403', '426', '429', '503']));
});
