import { createServer, connect as dial, type Socket } from 'node:net';

/** A network that can be cut: bytes go both ways to `port` of this machine, until they do not. */
export interface CutOffProxy {
  readonly port: number;
  /** Tears every connection; new ones are taken. */
  cut(): void;
  close(): Promise<void>;
}

export async function startCutOffProxy(port: number): Promise<CutOffProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = dial(port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    cut,
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
