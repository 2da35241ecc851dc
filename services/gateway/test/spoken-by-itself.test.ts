/** What the assistant says that answers nothing: a word while a tool works, a question into the silence, the rest of a reply. */
import type { ResponseRequested } from '@cascade/contracts';
import { expect, test } from 'vitest';
import type { GatewayConnection } from '../src/connection.ts';
import { replyBench } from './reply-bench.ts';
import { sessionBench } from './session-bench.ts';
import { spokenReply } from './spoken-reply.ts';

const request = (connection: GatewayConnection, responseId: string, cause: ResponseRequested['cause']) =>
  connection.send({ type: 'response-requested', responseId, turnId: 't1', cause, atMs: 0 });

function speak(connection: GatewayConnection, responseId: string, clauses: readonly string[]): number {
  const { parts, audioMs } = spokenReply(responseId, clauses);
  for (const { clause, audio } of parts) for (const event of [clause, ...audio]) connection.send(event);
  connection.send({ type: 'speech-done', responseId, audioMs });
  return audioMs;
}

const texts = ({ conversation }: { readonly conversation: Pick<GatewayConnection['conversation'], 'items'> }) =>
  conversation.items().map((item) => (item.kind === 'message' ? item.text : item.kind));
const idleAfter = (idle_timeout_ms: number) => ({
  type: 'session.update',
  session: { audio: { input: { turn_detection: { type: 'server_vad', idle_timeout_ms } } } },
});

test.each(['filler', 'reprompt'] as const)('complaint: a %s neither trips nor starts the idle timer', async (cause) => {
  const { open, clock } = sessionBench();
  const { socket, connection } = open();
  socket.receiveEvent(idleAfter(5000));
  request(connection, 'r1', 'turn');
  await clock.run(speak(connection, 'r1', ['Noon.']) + 100);
  await clock.run(4500);
  request(connection, 'r2', cause);
  await clock.run(speak(connection, 'r2', ['One moment.']) + 60_000);
  expect(socket.of('input_audio_buffer.timeout_triggered')).toEqual([]);
  request(connection, 'r3', 'turn');
  await clock.run(speak(connection, 'r3', ['Done.']) + 5100);
  expect(socket.of('input_audio_buffer.timeout_triggered')).toHaveLength(1);
});

test('a filler is heard and shown, but not to the planner; a reprompt is part of what was said', async () => {
  const { open, clock } = sessionBench();
  const { socket, connection } = open();
  for (const cause of ['filler', 'reprompt'] as const) {
    request(connection, cause, cause);
    await clock.run(speak(connection, cause, [`A ${cause}.`]) + 100);
  }
  expect(texts(connection)).toEqual(['A reprompt.']);
  expect(socket.of('response.done').map(({ response }) => response.status)).toEqual(['completed', 'completed']);
  const [filler] = socket.of('response.output_item.done');
  socket.receiveEvent({ type: 'conversation.item.retrieve', item_id: filler!.item.id });
  expect(socket.of('conversation.item.retrieved')[0]?.item).toMatchObject({ content: [{ transcript: 'A filler.' }] });
});

test('complaint: after a filler the client’s function is still waited for, and its reply may be asked for meanwhile', async () => {
  const { open, clock } = sessionBench();
  const { socket, connection, input } = open();
  socket.receiveEvent(idleAfter(1000));
  request(connection, 'r1', 'turn');
  const call = { callId: 'call_1', name: 'weather', arguments: '{}', runsAt: 'client' } as const;
  connection.send({ type: 'plan-tool-call', responseId: 'r1', ...call });
  connection.send({ type: 'speech-done', responseId: 'r1', audioMs: 0 });
  request(connection, 'r2', 'filler');
  await clock.run(speak(connection, 'r2', ['One moment.']) + 5000);
  // A connection that comes back, or a setting that changes, looks anew whether to wait for the user.
  socket.receiveEvent(idleAfter(1000));
  await clock.run(5000);
  expect(socket.of('input_audio_buffer.timeout_triggered')).toEqual([]);
  request(connection, 'r3', 'filler');
  speak(connection, 'r3', ['One more moment.']);
  const item = { type: 'function_call_output', call_id: 'call_1', output: '"sunny"' };
  socket.receiveEvent({ type: 'conversation.item.create', item });
  socket.receiveEvent({ type: 'response.create' });
  await clock.run(0);
  expect(socket.of('error')).toEqual([]);
  expect(input.at(-1)).toEqual({ type: 'response-create' });
  expect(texts(connection)).toEqual(['tool-call', 'tool-result']);
});

