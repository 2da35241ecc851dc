import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  type ClientEvent,
  type ClientEventOf,
  type Clock,
  defaultConsent,
  parseServerEvent,
  type RealtimeResponse,
  type RealtimeSession,
  type ServerEventBody,
} from '@cascade/contracts';
import WebSocket, { WebSocketServer } from 'ws';
import { encodeBase64 } from '../src/base64.ts';

export interface ScriptedConnection {
  send(event: ServerEventBody): void;
  sendBytes(data: string | Uint8Array): void;
  close(code: number, reason: string): void;
  /** All client events so far but audio. */
  readonly events: readonly ClientEvent[];
  /** Everything heard so far. */
  readonly audio: readonly Uint8Array[];
  readonly session: RealtimeSession;
}

export interface Script {
  /** Called after each 20 ms of audio, with their number so far. */
  onChunk?(connection: ScriptedConnection, chunks: number): void;
  onEvent?(connection: ScriptedConnection, event: ClientEvent): void;
  /** What session.update is answered with; an echo of what was asked for without it. */
  onSessionUpdate?(connection: ScriptedConnection, event: ClientEventOf<'session.update'>): void;
  /** Instead of session.created. */
  onOpen?(connection: ScriptedConnection): void;
}

/** A real WebSocket server on loopback that says what a test tells it to, checked against the protocol's schemas. */
export async function startScriptedServer(script: Script) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const connections: ScriptedConnection[] = [];
  const headers: string[] = [];
  server.on('connection', (socket, request) => {
    headers.push(request.headers['sec-websocket-protocol'] ?? '');
    const events: ClientEvent[] = [];
    const audio: Uint8Array[] = [];
    let eventCount = 0;
    const connection: ScriptedConnection = {
      events,
      audio,
      session: defaultSession(),
      send(event) {
        const withId = { event_id: `event-${++eventCount}`, ...event };
        parseServerEvent(withId);
        socket.send(JSON.stringify(withId));
      },
      sendBytes: (data) => socket.send(data),
      close: (code, reason) => socket.close(code, reason),
    };
    connections.push(connection);
    const hear = (bytes: Uint8Array) => {
      audio.push(bytes);
      script.onChunk?.(connection, audio.length);
    };
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) return hear(data);
      const event = JSON.parse(data.toString()) as ClientEvent;
      if (event.type === 'input_audio_buffer.append') return hear(Buffer.from(event.audio, 'base64'));
      events.push(event);
      script.onEvent?.(connection, event);
      if (event.type !== 'session.update') return;
      if (script.onSessionUpdate) return script.onSessionUpdate(connection, event);
      connection.session.cascade.binary_audio = event.session.cascade?.binary_audio ?? false;
      connection.send({ type: 'session.updated', session: connection.session });
    });
    if (script.onOpen) script.onOpen(connection);
    else connection.send({ type: 'session.created', session: connection.session });
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections,
    /** Subprotocols asked for, by connection. */
    headers,
    /** Every connection breaks, without a word. */
    drop() {
      for (const client of server.clients) client.terminate();
    },
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * A clock that moves only when the client sleeps, and only after both ends of the connection have read everything that
 * was sent: a ping and its pong pass between. Real sockets, yet every run is the same.
 */
export function lockstep() {
  let nowMs = 0;
  let socket: WebSocket | undefined;
  class WatchedSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      socket = this;
    }
  }
  const clock: Clock = {
    nowMs: () => nowMs,
    async sleep(durationMs) {
      if (socket?.readyState === WebSocket.OPEN) {
        const heard = new AbortController();
        const either = ['pong', 'close'].map((event) => once(socket as WebSocket, event, { signal: heard.signal }));
        socket.ping();
        await Promise.race(either);
        heard.abort();
        await Promise.allSettled(either);
      }
      nowMs += durationMs;
    },
    setTimer: () => {
      throw new Error('the talker sets no timers');
    },
  };
  return { clock, webSocket: WatchedSocket };
}

/** A whole reply: created, audio in one piece (silence, then a tone), transcript. `end` closes it. */
export function speak(
  connection: ScriptedConnection,
  id: string,
  audio: { silentMs: number; audibleMs: number },
): void {
  const bytes = replyBytes(audio);
  const place = { response_id: id, item_id: `item-${id}`, output_index: 0, content_index: 0 };
  connection.send({ type: 'response.created', response: response(id, 'in_progress') });
  connection.send({ type: 'response.output_audio_transcript.delta', ...place, delta: 'A reply.' });
  connection.send({ type: 'response.output_audio.delta', ...place, delta: encodeBase64(bytes) });
}

export function replyBytes({ silentMs, audibleMs }: { silentMs: number; audibleMs: number }): Uint8Array {
  const samples = new Int16Array((silentMs + audibleMs) * 24);
  samples.fill(8000, silentMs * 24);
  return new Uint8Array(samples.buffer);
}

export function response(id: string, status: RealtimeResponse['status']): RealtimeResponse {
  return {
    object: 'realtime.response',
    id,
    conversation_id: 'conversation-1',
    status,
    output: [],
    output_modalities: ['audio'],
    audio: { output: { format: { type: 'audio/pcm', rate: 24000 }, voice: 'voice' } },
    max_output_tokens: 'inf',
    metadata: null,
  };
}

export function defaultSession(): RealtimeSession {
  const format = { type: 'audio/pcm', rate: 24000 } as const;
  return {
    object: 'realtime.session',
    id: 'session-1',
    type: 'realtime',
    model: 'model',
    instructions: '',
    output_modalities: ['audio'],
    audio: {
      input: { format, turn_detection: null },
      output: { format, voice: 'voice', speed: 1 },
    },
    tools: [],
    tool_choice: 'auto',
    max_output_tokens: 'inf',
    tracing: null,
    cascade: {
      binary_audio: false,
      playback_ack: false,
      time_zone: null,
      turn_policy: null,
      reprompt_after_ms: null,
      ducking: 'server',
      resume: null,
      consent: defaultConsent,
      device: {},
    },
  };
}
