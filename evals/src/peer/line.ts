/** A conversation as its audio alone: what one measuring code needs of any system. */
import { decodePcm16, encodePcm16 } from '@cascade/audio';
import { connectRealtime, replyRateHz } from '@cascade/client';
import { CascadeError, inputRateHz } from '@cascade/contracts';

export interface LineEvents {
  /** Some more of the reply: mono, −1 … 1, 24 kHz. */
  audio(samples: Float32Array): void;
  /** What was received and not yet played is not to be played. */
  dropped(): void;
  ended(reason: string): void;
  /** Who made the answer, where the system tells. */
  answeredBy(source: string): void;
}

export interface Line {
  /** @param samples mono, −1 … 1, 16 kHz */
  send(samples: Float32Array): void;
  close(): Promise<void>;
}

export type OpenLine = (events: LineEvents) => Promise<Line>;

const connectTimeoutMs = 10_000;

/** Over Cascade's realtime endpoint. */
export function openCascadeLine(url: string, key: string | undefined): OpenLine {
  return async (events) => {
    const client = await connectRealtime({
      url,
      ...(key === undefined ? {} : { key }),
      session: { type: 'realtime', cascade: { binary_audio: true } },
      formats: { input: { type: 'audio/pcm', rate: inputRateHz }, output: { type: 'audio/pcm', rate: replyRateHz } },
      signal: AbortSignal.timeout(connectTimeoutMs),
    });
    client.onAudio(({ bytes }) => events.audio(decodePcm16(bytes.subarray(0, bytes.length & ~1))));
    client.onEvent((event) => {
      if (event.type === 'response.done' && event.response.status === 'cancelled') events.dropped();
      if (event.type === 'cascade.turn.record' && event.record.response)
        events.answeredBy(event.record.response.source);
    });
    client.closed.then(() => events.ended('the connection ended'));
    return {
      send: (samples) => client.appendAudio(new Uint8Array(encodePcm16(samples))),
      async close() {
        client.close();
        await client.closed;
      },
    };
  };
}

/**
 * Any system that takes binary messages of 16 bit PCM (16 kHz, mono) and answers with the same at 24 kHz. Text messages
 * are ignored.
 */
export function openPcmLine(url: string): OpenLine {
  return async (events) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    const closed = Promise.withResolvers<void>();
    socket.addEventListener('close', ({ code }) => {
      events.ended(`the connection ended with code ${code}`);
      closed.resolve();
    });
    socket.addEventListener('message', ({ data }) => {
      if (data instanceof ArrayBuffer) events.audio(decodePcm16(new Uint8Array(data, 0, data.byteLength & ~1)));
    });
    await new Promise<void>((resolve, reject) => {
      const refuse = () => reject(new CascadeError('connection_failed', `--peer-url ${url}: there is no connection.`));
      socket.addEventListener('open', () => resolve(), { once: true });
      socket.addEventListener('error', refuse, { once: true });
      setTimeout(refuse, connectTimeoutMs).unref();
    });
    return {
      send: (samples) => socket.send(encodePcm16(samples)),
      async close() {
        socket.close();
        await closed.promise;
      },
    };
  };
}