test('a filler is spoken while the answer that it stands in for has nothing to say yet, and before it', () => {
  const bench = replyBench();
  bench.request('answer');
  bench.request('filler', 'filler');
  bench.speak('filler', ['One moment.']);
  expect(bench.sentAudio.length).toBeGreaterThan(0);
  bench.clock.advance(100);
  bench.speak('answer', ['It is noon.']);
  bench.clock.advance(5000);
  const items = [...new Set(bench.sentAudio.map(({ itemId }) => itemId))];
  const shown = items.map((id) => bench.conversation.get(id));
  expect(shown).toMatchObject([
    { content: [{ transcript: 'One moment.' }] },
    { content: [{ transcript: 'It is noon.' }] },
  ]);
  expect(bench.done()).toMatchObject([
    { responseId: 'filler', completed: true, playedMs: 400 },
    { responseId: 'answer', completed: true, playedMs: 600 },
  ]);
  const late = replyBench();
  late.request('answer');
  late.request('filler', 'filler');
  late.speak('answer', ['It is noon.']);
  expect(late.sentAudio.length).toBeGreaterThan(0);
});

test.each([
  ['as estimated', undefined],
  ['by what is acknowledged too late', 460],
])(
  'complaint: a reply goes on after a false interruption, and history has its words once, in order, %s',
  (_by, lateAckMs) => {
    const bench = replyBench();
    bench.request('r1');
    bench.speak('r1', ['One two three. ', 'Four five.']);
    bench.clock.advance(450);
    bench.cancel('r1');
    expect(bench.done()[0]?.heardText).toBe('One two');
    const itemId = bench.of('response.output_item.added')[0]!.item.id;
    if (lateAckMs) bench.replies.acknowledge(itemId, 610);
    const rest = 'three. Four five.';
    bench.request('r2', 'resumed', { announcement: rest });
    bench.replies.acknowledge(itemId, 900);
    bench.speak('r2', ['three. ', 'Four five.']);
    bench.clock.advance(250);
    bench.cancel('r2');
    bench.request('r3', 'resumed', { announcement: 'Four five.' });
    bench.speak('r3', ['Four five.']);
    bench.clock.advance(5000);
    expect(bench.conversation.items()).toMatchObject([
      { id: itemId, role: 'assistant', text: 'One two three. Four five.' },
    ]);
    expect(bench.done().map(({ heardText }) => heardText)).toEqual(['One two', 'three.', 'Four five.']);
  },
);

test('what is said again from the beginning of its clause stands once in the history, also when its client truncates late', () => {
  const bench = replyBench();
  bench.request('r1');
  bench.speak('r1', ['Sorry, one two three.']);
  bench.clock.advance(650);
  bench.cancel('r1');
  const itemId = bench.of('response.output_item.added')[0]!.item.id;
  expect(texts(bench)).toEqual(['Sorry, one two']);
  bench.request('r2', 'resumed', { announcement: 'one two three.' });
  bench.truncate(itemId, 620);
  bench.speak('r2', ['one two three.']);
  bench.clock.advance(5000);
  expect(texts(bench)).toEqual(['Sorry, one two three.']);
});

test('what comes between a reply and its rest keeps them apart', () => {
  const bench = replyBench();
  bench.request('r1');
  bench.speak('r1', ['One two three.']);
  bench.clock.advance(250);
  bench.cancel('r1');
  const content = [{ type: 'input_text', text: 'hm' } as const];
  bench.conversation.create({ type: 'message', role: 'user', content }, undefined);
  bench.request('r2', 'resumed', { announcement: 'two three.' });
  bench.speak('r2', ['two three.']);
  bench.clock.advance(5000);
  expect(texts(bench)).toEqual(['One', 'hm', 'two three.']);
});

test('a reply that was prepared ahead is on its way in the moment it is requested', () => {
  const { open, clock } = sessionBench();
  const { socket, connection } = open();
  const { parts, audioMs } = spokenReply('r1', ['It is noon. ', 'And warm.']);
  connection.send({ type: 'response-speculated', responseId: 'r1', turnId: 't1', text: 'what is the time', atMs: 0 });
  expect(socket.of('response.created')).toEqual([]);
  request(connection, 'r1', 'turn');
  connection.send({ type: 'plan-text', responseId: 'r1', delta: 'It is noon. And warm.', signal: connection.signal });
  connection.send({ type: 'plan-done', responseId: 'r1', source: 'fast-path', signal: connection.signal });
  for (const { clause, audio } of parts) for (const event of [clause, ...audio]) connection.send(event);
  connection.send({ type: 'speech-done', responseId: 'r1', audioMs });
  expect(clock.nowMs()).toBe(0);
  const sent = socket.of('response.output_audio.delta').map(({ delta }) => Buffer.byteLength(delta, 'base64') / 48);
  expect(sent[0]).toBe(40);
  expect(sent.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(255);
});
