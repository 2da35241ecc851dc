import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSocketServer } from '../../src/edge/socket-server.ts';

/** The suite sends up to 16 MiB in one message, and 4 MiB in pieces of 64 bytes: the limits are raised for it alone. */
const limits = { maxMessageBytes: 16 << 20, maxFragments: 1 << 17, maxNetworkChunks: 1 << 18 };

export interface EchoServer {
  readonly port: number;
  close(): Promise<void>;
}

/** The gateway's socket layer with an echo in place of sessions, on a free loopback port. */
export async function startEchoServer(): Promise<EchoServer> {
  const sockets = createSocketServer(limits);
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('message', (data, isBinary) => webSocket.send(data, { binary: isBinary }));
      webSocket.on('error', () => undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
