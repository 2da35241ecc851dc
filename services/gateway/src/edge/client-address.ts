import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

const loopback = addressList(['127.0.0.0/8', '::1']);

/** Whether a name or address, without a port, can only be this machine. */
export const isLoopback = (host: string): boolean => {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return bare === 'localhost' || bare.endsWith('.localhost') || isListed(loopback, bare);
};

/** @throws RangeError for what is neither an address nor a subnet such as 10.0.0.0/8 */
export function addressList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits, ...more] = entry.split('/');
    const family = isIP(address);
    const prefix = bits === undefined ? (family === 4 ? 32 : 128) : Number(bits);
    const isPrefix = /^\d{1,3}$/.test(bits ?? '0') && prefix <= (family === 4 ? 32 : 128);
    if (family === 0 || more.length > 0 || !isPrefix) throw new RangeError(`${entry} is no address and no subnet`);
    list.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

export function isListed(list: BlockList, text: string): boolean {
  const address = plain(text);
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Who asks, as far as limits go: the address of the socket, or, behind proxies that are trusted, the last one in
 * `X-Forwarded-For` that is not one of theirs. What stands before that, anybody may have written.
 * An IPv6 address counts as its network of 64 bits: one subscriber has all of it.
 */
export function clientAddress(request: Pick<IncomingMessage, 'headers' | 'socket'>, proxies: BlockList): string {
  let address = plain(request.socket?.remoteAddress ?? '');
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
  while (isListed(proxies, address)) {
    const next = plain(forwarded.pop()?.trim() ?? '');
    if (isIP(next) === 0) break;
    address = next;
  }
  return networkOf(address);
}

/** An IPv4 address in the clothes of an IPv6 one is the IPv4 address. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');

function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [left = '', right] = address.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const before = groups(left);
  const zeros = right === undefined ? 0 : 8 - before.length - groups(right).length;
  const all = [...before, ...Array.from({ length: zeros }, () => '0'), ...groups(right ?? '')];
  const network = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
