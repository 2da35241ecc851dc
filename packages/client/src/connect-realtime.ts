import { parseServerEvent, type SessionUpdate, type WireAudioFormat } from '@cascade/contracts';
import type { RealtimeConnectOptions } from './connect-options.ts';
import { NodeSocket } from './node-socket.ts';
import { openRealtimeClient, type RealtimeClient } from './realtime-client.ts';
import type { RealtimeSocketConstructor } from './realtime-socket.ts';

export interface ConnectOptions extends Omit<RealtimeConnectOptions, 'webSocket'> {
  /** Audio formats of the session; the server's defaults (PCM at 24 kHz) otherwise. Stand for the fields of `session`. */
  readonly formats?: { readonly input?: WireAudioFormat; readonly output?: WireAudioFormat };
  /** `ws` by default. */
  readonly webSocket?: RealtimeSocketConstructor;
}

/** As `openRealtimeClient`, with `ws` for the transport where none is given, and every event checked by its schema. */
export function connectRealtime(options: ConnectOptions): Promise<RealtimeClient> {
  const { formats, webSocket = NodeSocket, session, ...rest } = options;
  const withFormats = formats ? withAudioFormats(session ?? {}, formats) : session;
  const update = withFormats ? { session: withFormats } : {};
  return openRealtimeClient({ parseEvent: parseServerEvent, ...rest, webSocket, ...update });
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
