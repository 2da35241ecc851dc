import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/** How long a socket may take to close before it is cut off. */
const closeTimeoutMs = 2000;

export interface SocketLimits {
  /** A longer message closes its connection with 1009. */
  readonly maxMessageBytes: number;
  /**
   * A message in more pieces than this closes its connection with 1008. What is kept of each is a view on all that came
   * with it from the network, up to 64 KiB, so pieces weigh far more than their own bytes.
   */
  readonly maxFragments?: number;
  /** One frame that comes in more pieces from the network than this closes its connection with 1008. */
  readonly maxNetworkChunks?: number;
}

/** The socket layer under every session: no compression, nothing without a limit. Upgrades are handed to it. */
export function createSocketServer(limits: SocketLimits): WebSocketServer {
  const { maxMessageBytes, maxFragments = 256, maxNetworkChunks = 4096 } = limits;
  return new StrictServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    maxFragments,
    maxBufferedChunks: maxNetworkChunks,
    perMessageDeflate: false,
    // One message of each client in a turn of the event loop: who sends thousands at once does not hold up the others.
    allowSynchronousEvents: false,
    clientTracking: false,
    // A browser's key comes as another subprotocol: it is never echoed.
    handleProtocols: (protocols) => (protocols.has('realtime') ? 'realtime' : false),
    // Known to ws, not yet to its types.
    ...{ closeTimeout: closeTimeoutMs },
  });
}

class StrictServer extends WebSocketServer {
  /** What ws leaves out of RFC 6455, section 4.2.1: HTTP/1.1 or later, and a host. Others are answered 400. */
  override shouldHandle(request: IncomingMessage): boolean {
    const { httpVersionMajor, httpVersionMinor, headers } = request;
    const isLateEnough = httpVersionMajor > 1 || (httpVersionMajor === 1 && httpVersionMinor >= 1);
    return isLateEnough && headers.host !== undefined;
  }

  override handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    callback: (client: WebSocket, request: IncomingMessage) => void,
  ): void {
    super.handleUpgrade(request, socket, head, (client, upgraded) => {
      boundDiscarded(client, socket);
      callback(client, upgraded);
    });
  }
}

/** What still comes while a connection is being closed is thrown away, but only so much of it is read. */
const maxDiscardedBytes = 1 << 18;

/**
 * Until the client has read why it was closed, ws reads on and throws away what comes. A client that goes on sending would
 * keep the process busy with that: it is no longer read from, and cut off when the time to close is over.
 */
function boundDiscarded(client: WebSocket, socket: Duplex): void {
  let discardedBytes = 0;
  socket.on('data', (bytes: Buffer) => {
    if (client.readyState === client.OPEN) return;
    discardedBytes += bytes.length;
    if (discardedBytes > maxDiscardedBytes) client.pause();
  });
}
