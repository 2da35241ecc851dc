import type { SessionUpdate, WireAudioFormat } from '@cascade/contracts';
import WebSocket from 'ws';
import { openRealtimeClient, type RealtimeClient, type RealtimeConnectOptions } from './realtime-client.ts';
import type { RealtimeSocketConstructor } from './realtime-socket.ts';

export interface ConnectOptions extends Omit<RealtimeConnectOptions, 'webSocket'> {
  /** Audio formats of the session; the server's defaults (PCM at 24 kHz) otherwise. Stand for the fields of `session`. */
  readonly formats?: { readonly input?: WireAudioFormat; readonly output?: WireAudioFormat };
  /** `ws` by default; in a browser, its own `WebSocket`. */
  readonly webSocket?: RealtimeSocketConstructor;
}

/** As `openRealtimeClient`, with `ws` for the transport where none is given. */
export function connectRealtime(options: ConnectOptions): Promise<RealtimeClient> {
  const { formats, webSocket = WebSocket as RealtimeSocketConstructor, session, ...rest } = options;
  const withFormats = formats ? withAudioFormats(session ?? {}, formats) : session;
  return openRealtimeClient({ ...rest, webSocket, ...(withFormats ? { session: withFormats } : {}) });
}

function withAudioFormats(session: SessionUpdate, formats: NonNullable<ConnectOptions['formats']>): SessionUpdate {
  const { input, output } = formats;
  return {
    ...session,
    audio: {
      ...session.audio,
      input: { ...session.audio?.input, ...(input ? { format: input } : {}) },
      output: { ...session.audio?.output, ...(output ? { format: output } : {}) },
    },
  };
}
