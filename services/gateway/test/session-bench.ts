import { VirtualClock } from '@cascade/testing';
import { loadGatewayConfig } from '../src/config.ts';
import type { ConnectionInput, GatewayConnection } from '../src/connection.ts';
import { newCounters } from '../src/counters.ts';
import type { Admission } from '../src/edge/admission.ts';
import { Sessions } from '../src/sessions.ts';
import { FakeSocket } from './fake-socket.ts';

/** Sessions without a network, on a virtual clock; their stages are the test. Needs no test runner. */
export function sessionBench(environment: Record<string, string> = {}) {
  const clock = new VirtualClock();
  const counters = newCounters();
  const connections: GatewayConnection[] = [];
  const inputs: ConnectionInput[][] = [];
  const failures: unknown[] = [];
  const log = () => undefined;
  const sessions = new Sessions({
    config: loadGatewayConfig(environment).values,
    clock,
    counters,
    logger: { debug: log, info: log, warn: log, error: (fields) => failures.push(fields) },
    traceId: () => 'trace_1',
    onConnection: (connection) => {
      const input: ConnectionInput[] = [];
      connections.push(connection);
      inputs.push(input);
      void (async () => {
        for await (const event of connection.input) input.push(event);
      })();
    },
  });
  const attach = (admission: Partial<Admission> = {}) => {
    const socket = new FakeSocket();
    sessions.attach(socket.asSocket, { ...anybody, ...admission });
    return socket;
  };
  /** A session, its socket and its stages' side. */
  const open = (admission: Partial<Admission> = {}) => {
    const socket = attach(admission);
    return { socket, connection: connections.at(-1)!, input: inputs.at(-1)! };
  };
  return { clock, counters, sessions, connections, inputs, failures, attach, open };
}

export const anybody: Admission = {
  keyId: undefined,
  scopes: new Set(['talk', 'records', 'debug']),
  type: 'realtime',
  model: undefined,
  dialect: 'ga',
  resume: undefined,
  session: undefined,
};
