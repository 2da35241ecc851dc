import { decodePcm16 } from '@cascade/audio';
import { expect, test } from 'vitest';
import { replyBench } from './reply-bench.ts';
import { sessionBench } from './session-bench.ts';
import { spokenReply } from './spoken-reply.ts';

const minus18 = 10 ** (-18 / 20);
const long = [Array.from({ length: 20 }, (_, index) => `word${index}`).join(' ')];
const audioOf = (bench: ReturnType<typeof replyBench>) =>
  bench.of('response.output_audio.delta').flatMap(({ delta }) => [...decodePcm16(Buffer.from(delta, 'base64'))]);

test('a client that plays quieter by itself is told at once, and its audio stays as it is', () => {
  const bench = replyBench({ ducking: 'client' });
  bench.request('r1');
  bench.speak('r1', long);
  bench.clock.advance(500);
  bench.duck('r1', true);
  bench.clock.advance(300);
  bench.duck('r1', false);
  bench.clock.advance(10_000);
  expect(bench.of('cascade.playback.duck')).toMatchObject([
    { response_id: 'r1', ducked: true, gain_db: -18, at_ms: 1500 },
    { response_id: 'r1', ducked: false, gain_db: 0, at_ms: 1800 },
  ]);
  expect(Math.min(...audioOf(bench))).toBeCloseTo(0.25, 3);
});

test('for the others the audio that is not sent yet is made quieter, without a click, and comes back up', () => {
  const bench = replyBench();
  bench.request('r1');
  bench.speak('r1', long);
  bench.clock.advance(500);
  const sentBefore = audioOf(bench).length;
  bench.duck('r1', true);
  bench.clock.advance(500);
  const sentDucked = audioOf(bench).length;
  bench.duck('r1', false);
  bench.clock.advance(10_000);
  const audio = audioOf(bench);
  expect(bench.of('cascade.playback.duck')).toEqual([]);
  expect(Math.min(...audio.slice(0, sentBefore))).toBeCloseTo(0.25, 3);
  for (const sample of audio.slice(sentBefore + 480, sentDucked)) expect(sample).toBeCloseTo(0.25 * minus18, 3);
  for (const sample of audio.slice(sentDucked + 480)) expect(sample).toBeCloseTo(0.25, 3);
  const steepest = Math.max(...audio.slice(1).map((sample, index) => Math.abs(sample - (audio[index] as number))));
  expect(steepest).toBeLessThan(0.001);
  expect(audio.length).toBe(20 * 200 * 24);
});

test('a reply that is stopped after it was faded out was heard as far as it was audible', () => {
  const heard = (ending: (bench: ReturnType<typeof replyBench>) => void) => {
    const bench = replyBench({ ducking: 'client', promisesAcks: true });
    bench.request('r1');
    bench.speak('r1', long);
    const itemId = bench.of('response.output_item.added')[0]?.item.id ?? '';
    bench.clock.advance(1050);
    bench.replies.acknowledge(itemId, 900);
    bench.duck('r1', true, true);
    // The client stood here when it was told; 100 ms later it tells again.
    bench.replies.acknowledge(itemId, 1010);
    bench.clock.advance(500);
    bench.replies.acknowledge(itemId, 1500);
    ending(bench);
    return bench.playback.findLast((event) => event.type === 'playback-done');
  };
  expect(heard((bench) => bench.cancel('r1'))).toMatchObject({
    playedMs: 1010,
    heardText: 'word0 word1 word2 word3 word4',
  });
  const backUp = heard((bench) => {
    bench.duck('r1', false);
    bench.cancel('r1');
  });
  expect(backUp).toMatchObject({ playedMs: 1500 });
  expect(heard((bench) => bench.cancel('r1', 'client'))).toMatchObject({ playedMs: 1010 });
});

