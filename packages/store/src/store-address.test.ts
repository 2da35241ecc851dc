import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { storeAddress } from './store-address.ts';

test('a database before a file, a file before the data folder, and nothing when it is off', () => {
  const environment = { XDG_DATA_HOME: '/data' };
  expect(storeAddress({ databaseUrl: 'postgres://host/name', file: 'off' }, environment)).toBe('postgres://host/name');
  expect(storeAddress({ databaseUrl: '', file: 'off' }, environment)).toBeUndefined();
  expect(storeAddress({ file: 'turns.db' }, environment)).toBe(resolve('turns.db'));
  expect(storeAddress({ file: ':memory:' }, environment)).toBe(':memory:');
  expect(storeAddress({}, environment)).toBe(join('/data', 'cascade', 'turns.db'));
  expect(storeAddress({ file: '' }, {})).toMatch(/\.local.share.cascade.turns\.db$/);
});
