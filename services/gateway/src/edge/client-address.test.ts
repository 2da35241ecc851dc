import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { addressList, clientAddress, isLoopback } from './client-address.ts';

const request = (remoteAddress: string | undefined, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

const proxies = addressList(['10.0.0.0/8', '::1', '2001:db8:1::/48']);

test.each<[remote: string | undefined, forwarded: string | undefined, address: string]>([
  ['203.0.113.7', undefined, '203.0.113.7'],
  // Whoever is no proxy can write what he likes: it is not looked at.
  ['203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['10.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
  ['10.0.0.1', '1.1.1.1, 198.51.100.1, 10.2.2.2', '198.51.100.1'],
  ['10.0.0.1', '10.2.2.2', '10.2.2.2'],
  ['10.0.0.1', undefined, '10.0.0.1'],
  ['10.0.0.1', 'garbage', '10.0.0.1'],
  ['10.0.0.1', '1.1.1.1, garbage', '10.0.0.1'],
  ['::1', '198.51.100.1', '198.51.100.1'],
  ['::ffff:10.0.0.1', '::ffff:198.51.100.1', '198.51.100.1'],
  ['2001:db8:1::5', '2001:db8:2:3:4:5:6:7', '2001:db8:2:3::/64'],
  ['2001:DB8:2:3::9', undefined, '2001:db8:2:3::/64'],
  ['fe80::1%eth0', undefined, 'fe80:0:0:0::/64'],
  [undefined, undefined, ''],
])('socket %s with X-Forwarded-For %s counts as %s', (remote, forwarded, address) => {
  expect(clientAddress(request(remote, forwarded), proxies)).toBe(address);
});

test('two addresses of one subscriber count as one, those of two do not', () => {
  const [one, same, other] = ['2001:db8::1', '2001:db8:0:0:ffff::2', '2001:db8:0:1::1'].map((address) =>
    clientAddress(request(address), addressList([])),
  );
  expect([one === same, one === other]).toEqual([true, false]);
});

test('loopback is told by name and by address', () => {
  expect(['127.0.0.1', '127.1.2.3', '::1', '[::1]', 'localhost', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '::', '128.0.0.1', 'example.com', '', 'localhost.example'].some(isLoopback)).toBe(false);
});

test.each(['10.0.0.0/33', '::1/129', 'example.com', '10.0.0.0/', '10.0.0.0/8/8', ''])('%s is no subnet', (entry) => {
  expect(() => addressList([entry])).toThrow(RangeError);
});