test('a reply that ends by itself after it was faded out was heard up to the fade, also when the client tells only its end', () => {
  const heard = (endAck: boolean) => {
    const bench = replyBench({ ducking: 'client', promisesAcks: true });
    bench.request('r1');
    bench.speak('r1', long);
    const itemId = bench.of('response.output_item.added')[0]?.item.id ?? '';
    bench.clock.advance(1000);
    bench.replies.acknowledge(itemId, 900);
    bench.duck('r1', true, true);
    bench.clock.advance(3100);
    if (endAck) bench.replies.acknowledge(itemId, 4000);
    bench.clock.advance(10_000);
    return bench.playback.findLast((event) => event.type === 'playback-done');
  };
  expect(heard(true)).toMatchObject({ playedMs: 1000 });
  expect(heard(false)).toMatchObject({ playedMs: 900 });
});

test('faded out by the service, a reply was heard as far as it had been sent, or played when that is less', () => {
  const heardMs = (fadedForMs: number) => {
    const bench = replyBench();
    bench.request('r1');
    bench.speak('r1', long);
    bench.clock.advance(1000);
    const sentMs = audioOf(bench).length / 24;
    bench.duck('r1', true, true);
    bench.clock.advance(fadedForMs);
    expect(Math.max(...audioOf(bench).slice(sentMs * 24 + 480), 0)).toBeLessThan(0.001);
    bench.cancel('r1');
    const done = bench.playback.findLast((event) => event.type === 'playback-done');
    return { sentMs, playedMs: done?.type === 'playback-done' ? done.playedMs : undefined };
  };
  const soon = heardMs(100);
  expect(soon.playedMs).toBeLessThan(soon.sentMs);
  const late = heardMs(800);
  expect(late.playedMs).toBe(late.sentMs);
});

test('the gain holds for one reply alone', () => {
  const bench = replyBench();
  bench.request('r1');
  bench.speak('r1', long);
  bench.duck('r1', true);
  bench.cancel('r1');
  const sent = audioOf(bench).length;
  bench.request('r2');
  bench.speak('r2', ['One two.']);
  bench.clock.advance(2000);
  expect(Math.min(...audioOf(bench).slice(sent))).toBeCloseTo(0.25, 3);
  bench.duck('r1', false);
  bench.duck('r2', true);
  expect(bench.replies.dropped).toBe(2);
});

test('while somebody speaks, what the service may have to play quieter is sent less far ahead', async () => {
  const speech = { startSample: 0, atSample: 512 };
  for (const [ducking, leadMs] of [
    ['server', 120],
    ['client', 300],
  ] as const) {
    const { open, clock } = sessionBench();
    const { socket, connection } = open();
    socket.receiveEvent({ type: 'session.update', session: { cascade: { ducking } } });
    connection.send({ type: 'response-requested', responseId: 'r1', turnId: 't1', cause: 'turn', atMs: 0 });
    for (const { clause, audio } of spokenReply('r1', long).parts) {
      for (const event of [clause, ...audio]) connection.send(event);
    }
    const aheadMs = () =>
      socket
        .of('response.output_audio.delta')
        .reduce((sum, { delta }) => sum + Buffer.byteLength(delta, 'base64') / 48, 0) - clock.nowMs();
    expect(aheadMs()).toBeGreaterThan(255);
    connection.send({ type: 'speech-start', ...speech, probability: 0.9 });
    await clock.run(600);
    expect(aheadMs()).toBeGreaterThan(leadMs - 45);
    expect(aheadMs()).toBeLessThanOrEqual(leadMs);
    connection.send({ type: 'speech-end', ...speech, endSample: 9600 });
    await clock.run(100);
    expect(aheadMs()).toBeGreaterThan(255);
  }
});

test('what is given up for want of computing time is told, and when it is over', () => {
  const { open } = sessionBench();
  const { socket, connection } = open();
  for (const measure of ['partials-slower', 'no-speculation', 'one-cut-finals', 'full-service'] as const) {
    connection.send({ type: 'load-changed', measure, reason: 'waits of 120 ms', atMs: 7 });
  }
  expect(socket.of('cascade.degraded').map(({ stage, what }) => [stage, what])).toEqual([
    ['asr', 'partials-slower'],
    ['turn', 'no-speculation'],
    ['asr', 'one-cut-finals'],
    ['gateway', 'full-service'],
  ]);
  expect(socket.of('cascade.degraded')[0]).toMatchObject({ reason: 'waits of 120 ms', response_id: null, at_ms: 7 });
});
