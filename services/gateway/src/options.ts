import type { Clock, StageLogger } from '@cascade/contracts';
import type { GatewayConfig } from './config.ts';
import type { GatewayConnection } from './connection.ts';
import type { FaultControl } from './http/fault-routes.ts';
import type { HttpLimits } from './http/http-limits.ts';
import type { RegistryView } from './http/registry-route.ts';
import type { SpeechApi } from './http/speech-api.ts';

export interface GatewayOptions {
  readonly config: GatewayConfig;
  readonly clock: Clock;
  readonly logger: StageLogger;
  /** A client has connected: run the stages on it. */
  onConnection(connection: GatewayConnection): void;
  /** What `/readyz` answers: 200 or 503, with the detail. */
  isReady(): { ready: boolean; detail: object };
  /** What `/metrics` answers a scrape with this `Accept` header: Prometheus's text format, or another with its type. */
  metricsText(accept?: string): Promise<string | { readonly contentType: string; readonly body: string }>;
  /** Trace of what a session does now, for the client to name. */
  traceId(sessionId: string): string | undefined;
  /** Voice of a session that names none. */
  readonly defaultVoice?: string;
  /** When given, other voices are refused. */
  readonly voices?: readonly string[];
  /** The machine has more work than it can do in time: new sessions are refused until it has not. Asked for each. */
  overloaded?(): { readonly retryAfterMs: number } | undefined;
  /** What the HTTP routes for recordings and texts run on; undefined while the models are being loaded. */
  speechApi?(): SpeechApi | undefined;
  /** Each of them has a default. */
  readonly httpLimits?: Partial<HttpLimits>;
  /** What `/v1/faults` switches; without it there is no such route. */
  readonly faults?: FaultControl;
  /** What `/v1/registry` tells; without it there is no such route. */
  readonly registry?: RegistryView;
  /** Folder of the built page, served at `/`. */
  readonly consoleDirectory?: string | undefined;
}
