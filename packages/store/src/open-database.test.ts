import { expect, test } from 'vitest';
import { withoutPassword } from './open-database.ts';

test.each([
  ['postgres://ann:secret@host/name', 'postgres://ann:***@host/name'],
  ['postgres://ann:se@cret/x@host:5432/name', 'postgres://ann:***@host:5432/name'],
  ['postgres://ann@host/name', 'postgres://ann@host/name'],
  [
    'postgres://host/name?user=ann&password=secret&sslmode=require',
    'postgres://host/name?user=ann&password=***&sslmode=require',
  ],
  ['/data/turns.db', '/data/turns.db'],
])('%s is told without its password', (address, told) => {
  expect(withoutPassword(address)).toBe(told);
});
