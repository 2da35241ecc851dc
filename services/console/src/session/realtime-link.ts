import { openRealtimeClient } from '@cascade/client';
import type { OpenLink } from './link.ts';
import type { Service } from './service.ts';

/** Longest wait for a first session: a service that is busy says so, one that is not there does not. */
const openTimeoutMs = 10_000;

/**
 * Opens sessions with the client package, over the browser's own WebSocket; it reconnects and resumes by itself, at once
 * when the browser is back online.
 */
export function linkOpener(service: Service, window: Window): OpenLink {
  return async (session, listener) => {
    let token = await service.token();
    const client = await openRealtimeClient({
      url: service.realtimeUrl,
      webSocket: WebSocket,
      session,
      reconnect: true,
      signal: AbortSignal.timeout(openTimeoutMs),
      ...(token === undefined ? {} : { key: takeToken }),
    });
    /** Tokens live shortly: every connection but the first gets another one. */
    async function takeToken(): Promise<string> {
      const taken = token ?? (await service.token());
      token = undefined;
      return taken ?? '';
    }

    if (client.session) listener.event({ type: 'session.updated', event_id: '', session: client.session });
    client.onEvent((event) => listener.event(event));
    client.onAudio(({ itemId, bytes }) => listener.audio(itemId, bytes));
    client.onState((state, { resumed }) => {
      if (state === 'reconnecting') listener.change({ kind: 'reconnecting' });
      if (state === 'open') listener.change({ kind: 'open', isNewSession: resumed === false });
    });
    const reconnectNow = () => client.reconnectNow();
    window.addEventListener('online', reconnectNow);
    void client.closed.then(({ code, reason }) => {
      window.removeEventListener('online', reconnectNow);
      listener.change({ kind: 'closed', code, reason });
    });
    return client;
  };
}
