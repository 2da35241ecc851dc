import type { Clock, StageLogger } from '@cascade/contracts';
import type { GatewayConfig } from './config.ts';
import type { GatewayConnection } from './connection.ts';

export interface GatewayOptions {
  readonly config: GatewayConfig;
  readonly clock: Clock;
  readonly logger: StageLogger;
  /** A client has connected: run the stages on it. */
  onConnection(connection: GatewayConnection): void;
  /** What `/readyz` answers: 200 or 503, with the detail. */
  isReady(): { ready: boolean; detail: object };
  /** What `/metrics` answers, in Prometheus's text format. */
  metricsText(): Promise<string>;
  /** Trace of what a session does now, for the client to name. */
  traceId(sessionId: string): string | undefined;
  /** Voice of a session that names none. */
  readonly defaultVoice?: string;
  /** When given, other voices are refused. */
  readonly voices?: readonly string[];
}
