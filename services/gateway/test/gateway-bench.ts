import type { Clock } from '@cascade/contracts';
import { systemClock } from '@cascade/runtime';
import { expect, onTestFinished } from 'vitest';
import { loadGatewayConfig } from '../src/config.ts';
import type { ConnectionInput, GatewayConnection } from '../src/connection.ts';
import { createGateway } from '../src/gateway.ts';
import type { GatewayOptions } from '../src/options.ts';
import { connect } from './socket-client.ts';

export interface BenchOptions extends Partial<Omit<GatewayOptions, 'config' | 'onConnection'>> {
  readonly environment?: Record<string, string>;
  readonly clock?: Clock;
  /** False for stages that have come to a stop. */
  readonly reads?: boolean;
  onConnection?(connection: GatewayConnection): void;
}

/** A listening gateway on a free loopback port; its sessions are kept with what they told the stages. */
export async function gatewayBench(options: BenchOptions = {}) {
  const { environment, reads = true, ...rest } = options;
  const sessions: { connection: GatewayConnection; input: ConnectionInput[]; ended: Promise<void> }[] = [];
  const logs: { fields: Record<string, unknown>; message: string }[] = [];
  const log = (fields: Record<string, unknown>, message: string) => logs.push({ fields, message });
  const gateway = createGateway({
    clock: systemClock,
    logger: { debug: log, info: log, warn: log, error: log },
    isReady: () => ({ ready: true, detail: {} }),
    metricsText: async () => '# no metrics\n',
    traceId: () => 'trace_1',
    ...rest,
    config: loadGatewayConfig({ CASCADE_PORT: '0', ...environment }).values,
    onConnection: (connection) => {
      const input: ConnectionInput[] = [];
      const read = async () => {
        for await (const event of connection.input) input.push(event);
      };
      sessions.push({ connection, input, ended: reads ? read() : Promise.resolve() });
      options.onConnection?.(connection);
    },
  });
  const { url, port } = await gateway.listen();
  onTestFinished(() => gateway.close());
  return {
    gateway,
    url,
    port,
    sessions,
    logs,
    connect: (settings: Parameters<typeof connect>[1] = {}) => connect(url, settings),
  };
}

/** A session that is open: its client has read `session.created`. */
export async function openSession(options: BenchOptions = {}, settings: Parameters<typeof connect>[1] = {}) {
  const bench = await gatewayBench(options);
  const client = await bench.connect(settings);
  const { session } = await client.next('session.created');
  return { ...bench, client, session, ...bench.sessions[0]! };
}

/** For what arrives over a socket without an event that a client could wait for. */
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000, interval: 5 });
