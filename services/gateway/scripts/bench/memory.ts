import type { ClientMethods } from '../load/client-process.ts';
import { startProcess } from '../load/process-calls.ts';
import type { Resources, ServerMethods } from '../load/server-process.ts';
import { benchEnvironment } from './rounds.ts';

export interface MemoryResult {
  readonly sessions: readonly number[];
  readonly resources: readonly Resources[];
  /** Between the second step and the last, when everything that is there once is there. */
  readonly rssBytesPerSession: number;
  readonly heapBytesPerSession: number;
  readonly externalBytesPerSession: number;
  /** Of all sessions together, idle for `idleSeconds`. */
  readonly idleCpuMsPerSessionSecond: number;
}

const idleSeconds = 5;

/** Sessions that were opened and left alone: what each holds, after garbage collection. */
export async function measureMemory(kind: 'gateway' | 'bare', most: number): Promise<MemoryResult> {
  const server = startProcess<ServerMethods>(new URL('../load/server-process.ts', import.meta.url), ['--expose-gc']);
  const clients = startProcess<ClientMethods>(new URL('../load/client-process.ts', import.meta.url));
  try {
    const port = await server.call('start', { kind, environment: benchEnvironment });
    const steps = [0, Math.round(most / 5), most];
    const resources: Resources[] = [];
    let open = 0;
    for (const step of steps) {
      open = await clients.call('holdIdle', { port, count: step - open });
      resources.push(await server.call('resources', { collect: true }));
    }
    const before = await server.call('resources', { collect: false });
    await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000));
    const after = await server.call('resources', { collect: false });
    const [, first, last] = resources as [Resources, Resources, Resources];
    const perSession = (pick: (resources: Resources) => number) =>
      (pick(last) - pick(first)) / (most - Math.round(most / 5));
    return {
      sessions: steps,
      resources,
      rssBytesPerSession: perSession(({ rssBytes }) => rssBytes),
      heapBytesPerSession: perSession(({ heapBytes }) => heapBytes),
      externalBytesPerSession: perSession(({ externalBytes }) => externalBytes),
      idleCpuMsPerSessionSecond: (after.cpuMs - before.cpuMs) / idleSeconds / most,
    };
  } finally {
    await Promise.all([server.stop(), clients.stop()]);
  }
}
