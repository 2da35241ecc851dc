/** Loaded before a server that nobody here wrote: it listens on loopback only, on a free port, and tells which. */
import { Server } from 'node:net';

const listen = Server.prototype.listen;
Server.prototype.listen = function (_port, ...rest) {
  const listening = rest.find((one) => typeof one === 'function');
  this.once('listening', () => console.log(`PORT ${this.address().port}`));
  return listen.call(this, 0, '127.0.0.1', listening);
};
