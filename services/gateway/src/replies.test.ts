import { decodePcm16 } from '@cascade/audio';
import { decodeBinaryAudio, type ServerEventBody } from '@cascade/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { replyBench } from '../test/reply-bench.ts';
import type { ResponseWishes } from './response-wishes.ts';

const withoutRepeats = (types: readonly string[]) => types.filter((type, index) => type !== types[index - 1]);

test('a spoken reply tells its text ahead, its audio at its pace, and its end when it was heard', () => {
  const bench = replyBench();
  bench.request('r1');
  bench.planDone('r1', { inputTokens: 30, outputTokens: 7 });
  bench.speak('r1', ['Hello there. ', 'It is noon.']);
  bench.clock.advance(900);
  expect(bench.types()).not.toContain('response.output_audio.done');
  bench.clock.advance(200);
  expect(withoutRepeats(bench.types())).toEqual([
    'response.created',
    'rate_limits.updated',
    'response.output_item.added',
    'conversation.item.added',
    'response.content_part.added',
    'response.output_audio_transcript.delta',
    'response.output_audio.delta',
    'response.output_audio_transcript.delta',
    'response.output_audio.delta',
    'response.output_audio.done',
    'response.output_audio_transcript.done',
    'response.content_part.done',
    'conversation.item.done',
    'response.output_item.done',
    'response.done',
  ]);
  const [response] = bench.of('response.done');
  expect(response!.response).toMatchObject({
    id: 'r1',
    status: 'completed',
    output: [{ status: 'completed', content: [{ type: 'output_audio', transcript: 'Hello there. It is noon.' }] }],
    usage: { total_tokens: 37, input_tokens: 30, output_tokens: 7 },
  });
  expect(bench.of('response.output_item.added')[0]!.item.status).toBe('in_progress');
  expect(bench.playback.map(({ type }) => type).filter((type) => type !== 'playback-progress')).toEqual([
    'playback-started',
    'playback-done',
  ]);
  expect(bench.done()).toMatchObject([
    { responseId: 'r1', playedMs: 1000, heardText: 'Hello there. It is noon.', completed: true },
  ]);
  expect(bench.conversation.items()).toMatchObject([{ role: 'assistant', text: 'Hello there. It is noon.' }]);
  expect(bench.replies.active).toBeUndefined();
});

test('every event of a response names the response, the item and where it stands', () => {
  const bench = replyBench();
  bench.request('r1');
  bench.toolCall('r1');
  bench.speak('r1', ['One moment.']);
  bench.clock.advance(5000);
  const inside = bench.wire.filter(({ type }) => type.startsWith('response.') && !/created|response.done/.test(type));
  for (const event of inside) {
    expect(event).toMatchObject({ response_id: 'r1', output_index: expect.any(Number) });
    if (!event.type.includes('output_item')) expect(event).toMatchObject({ item_id: expect.any(String) });
    if (/audio|content_part/.test(event.type)) expect(event).toMatchObject({ content_index: 0, output_index: 1 });
  }
});

test('the audio sent is the audio spoken, in the format asked for', () => {
  const bench = replyBench({ format: { type: 'audio/pcm', rate: 48_000 } });
  bench.request('r1');
  const audioMs = bench.speak('r1', ['One two three.']);
  bench.clock.advance(5000);
  const bytes = Buffer.concat(bench.of('response.output_audio.delta').map(({ delta }) => Buffer.from(delta, 'base64')));
  expect(bytes.length).toBe(audioMs * 48 * 2);
  expect(decodePcm16(bytes)[bytes.length / 4]).toBeCloseTo(0.25, 2);
});

test('binary audio is announced once and then comes in frames that follow each other', () => {
  const bench = replyBench({ binaryAudio: true, format: { type: 'audio/pcmu' } });
  for (const responseId of ['r1', 'r2']) {
    bench.request(responseId);
    bench.speak(responseId, ['One two three.']);
    bench.clock.advance(5000);
  }
  expect(bench.of('cascade.audio.stream')).toMatchObject([
    { stream: 0, response_id: 'r1' },
    { stream: 1, response_id: 'r2' },
  ]);
  expect(bench.types()).not.toContain('response.output_audio.delta');
  for (const stream of [0, 1]) {
    const frames = bench.frames.map((bytes) => decodeBinaryAudio(bytes)!).filter((frame) => frame.stream === stream);
    let position = 0;
    for (const frame of frames) {
      expect(frame.startSample).toBe(position);
      position += frame.audio.length;
    }
    expect(position).toBe(600 * 8);
  }
});

