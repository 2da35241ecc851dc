import { systemClock } from '@cascade/runtime';
import { loadGatewayConfig } from '../../src/config.ts';
import type { GatewayConnection } from '../../src/connection.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export interface ScriptedGateway {
  readonly gateway: Gateway;
  readonly port: number;
  readonly url: string;
}

/**
 * A gateway whose stages do nothing but answer each chunk of audio with one small event at once, so that what is
 * measured is the gateway alone. The event is a turn decision; its `at_ms` is the chunk's first sample.
 *
 * @param environment the gateway's configuration, as variables
 */
export async function startScriptedGateway(
  environment: Readonly<Record<string, string>> = {},
): Promise<ScriptedGateway> {
  const gateway = createGateway({
    config: loadGatewayConfig({ CASCADE_PORT: '0', ...environment }).values,
    clock: systemClock,
    logger: silent,
    isReady: () => ({ ready: true, detail: {} }),
    metricsText: async () => '',
    traceId: () => undefined,
    onConnection: (connection) => void answerChunks(connection),
  });
  return { gateway, ...(await gateway.listen()) };
}

async function answerChunks(connection: GatewayConnection): Promise<void> {
  for await (const event of connection.input) {
    if (event.type !== 'audio-chunk') continue;
    connection.send({
      type: 'turn-decision',
      turnId: 'turn_1',
      kind: 'wait',
      reason: 'a chunk has come',
      atMs: event.startSample,
    });
  }
}
