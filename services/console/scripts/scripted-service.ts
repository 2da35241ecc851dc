import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { encodeBinaryAudio, type ServerEvent, type ServerEventType, type TurnRecord } from '@cascade/contracts';
import { type WebSocket, WebSocketServer } from 'ws';
import { type RecordedLine, readRecording } from './recording.ts';
import { faultRoutes } from './scripted-faults.ts';
import { scriptedRegistry } from './scripted-registry.ts';

export interface ScriptedServiceOptions {
  /** The built page: `index.html` and what it needs. */
  readonly directory: string;
  /** A conversation written by `record-conversation.ts`. */
  readonly recording: URL;
  /** Refuses connections without a key, as a service beyond loopback does. */
  readonly needsKey?: boolean;
  /** Has fault switches that the page may use; without, it has none. */
  readonly hasFaults?: boolean;
}

/** A place in the recording: the `nth` event of the type that comes from here on (the first by default). */
export interface Stop {
  readonly type: ServerEventType;
  readonly nth?: number;
}

/**
 * Serves the page, and on its socket what a real service once said, as far as the test wants it. What the page sends is
 * read and not answered: the recording goes on when `play` says so. Listens on a free port of loopback.
 */
export interface ScriptedService {
  readonly url: string;
  /** Resolves when the page has opened a session. */
  connected(): Promise<void>;
  /** Sends the recording on, up to and including `stop`; to its end without one. */
  play(stop?: Stop): Promise<void>;
  /** Sends the recording on until so much reply audio has been sent. */
  playAudio(durationMs: number): Promise<void>;
  /** The newest record of a turn that has been sent. */
  recordOf(turnId: string): TurnRecord | undefined;
  /** Sends one event that is not in the recording. */
  send(event: ServerEvent): void;
  /** From the start again, for the next session. */
  rewind(): void;
  /** Drops the socket as a broken network does, or closes it with a code. */
  drop(code?: number, reason?: string): void;
  /** As a network that stays broken: whoever connects is cut off. */
  refuse(): void;
  close(): Promise<void>;
}

/** As strict as the gateway's: what the page needs beyond this is a mistake of the page. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function answerRegistry(response: ServerResponse, needsKey: boolean): void {
  if (needsKey) sendJson(response, 401, { error: { code: 'unauthorized', message: 'A key is needed.' } });
  else sendJson(response, 200, { data: scriptedRegistry });
}

const traceUrl = 'https://traces.example/trace/{trace_id}';

const replySamplesPerMs = 24;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

export async function startScriptedService(options: ScriptedServiceOptions): Promise<ScriptedService> {
  const lines = readRecording(await readFile(options.recording, 'utf8'));
  const sessionLines = lines.flatMap((line) => ('event' in line && isSession(line.event) ? [line.event] : []));
  const conversation = lines.filter((line) => !('event' in line) || !isSession(line.event));
  let next = 0;
  let isRefusing = false;
  let socket: WebSocket | undefined;
  const faults = faultRoutes();
  let open = Promise.withResolvers<void>();

  const http = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/readyz')
      sendJson(response, 200, { ready: true, versions: versionsOf(lines), trace_url: traceUrl });
    else if (options.hasFaults && pathname.startsWith('/v1/faults')) void faults(request, response);
    else if (pathname === '/v1/registry') answerRegistry(response, options.needsKey ?? false);
    else if (request.method === 'POST') answerPost(response, pathname, options.needsKey ?? false);
    else void sendFile(response, options.directory, pathname === '/' ? '/index.html' : pathname);
  });
  const sockets = new WebSocketServer({ server: http, path: '/v1/realtime' });
  sockets.on('connection', (connection) => {
    if (isRefusing) {
      connection.terminate();
      return;
    }
    socket = connection;
    const say = (type: ServerEventType) => {
      const event = sessionLines.find((one) => one.type === type);
      if (event) connection.send(JSON.stringify(event));
    };
    say('session.created');
    connection.on('message', (data, isBinary) => {
      if (isBinary || !data.toString().includes('"session.update"')) return;
      say('session.updated');
      open.resolve();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;

  const sendNext = (): RecordedLine => {
    const line = conversation[next++];
    if (!line) throw new Error('the recording is over');
    socket?.send('event' in line ? JSON.stringify(line.event) : silentFrame(line.audio));
    return line;
  };

  return {
    url: `http://127.0.0.1:${port}/`,
    connected: () => open.promise,
    async play(stop) {
      await open.promise;
      let left = stop?.nth ?? 1;
      while (stop !== undefined || next < conversation.length) {
        const line = sendNext();
        if (stop && 'event' in line && line.event.type === stop.type && --left === 0) return;
      }
    },
    async playAudio(durationMs) {
      await open.promise;
      for (let sentMs = 0; sentMs < durationMs; ) {
        const line = sendNext();
        if ('audio' in line) sentMs += line.audio.samples / replySamplesPerMs;
      }
    },
    recordOf(turnId) {
      const sent = conversation.slice(0, next).flatMap((line) => ('event' in line ? [line.event] : []));
      const records = sent.flatMap((event) => (event.type === 'cascade.turn.record' ? [event.record] : []));
      return records.findLast((record) => record.turn_id === turnId);
    },
    send(event) {
      socket?.send(JSON.stringify(event));
    },
    rewind() {
      next = 0;
      open = Promise.withResolvers<void>();
    },
    drop(code, reason) {
      if (code === undefined) socket?.terminate();
      else socket?.close(code, reason);
    },
    refuse() {
      isRefusing = true;
    },
    async close() {
      for (const connection of sockets.clients) connection.terminate();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

const isSession = (event: ServerEvent) => event.type === 'session.created' || event.type === 'session.updated';

function versionsOf(lines: readonly RecordedLine[]): Readonly<Record<string, string>> {
  for (const line of lines) {
    if ('event' in line && line.event.type === 'cascade.turn.record') return line.event.record.versions;
  }
  return {};
}

function silentFrame({ stream, start_sample, samples }: { stream: number; start_sample: number; samples: number }) {
  return encodeBinaryAudio({ stream, startSample: start_sample, audio: new Uint8Array(2 * samples) });
}

function answerPost(response: ServerResponse, pathname: string, needsKey: boolean): void {
  if (needsKey) {
    sendJson(response, 401, { error: { code: 'unauthorized', message: 'A key is needed.' } });
  } else if (pathname === '/v1/audio/speech') {
    const oneSecond = new Uint8Array(2 * 24_000);
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(oneSecond);
  } else {
    sendJson(response, 404, { error: { code: 'not_found' } });
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function sendFile(response: ServerResponse, directory: string, pathname: string): Promise<void> {
  const path = join(directory, normalize(pathname));
  try {
    if (!path.startsWith(directory)) throw new Error('outside of the page');
    const body = await readFile(path);
    const contentType = contentTypes[extname(path)] ?? 'application/octet-stream';
    response
      .writeHead(200, { 'content-type': contentType, 'content-security-policy': contentSecurityPolicy })
      .end(body);
  } catch {
    response.writeHead(404).end();
  }
}
