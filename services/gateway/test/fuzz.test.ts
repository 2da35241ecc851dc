import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FuzzRunner } from './fuzz-run.ts';
import { fuzzSequence } from './fuzz-steps.ts';
import { eventually, openSession } from './gateway-bench.ts';
import { sessionBench } from './session-bench.ts';

test('whatever a client sends in whatever order, its session goes on, answers, and leaves nothing behind', async () => {
  const runner = new FuzzRunner();
  await fc.assert(
    fc.asyncProperty(fuzzSequence, (sequence) => runner.run(sequence)),
    { numRuns: 5000 },
  );
}, 120_000);

test('the same over a real socket: garbage is answered, and the session goes on', async () => {
  const { client, connection, logs } = await openSession();
  for (const { steps } of fc.sample(fuzzSequence, 200)) {
    for (const step of steps) {
      if (step.kind === 'text') client.socket.send(step.text);
      else if (step.kind === 'binary') client.socket.send(step.bytes);
    }
  }
  client.send({ type: 'conversation.item.retrieve', item_id: 'nowhere', event_id: 'the end' });
  const answered = () => client.events.some((event) => event.type === 'error' && event.error.event_id === 'the end');
  await eventually(answered).toBe(true);
  expect(connection.signal.aborted).toBe(false);
  expect(logs.filter(({ message }) => message === 'session event failed')).toEqual([]);
});

test('a fault inside would be seen by this', async () => {
  const bench = sessionBench();
  const { socket, connection } = bench.open();
  connection.send({ type: 'speech-clause' } as never);
  connection.send({ type: 'turn-record', record: 1n as never });
  expect(socket.of('error')).toMatchObject([{ error: { code: 'internal' } }]);
  expect(bench.failures).toHaveLength(1);
});
