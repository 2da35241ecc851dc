import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fields, hexOf, messagesOf, numberOf, readFields, textOf } from './protobuf.ts';

type Value = string | number | boolean | Value[];
type Attributes = Readonly<Record<string, Value>>;

/** A span as it came over the wire; times in epoch milliseconds. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly atMs: number; readonly attributes: Attributes }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly attributes: Attributes }[];
  readonly status: { readonly code: number; readonly message: string };
  readonly resource: Attributes;
}

/** Takes traces by OTLP over HTTP on loopback, as a collector does, reading the bytes by the published field numbers. */
export async function startOtlpReceiver(answer: () => number = () => 200) {
  const spans: ReceivedSpan[] = [];
  const requests: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly bytes: Buffer }[] = [];
  const server = createServer(async (request, response) => {
    const bytes = Buffer.concat(await request.toArray());
    requests.push({ path: request.url ?? '', headers: request.headers, bytes });
    const status = answer();
    if (status === 200) spans.push(...readTraces(bytes));
    response.writeHead(status, { 'content-type': 'application/x-protobuf' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { endpoint, spans, requests, close };
}

/** `ExportTraceServiceRequest` of opentelemetry-proto 1.x. */
export function readTraces(bytes: Buffer): ReceivedSpan[] {
  return messagesOf(readFields(bytes), 1).flatMap((resourceSpans) => {
    const resource = Object.assign({}, ...messagesOf(resourceSpans, 1).map((one) => attributesOf(one, 1)));
    return messagesOf(resourceSpans, 2).flatMap((scopeSpans) =>
      messagesOf(scopeSpans, 2).map((span) => spanOf(span, resource)),
    );
  });
}

function spanOf(span: Fields, resource: Attributes): ReceivedSpan {
  const [status] = messagesOf(span, 15);
  return {
    traceId: hexOf(span, 1),
    spanId: hexOf(span, 2),
    parentSpanId: hexOf(span, 4),
    name: textOf(span, 5),
    kind: Number(numberOf(span, 6)),
    startMs: millisecondsOf(span, 7),
    endMs: millisecondsOf(span, 8),
    attributes: attributesOf(span, 9),
    events: messagesOf(span, 11).map((event) => ({
      name: textOf(event, 2),
      atMs: millisecondsOf(event, 1),
      attributes: attributesOf(event, 3),
    })),
    links: messagesOf(span, 13).map((link) => ({
      traceId: hexOf(link, 1),
      spanId: hexOf(link, 2),
      attributes: attributesOf(link, 4),
    })),
    status: { code: status ? Number(numberOf(status, 3)) : 0, message: status ? textOf(status, 2) : '' },
    resource,
  };
}

const millisecondsOf = (fields: Fields, number: number): number => Number(numberOf(fields, number) / 1000n) / 1000;

const attributesOf = (fields: Fields, number: number): Attributes =>
  Object.fromEntries(
    messagesOf(fields, number).map((pair) => [textOf(pair, 1), anyValueOf(messagesOf(pair, 2)[0] as Fields)]),
  );

function anyValueOf(value: Fields): Value {
  if (value.has(1)) return textOf(value, 1);
  if (value.has(2)) return numberOf(value, 2) === 1n;
  if (value.has(3)) return Number(BigInt.asIntN(64, numberOf(value, 3)));
  if (value.has(4)) return doubleOf(numberOf(value, 4));
  const [list] = messagesOf(value, 5);
  return list ? messagesOf(list, 1).map(anyValueOf) : [];
}

function doubleOf(bits: bigint): number {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(bits);
  return buffer.readDoubleLE();
}
