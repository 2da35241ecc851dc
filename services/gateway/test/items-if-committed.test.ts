import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GatewayConnection } from '../src/connection.ts';
import type { FakeSocket } from './fake-socket.ts';
import { sessionBench } from './session-bench.ts';
import { spokenReply } from './spoken-reply.ts';

/** What may happen in a session before a turn is spoken of: with the turn and the utterance that are open. */
type Step = (on: { connection: GatewayConnection; socket: FakeSocket; turnId: string; utteranceId: string }) => void;

const place = { startSample: 0, endSample: 1600, atMs: 0 };
const steps: Record<string, Step> = {
  started: ({ connection, turnId }) => connection.send({ type: 'turn-started', turnId, startSample: 0, atMs: 0 }),
  partial: ({ connection, utteranceId }) =>
    connection.send({
      type: 'transcript-partial',
      utteranceId,
      text: 'what is',
      stableText: 'what',
      startSample: 0,
      endSample: 1600,
      queueMs: 0,
      computeMs: 0,
    }),
  appended: ({ socket }) =>
    socket.receiveEvent({ type: 'input_audio_buffer.append', audio: Buffer.alloc(9600).toString('base64') }),
  clientCommit: ({ socket }) => socket.receiveEvent({ type: 'input_audio_buffer.commit' }),
  created: ({ socket }) =>
    socket.receiveEvent({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'typed' }] },
    }),
  abandoned: ({ connection, turnId }) => connection.send({ type: 'turn-abandoned', turnId, ...place }),
  committed: ({ connection, turnId }) =>
    connection.send({ type: 'turn-committed', turnId, text: 'before', ...place, continued: false }),
  boundary: ({ connection }) => connection.send({ type: 'utterance-boundary', endSample: 1600 }),
  looked: ({ connection, turnId }) => {
    connection.conversation.itemsIfCommitted(turnId, 'what');
  },
  replied: ({ connection, turnId }) => {
    const responseId = `resp-${connection.conversation.items().length}-${turnId}`;
    connection.send({ type: 'response-requested', responseId, turnId, cause: 'turn', atMs: 0 });
    for (const { clause, audio } of spokenReply(responseId, ['One two. ']).parts) {
      for (const event of [clause, ...audio]) connection.send(event);
    }
    connection.send({ type: 'response-cancelled', responseId, cause: 'reopened', atMs: 0 });
  },
};

const history = fc.array(
  fc.record({ step: fc.constantFrom(...Object.keys(steps)), turn: fc.integer({ min: 1, max: 3 }) }),
  { maxLength: 14 },
);

test('what would be shown if the turn were committed is what is shown once it is', () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 1, max: 3 }), fc.constantFrom('the time?', ''), (past, turn, text) => {
      const { open } = sessionBench();
      const { socket, connection } = open();
      for (const { step, turn: number } of past) {
        steps[step]?.({ connection, socket, turnId: `t${number}`, utteranceId: `u${number}` });
      }
      const turnId = `t${turn}`;
      const told = socket.texts.length;
      const before = connection.conversation.items();
      const expected = connection.conversation.itemsIfCommitted(turnId, text);
      expect(connection.conversation.items()).toEqual(before);
      expect(socket.texts.length).toBe(told);
      connection.send({ type: 'turn-committed', turnId, text, ...place, continued: turn === 2 });
      expect(connection.conversation.items()).toEqual(expected);
      connection.send({ type: 'response-requested', responseId: 'answer', turnId, cause: 'turn', atMs: 0 });
      expect(connection.conversation.items()).toEqual(expected);
      expect(socket.of('error').filter(({ error }) => error.code === 'internal')).toEqual([]);
    }),
    { numRuns: 400, seed: 5 },
  );
});

test('what a client asks of a response of its own is not shown for the answer to a turn', async () => {
  const { open, clock } = sessionBench();
  const { socket, connection } = open();
  const content = [{ type: 'input_text', text: 'Only this.' }];
  const response = { instructions: 'Rhyme.', input: [{ type: 'message', role: 'user', content }] };
  socket.receiveEvent({ type: 'response.create', response });
  await clock.run(0);
  connection.send({ type: 'response-requested', responseId: 'r1', turnId: 't1', cause: 'client', atMs: 0 });
  expect(connection.conversation.items()).toMatchObject([{ text: 'Only this.' }, { text: 'Rhyme.' }]);
  expect(connection.conversation.itemsIfCommitted('t2', 'And now?')).toMatchObject([{ text: 'And now?' }]);
});
