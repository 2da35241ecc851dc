/** What the gateway counts over all sessions, for metrics. */
export interface GatewayCounters {
  /** Silence put in place of audio that clients did not send, in milliseconds. */
  silenceAddedMs: number;
  /** Pieces of audio refused because they came too fast. */
  audioOverruns: number;
  /** Error events sent. */
  errors: number;
  /** Connections closed because the client did not read. */
  slowClients: number;
  /** Connections dropped because the client answered no ping. */
  deadClients: number;
  /** Connections refused because there were too many sessions, too much work, or the service goes away. */
  refusedSessions: number;
  /** Connections refused for want of a valid key, of a scope, or of an allowed origin. */
  refusedKeys: number;
  /** Connections refused because one address or key tried too often. */
  rateLimited: number;
  /** Sockets dropped because too many had no session. */
  droppedSockets: number;
}

export const newCounters = (): GatewayCounters => ({
  silenceAddedMs: 0,
  audioOverruns: 0,
  errors: 0,
  slowClients: 0,
  deadClients: 0,
  refusedSessions: 0,
  refusedKeys: 0,
  rateLimited: 0,
  droppedSockets: 0,
});
