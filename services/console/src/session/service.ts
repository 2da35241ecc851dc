/** The service's HTTP side, as far as the page uses it. */
import { decodePcm16 } from '@cascade/audio';
import { createFaultService, type FaultService } from '../faults/fault-service.ts';
import { createRegistryService, type RegistryService } from '../registry/registry-service.ts';
import { readPreference, writePreference } from './preferences.ts';

export type Readiness =
  | {
      readonly kind: 'ready';
      readonly versions: Readonly<Record<string, string>>;
      /** A turn's address in the trace viewer, with `{trace_id}`, where the service is configured with one. */
      readonly traceUrl?: string | undefined;
    }
  | { readonly kind: 'starting' }
  | { readonly kind: 'unreachable' };

/** The service wants a key, or another one than it was given. */
export class KeyNeeded extends Error {
  constructor() {
    super('The service wants an API key.');
    this.name = 'KeyNeeded';
  }
}

export interface Service {
  readonly realtimeUrl: string;
  readiness(): Promise<Readiness>;
  /** A key is kept for this tab alone, and goes only to the service itself. */
  setKey(key: string | undefined): void;
  /**
   * What opens a WebSocket: a token of short life made from the key, so that the key itself is never part of an
   * address or a handshake. Undefined where the service wants none. @throws KeyNeeded
   */
  token(): Promise<string | undefined>;
  /** Speech of the service's own voice: mono, 24 kHz. @throws KeyNeeded, or Error with a sentence to show */
  speech(text: string, signal: AbortSignal): Promise<Float32Array>;
}

interface ReadinessAnswer {
  readonly ready: boolean;
  readonly versions?: Record<string, string>;
  readonly trace_url?: string;
}

const keyName = 'key';

/** @param origin where the page came from: `https://host:port` */
export function createService(origin: string): Service & FaultService & RegistryService {
  const address = (path: string) => new URL(path, origin).href;
  const tabStorage = () => sessionStorage;
  let key = readPreference(keyName, tabStorage);

  const authorization = (): Record<string, string> => (key === undefined ? {} : { authorization: `Bearer ${key}` });
  const send = (method: string, path: string, body?: object, signal?: AbortSignal) =>
    fetch(address(path), {
      method,
      cache: 'no-store',
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...authorization() },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
    });
  const post = (path: string, body: object, signal?: AbortSignal) => send('POST', path, body, signal);

  return {
    ...createFaultService(send),
    ...createRegistryService(send),
    realtimeUrl: address('/v1/realtime'),
    async readiness() {
      try {
        const answer = (await (await send('GET', '/readyz')).json()) as ReadinessAnswer;
        const { ready, versions = {}, trace_url: traceUrl } = answer;
        return ready ? { kind: 'ready', versions, traceUrl } : { kind: 'starting' };
      } catch {
        return { kind: 'unreachable' };
      }
    },
    setKey(next) {
      key = next;
      writePreference(keyName, next, tabStorage);
    },
    async token() {
      const response = await post('/v1/realtime/client_secrets', { session: { type: 'realtime' } });
      if (response.status === 401 || response.status === 403) throw new KeyNeeded();
      // A service without keys needs no tokens.
      if (!response.ok) return undefined;
      const { value } = (await response.json()) as { value?: string };
      return value;
    },
    async speech(text, signal) {
      const body = { model: 'tts-1', voice: 'default', input: text, response_format: 'pcm' };
      const response = await post('/v1/audio/speech', body, signal);
      if (response.status === 401 || response.status === 403) throw new KeyNeeded();
      if (!response.ok) throw new Error(`The service could not speak the sample (${response.status}).`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      return decodePcm16(bytes.subarray(0, bytes.length - (bytes.length % 2)));
    },
  };
}
