import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Clock, defaultConsent, parseServerEvent, type ServerEventBody } from '@cascade/contracts';
import WebSocket, { WebSocketServer } from 'ws';

export interface LoopbackConnection {
  send(event: ServerEventBody): void;
  /** A reply of 24 kHz audio: silence, then a tone, in one piece. */
  speak(responseId: string, audio: { readonly silentMs: number; readonly audibleMs: number }): void;
  finish(responseId: string, status: 'completed' | 'cancelled'): void;
}

export interface LoopbackScript {
  /** After each 20 ms of audio, with their number so far, and whether there is any sound in them. */
  onChunk?(connection: LoopbackConnection, chunks: number, isLoud: boolean): void;
  /** Any other event of the client. */
  onEvent?(connection: LoopbackConnection, event: { readonly type: string }): void;
}

/** A real WebSocket server on loopback that says what a test tells it to, checked against the protocol's schemas. */
export async function startLoopbackService(script: LoopbackScript) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    let events = 0;
    let chunks = 0;
    const send = (event: ServerEventBody) => {
      const numbered = { event_id: `event-${++events}`, ...event };
      parseServerEvent(numbered);
      socket.send(JSON.stringify(numbered));
    };
    const connection: LoopbackConnection = {
      send,
      speak(responseId, { silentMs, audibleMs }) {
        const samples = new Int16Array((silentMs + audibleMs) * 24).fill(8000, silentMs * 24);
        const place = { response_id: responseId, item_id: `item-${responseId}`, output_index: 0, content_index: 0 };
        const delta = Buffer.from(samples.buffer).toString('base64');
        send({ type: 'response.created', response: response(responseId, 'in_progress') });
        send({ type: 'response.output_audio_transcript.delta', ...place, delta: 'A reply.' });
        send({ type: 'response.output_audio.delta', ...place, delta });
      },
      finish: (responseId, status) => send({ type: 'response.done', response: response(responseId, status) }),
    };
    socket.on('message', (data: Buffer) => {
      const event = JSON.parse(data.toString()) as { type: string; audio?: string };
      if (event.type === 'session.update') send({ type: 'session.updated', session: session() });
      else if (event.type === 'input_audio_buffer.append') script.onChunk?.(connection, ++chunks, isLoud(event.audio));
      else script.onEvent?.(connection, event);
    });
    send({ type: 'session.created', session: session() });
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}

const isLoud = (audio = ''): boolean => Buffer.from(audio, 'base64').some((byte) => byte !== 0);

/**
 * A clock that moves only to the next timer, and only after both ends of every connection have read all that was sent: a
 * ping and its pong pass between. Real sockets, yet every run is the same.
 */
export function lockstep() {
  const sockets = new Set<WebSocket>();
  const timers = new Set<{ readonly dueMs: number; readonly callback: () => void }>();
  let nowMs = 0;
  let running = false;
  class WatchedSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      sockets.add(this);
      this.once('close', () => sockets.delete(this));
    }
  }
  const settle = async (socket: WebSocket) => {
    // No time passes while a connection is being made, refused or ended.
    if (socket.readyState === WebSocket.CONNECTING || socket.readyState === WebSocket.CLOSING) {
      await new Promise((resolve) => socket.once('open', resolve).once('close', resolve));
    }
    if (socket.readyState !== WebSocket.OPEN) return;
    const heard = new AbortController();
    const either = ['pong', 'close'].map((event) => once(socket, event, { signal: heard.signal }));
    socket.ping();
    await Promise.race(either);
    heard.abort();
    await Promise.allSettled(either);
  };
  const run = async () => {
    running = true;
    while (timers.size > 0) {
      // Without a connection to wait for, nothing would ever arrive.
      if (sockets.size === 0) await new Promise((resolve) => setImmediate(resolve));
      for (const socket of sockets) await settle(socket);
      const next = [...timers].sort((one, other) => one.dueMs - other.dueMs)[0];
      if (!next) break;
      timers.delete(next);
      nowMs = Math.max(nowMs, next.dueMs);
      next.callback();
    }
    running = false;
  };
  const setTimer: Clock['setTimer'] = (delayMs, callback) => {
    const timer = { dueMs: nowMs + delayMs, callback };
    timers.add(timer);
    if (!running) void run();
    return () => void timers.delete(timer);
  };
  const clock: Clock = {
    nowMs: () => nowMs,
    setTimer,
    sleep: (durationMs) => new Promise((resolve) => setTimer(durationMs, resolve)),
  };
  return { clock, webSocket: WatchedSocket };
}

const response = (id: string, status: 'in_progress' | 'completed' | 'cancelled') => ({
  object: 'realtime.response' as const,
  id,
  conversation_id: 'conversation-1',
  status,
  output: [],
  output_modalities: ['audio' as const],
  audio: { output: { format: { type: 'audio/pcm' as const, rate: 24_000 as const }, voice: 'voice' } },
  max_output_tokens: 'inf' as const,
  metadata: null,
});

function session(): Extract<ServerEventBody, { type: 'session.created' }>['session'] {
  const format = (rate: 16_000 | 24_000) => ({ type: 'audio/pcm' as const, rate });
  return {
    object: 'realtime.session',
    id: 'session-1',
    type: 'realtime',
    model: 'model',
    instructions: '',
    output_modalities: ['audio'],
    audio: {
      input: { format: format(16_000), turn_detection: null },
      output: { format: format(24_000), voice: 'voice', speed: 1 },
    },
    tools: [],
    tool_choice: 'auto',
    max_output_tokens: 'inf',
    tracing: null,
    cascade: {
      binary_audio: false,
      playback_ack: true,
      time_zone: null,
      turn_policy: null,
      reprompt_after_ms: null,
      ducking: 'client',
      resume: null,
      consent: defaultConsent,
      device: {},
    },
  };
}
