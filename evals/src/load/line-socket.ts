import { NodeSocket } from '@cascade/client';
import WebSocket from 'ws';

/** A connection that can be treated badly: read late, or cut. */
export interface RoughLine {
  /** The client does not read until `resume`. */
  pause(): void;
  resume(): void;
  /** As when the network is gone: no close frame. */
  cut(): void;
}

export type SocketConstructor = new (url: string, protocols: string[]) => WebSocket;

/** A constructor for one client, and a hold on the socket that it made. */
export function roughLine(base: SocketConstructor = NodeSocket) {
  let socket: WebSocket | undefined;
  class HeldSocket extends base {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      socket = this;
    }
  }
  const line: RoughLine = {
    // Node's socket has neither before it is open.
    pause: () => socket?.readyState === WebSocket.OPEN && socket.pause(),
    resume: () => socket?.readyState === WebSocket.OPEN && socket.resume(),
    cut: () => socket?.terminate(),
  };
  return { webSocket: HeldSocket, line };
}