test('an interruption at any point keeps exactly the words heard before it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2600 }), fc.boolean(), (cutMs, acknowledges) => {
      const bench = replyBench({ promisesAcks: acknowledges });
      bench.request('r1');
      bench.speak('r1', ['One two three four. ', 'Five six, seven. ', 'Eight nine ten eleven twelve.']);
      for (let ms = 0; ms < cutMs; ms += 20) {
        bench.clock.advance(Math.min(20, cutMs - ms));
        const itemId = bench.of('response.output_item.added')[0]!.item.id;
        if (acknowledges) bench.replies.acknowledge(itemId, Math.min(cutMs, ms + 20));
      }
      bench.cancel('r1');
      bench.clock.advance(20_000);
      const words = 'One two three four. Five six, seven. Eight nine ten eleven twelve.'.split(' ');
      const completed = bench.done()[0]?.completed;
      const heard = completed ? words : words.slice(0, Math.floor(cutMs / 200));
      expect(bench.done()).toMatchObject([{ heardText: heard.join(' ') }]);
      const items = bench.conversation.items();
      expect(items.map((item) => (item.kind === 'message' ? item.text : ''))).toEqual(
        heard.length ? [heard.join(' ')] : [],
      );
      const [{ response }] = bench.of('response.done') as [Extract<ServerEventBody, { type: 'response.done' }>];
      if (!completed) {
        expect(response).toMatchObject({
          status: 'cancelled',
          status_details: { type: 'cancelled', reason: 'turn_detected' },
        });
        expect(response.output).toMatchObject([{ status: 'incomplete', content: [{ transcript: heard.join(' ') }] }]);
      }
      expect(bench.of('response.done')).toHaveLength(1);
      expect(bench.clock.pendingTimers).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('after an interruption nothing more is sent, whatever the stages still say', () => {
  const bench = replyBench();
  bench.request('r1');
  bench.speak('r1', ['One two three four five six seven eight.']);
  bench.clock.advance(500);
  bench.cancel('r1', 'client');
  const sent = bench.wire.length;
  bench.speak('r1', ['More.']);
  bench.planDone('r1');
  bench.toolCall('r1');
  bench.cancel('r1');
  bench.clock.advance(5000);
  expect(bench.wire.length).toBe(sent);
  expect(bench.done()).toHaveLength(1);
  expect(bench.of('response.done')[0]!.response.status_details).toEqual({
    type: 'cancelled',
    reason: 'client_cancelled',
  });
  expect(bench.replies.dropped).toBeGreaterThan(0);
});

test('a response cancelled before it said anything has no item', () => {
  const bench = replyBench();
  bench.request('r1');
  bench.cancel('r1', 'reopened');
  expect(bench.types()).toEqual(['response.created', 'rate_limits.updated', 'response.done']);
  expect(bench.done()).toMatchObject([{ heardText: '', playedMs: 0, completed: false }]);
  expect(bench.conversation.length).toBe(0);
});

test('a client that stopped playing is believed before the cancellation arrives', () => {
  const bench = replyBench();
  bench.request('r1');
  bench.speak('r1', ['One two three four five.']);
  bench.clock.advance(700);
  const itemId = bench.of('response.output_item.added')[0]!.item.id;
  expect(bench.replies.cutByClient(itemId, 400)).toBe(400);
  expect(bench.replies.cutByClient('none', 400)).toBeUndefined();
  bench.clock.advance(100);
  bench.cancel('r1', 'client');
  expect(bench.done()).toMatchObject([{ heardText: 'One two', playedMs: 400 }]);
});

test('a written reply streams as it is planned and is over with the plan', () => {
  const bench = replyBench({ modality: 'text' });
  bench.request('r1');
  bench.planText('r1', 'It is ');
  bench.planText('r1', 'noon.');
  bench.speak('r1', ['not spoken']);
  bench.planDone('r1');
  expect(withoutRepeats(bench.types())).toEqual([
    'response.created',
    'rate_limits.updated',
    'response.output_item.added',
    'conversation.item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'conversation.item.done',
    'response.output_item.done',
    'response.done',
  ]);
  expect(bench.of('response.output_text.done')[0]!.text).toBe('It is noon.');
  expect(bench.done()).toMatchObject([{ heardText: 'It is noon.', playedMs: 0, completed: true }]);
});

test('a function for the client is added in progress and done once', () => {
  const bench = replyBench();
  bench.request('r1');
  bench.toolCall('r1');
  bench.planDone('r1');
  bench.speak('r1', []);
  const items = bench.wire.filter((event) => event.type.startsWith('response.output_item'));
  expect(items).toMatchObject([
    { type: 'response.output_item.added', item: { type: 'function_call', status: 'in_progress', arguments: '' } },
    {
      type: 'response.output_item.done',
      item: { status: 'completed', arguments: '{"city":"Ulm"}', call_id: 'call_1' },
    },
  ]);
  expect(bench.of('response.function_call_arguments.done')).toMatchObject([{ name: 'weather', call_id: 'call_1' }]);
  expect(bench.of('response.done')).toMatchObject([
    { response: { status: 'completed', output: [{ type: 'function_call' }] } },
  ]);
  expect(bench.done()).toMatchObject([{ completed: true, heardText: '' }]);
});

test('a tool that the planner ran is shown to the planner alone', () => {
  const bench = replyBench();
  bench.request('r1');
  bench.toolCall('r1', { runsAt: 'planner', output: '{"time":"12:00"}' });
  expect(bench.types()).toEqual(['response.created', 'rate_limits.updated']);
  expect(bench.conversation.items()).toMatchObject([
    { kind: 'tool-call' },
    { kind: 'tool-result', output: '{"time":"12:00"}' },
  ]);
});

test('an apology is a failure with its cause, and is spoken and heard all the same', () => {
  const bench = replyBench();
  bench.request('r1');
  bench.planDone('r1', { source: 'apology', code: 'planner_timeout' });
  bench.speak('r1', ['Sorry, I cannot answer now.']);
  bench.clock.advance(5000);
  expect(bench.of('response.done')[0]!.response).toMatchObject({
    status: 'failed',
    status_details: { type: 'failed', error: { code: 'planner_timeout' } },
  });
  expect(bench.done()).toMatchObject([{ completed: true, heardText: 'Sorry, I cannot answer now.' }]);
});

test('a reply whose voice failed is shown, told of, and ends', () => {
  const bench = replyBench();
  bench.request('r1');
  bench.replies.handle({ type: 'speech-clause', responseId: 'r1', clauseIndex: 0, text: 'Unheard.', atMs: 0 });
  bench.replies.handle({ type: 'speech-failed', responseId: 'r1', clauseIndex: 0, code: 'synthesis_failed' });
  bench.replies.handle({ type: 'speech-done', responseId: 'r1', audioMs: 0 });
  expect(bench.of('cascade.degraded')).toMatchObject([
    { what: 'clause-without-audio', stage: 'tts', response_id: 'r1' },
  ]);
  expect(bench.of('response.done')[0]!.response).toMatchObject({
    status: 'failed',
    status_details: { error: { code: 'synthesis_failed' } },
  });
  expect(bench.done()).toMatchObject([{ heardText: '' }]);
  expect(bench.conversation.items()).toEqual([]);
});

const wishes = (fields: Partial<ResponseWishes>): ResponseWishes => ({
  instructions: undefined,
  metadata: null,
  modality: undefined,
  input: undefined,
  outOfBand: false,
  settings: undefined,
  ...fields,
});

test('instructions and metadata hold for the one response that the client asked for', () => {
  const bench = replyBench();
  bench.replies.wish(wishes({ instructions: 'Greet.', metadata: { tag: 'x' } }));
  bench.request('r1', 'turn');
  expect(bench.replies.planItems).toEqual([]);
  bench.speak('r1', []);
  bench.request('r2', 'client');
  expect(bench.replies.planItems).toMatchObject([{ role: 'system', text: 'Greet.' }]);
  bench.speak('r2', []);
  expect(bench.of('response.done').map(({ response }) => response.metadata)).toEqual([null, { tag: 'x' }]);
  expect(bench.replies.planItems).toEqual([]);
});

test('a response may be written where the session speaks', () => {
  const bench = replyBench();
  bench.replies.wish(wishes({ modality: 'text' }));
  bench.request('r1', 'client');
  bench.planText('r1', 'Written.');
  bench.planDone('r1');
  expect(bench.of('response.done')[0]!.response).toMatchObject({ output_modalities: ['text'] });
  expect(bench.of('response.output_text.done')).toMatchObject([{ text: 'Written.' }]);
  bench.request('r2', 'turn');
  bench.speak('r2', ['Spoken.']);
  expect(bench.of('response.created')[1]!.response).toMatchObject({ output_modalities: ['audio'] });
});

test('a response out of band is shown and heard, and leaves nothing in the conversation', async () => {
  const bench = replyBench({ promisesAcks: true });
  const input = [{ id: 'a', kind: 'message', role: 'user', text: 'Classify this.' }] as const;
  bench.replies.wish(wishes({ input, outOfBand: true, instructions: 'One word.' }));
  bench.request('r1', 'client');
  expect(bench.replies.planItems).toMatchObject([{ text: 'Classify this.' }, { text: 'One word.' }]);
  bench.toolCall('r1', { runsAt: 'planner', output: '{}' });
  const audioMs = bench.speak('r1', ['Question.']);
  await bench.clock.run(audioMs);
  const { item_id } = bench.of('response.output_audio.delta')[0]!;
  expect(bench.replies.acknowledge(item_id, audioMs)).toBe(true);
  const [created, done] = [bench.of('response.created')[0]!.response, bench.of('response.done')[0]!.response];
  expect([created.conversation_id, done.conversation_id]).toEqual([undefined, undefined]);
  expect(done.output).toMatchObject([{ content: [{ transcript: 'Question.' }] }]);
  expect(bench.types().filter((type) => type.startsWith('conversation.'))).toEqual([]);
  expect(bench.conversation.items()).toEqual([]);
  // The last acknowledgement may come late.
  expect(bench.replies.acknowledge(item_id, audioMs)).toBe(true);
  expect(bench.replies.acknowledge('item_none', audioMs)).toBe(false);
});

test('a client that acknowledges is told when each word sounds', () => {
  const bench = replyBench({ promisesAcks: true });
  bench.request('r1');
  bench.speak('r1', ['One two. ', 'Three.']);
  const told = bench.of('cascade.reply.words').flatMap(({ words }) => words);
  const text = bench.of('response.output_audio_transcript.delta').map(({ delta }) => delta);
  expect(told.map((word) => text.join('').slice(word.start_char, word.end_char))).toEqual(['One', 'two.', 'Three.']);
  expect(told.map((word) => word.start_ms)).toEqual([0, 200, 400]);
  const other = replyBench();
  other.request('r1');
  other.speak('r1', ['One.']);
  expect(other.of('cascade.reply.words')).toEqual([]);
});

test('without a connection nothing is sent and nothing ends; acknowledgements then get their time', async () => {
  const bench = replyBench({ promisesAcks: true });
  bench.request('r1');
  const audioMs = bench.speak('r1', ['One two three four five.']);
  await bench.clock.run(100);
  bench.replies.setPaused(true);
  const sent = bench.of('response.output_audio.delta').length;
  await bench.clock.run(60_000);
  expect(bench.of('response.output_audio.delta')).toHaveLength(sent);
  expect(bench.done()).toEqual([]);
  bench.replies.setPaused(false);
  const { item_id } = bench.of('response.output_audio.delta')[0]!;
  await bench.clock.run(audioMs + 1500);
  bench.replies.acknowledge(item_id, audioMs);
  expect(bench.done()).toMatchObject([{ completed: true, heardText: 'One two three four five.' }]);
});
