import { exampleTurnRecord, VirtualClock } from '@cascade/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PostgresServer, startPostgres } from '../test/postgres-server.ts';
import { openTurnStore } from './turn-store.ts';
import { createTurnWriter } from './turn-writer.ts';

let postgres: PostgresServer | undefined;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

test('a database that crashes delays nothing and loses nothing: what waits is written when it is back', async (context) => {
  if (!postgres) return context.skip('PostgreSQL is not installed (apt-get install postgresql)');
  const clock = new VirtualClock();
  const store = await openTurnStore(postgres.address);
  const failed: (() => void)[] = [];
  const writer = createTurnWriter({ store, clock, onFailed: () => failed.pop()?.() });
  const nextFailure = () => new Promise<void>((resolve) => failed.push(resolve));
  const turn = (number: number) => exampleTurnRecord({ turn_id: `turn-${number}` });

  writer.add(turn(1));
  await writer.flush();
  await postgres.kill();
  const failure = nextFailure();
  expect(writer.add(turn(2))).toBe(true);
  await failure;
  expect(writer.add(turn(3))).toBe(true);
  expect(writer.stats()).toEqual({ waiting: 2, written: 1, lost: 0, failures: 1 });

  await postgres.start();
  await writer.flush();
  expect(writer.stats()).toEqual({ waiting: 0, written: 3, lost: 0, failures: 1 });
  expect(await store.count()).toBe(3);
  await writer.close();
  await store.close();
  expect(clock.pendingTimers).toBe(0);
});
