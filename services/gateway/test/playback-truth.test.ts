/**
 * What a client heard of a reply is what history holds: interrupted at every hundredth of a second, in every way. The
 * expectation comes from a loudspeaker of the test's own, which plays what was sent as it came.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replyBench } from './reply-bench.ts';
import { spokenReply } from './spoken-reply.ts';

const clauses = ['One two three. ', 'Four, five. ', 'Six seven.'];
const words = clauses.join('').split(' ');
const wordMs = 130;
const chunkMs = 90;
const { audioMs } = spokenReply('r', clauses, wordMs, chunkMs);

/** The words whose sound has ended by then: half a word is not heard. */
const wordsUntil = (playedMs: number) => words.slice(0, Math.floor((playedMs + 1e-6) / wordMs)).join(' ');

/** Where the bench's clock stands at first. */
const beginMs = 1000;

type Bench = ReturnType<typeof replyBench>;

/** How much of the item comes out of a loudspeaker that plays what it gets, when it gets it. */
function playedMs({ sentAudio }: Bench, atMs: number): number {
  let endMs = Number.NEGATIVE_INFINITY;
  let playedMs = 0;
  for (const sent of sentAudio) {
    const startMs = Math.max(sent.atMs, endMs);
    endMs = startMs + sent.lengthMs;
    playedMs += Math.min(Math.max(atMs - startMs, 0), sent.lengthMs);
  }
  return playedMs;
}
const sentMs = ({ sentAudio }: Bench) => sentAudio.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
const itemIdOf = (bench: Bench) => bench.of('response.output_item.added')[0]?.item.id;
const ackPlayed = (bench: Bench, playedMs: number) => {
  const itemId = itemIdOf(bench);
  if (itemId) bench.replies.acknowledge(itemId, playedMs);
};

/** A reply whose voice is ahead of playback, or stumbles: chunk n comes `lateMs(n)` after the beginning. */
function begin(promisesAcks: boolean, lateMs: (chunk: number) => number = () => 0) {
  const bench = replyBench({ promisesAcks });
  bench.request('r');
  const { parts } = spokenReply('r', clauses, wordMs, chunkMs);
  let chunk = 0;
  for (const { clause, audio } of parts) {
    const events = [clause, ...audio];
    for (const event of events) {
      const delayMs = lateMs(event.type === 'speech-audio' ? chunk++ : chunk);
      if (delayMs === 0) bench.replies.handle(event);
      else bench.clock.setTimer(delayMs, () => bench.replies.handle(event));
    }
  }
  const done = () => bench.replies.handle({ type: 'speech-done', responseId: 'r', audioMs });
  const doneMs = lateMs(chunk);
  if (doneMs === 0) done();
  else bench.clock.setTimer(doneMs, done);
  return bench;
}

/** Lets time pass; every 10 ms the client may say what it has played. */
function advance(bench: Bench, toMs: number, ackEveryMs?: number) {
  for (let ms = 10; ms <= toMs; ms += 10) {
    bench.clock.advance(10);
    if (ackEveryMs && (bench.clock.nowMs() - beginMs) % ackEveryMs === 0)
      ackPlayed(bench, playedMs(bench, bench.clock.nowMs()));
  }
}

function expectHistory(bench: Bench, heardText: string) {
  const texts = bench.conversation.items().map((item) => (item.kind === 'message' ? item.text : item.kind));
  expect(texts).toEqual(heardText === '' ? [] : [heardText]);
  expect(bench.of('response.done')).toHaveLength(1);
  expect(bench.done()).toHaveLength(1);
  expect(bench.clock.pendingTimers).toBe(0);
  const itemId = itemIdOf(bench);
  const item = itemId === undefined ? undefined : bench.conversation.get(itemId);
  if (item?.type === 'message' && item.status === 'incomplete') {
    expect(item.content).toEqual([{ type: 'output_audio', transcript: heardText }]);
  }
}

const everyPoint = Array.from({ length: audioMs / 10 + 8 }, (_, index) => index * 10);
/** How the client tells what it heard: never, by acknowledgements of every 10 ms, or of every 100. */
const clients = [
  { name: 'estimated by the pace', ackEveryMs: undefined },
  { name: 'acknowledged at once', ackEveryMs: 10 },
  { name: 'acknowledged ten times a second', ackEveryMs: 100 },
];
/** What a client that acknowledges in these steps has said by then. */
const toldMs = (bench: Bench, ackEveryMs: number | undefined) => {
  const nowMs = bench.clock.nowMs();
  return playedMs(bench, ackEveryMs === undefined ? nowMs : nowMs - ((nowMs - beginMs) % ackEveryMs));
};

describe.each(clients)('interrupted at every 10 ms, $name', ({ ackEveryMs }) => {
  const isOver = (bench: Bench) => bench.done().length > 0;

  test.each(['barge-in', 'client', 'reopened'] as const)('by %s', (cause) => {
    for (const atMs of everyPoint) {
      const bench = begin(ackEveryMs !== undefined);
      advance(bench, atMs, ackEveryMs);
      const heard = isOver(bench) ? words.join(' ') : wordsUntil(toldMs(bench, ackEveryMs));
      bench.cancel('r', cause);
      expectHistory(bench, heard);
    }
  });

  test('by a truncation while it plays, of what the client says', () => {
    for (const atMs of everyPoint) {
      const bench = begin(ackEveryMs !== undefined);
      advance(bench, atMs, ackEveryMs);
      const itemId = itemIdOf(bench)!;
      const cutMs = Math.min(playedMs(bench, bench.clock.nowMs()), sentMs(bench));
      const told = bench.truncate(itemId, cutMs);
      expect(told).toBeCloseTo(cutMs, 6);
      const sent = sentMs(bench);
      const item = bench.conversation.get(itemId);
      expect(item).toMatchObject({ content: [{ transcript: wordsUntil(cutMs) }] });
      advance(bench, 40, ackEveryMs);
      expect(sentMs(bench)).toBe(sent);
      bench.cancel('r', 'client');
      expectHistory(bench, wordsUntil(cutMs));
    }
  });

  test('by a truncation after the service has stopped it', () => {
    for (const atMs of everyPoint) {
      const bench = begin(ackEveryMs !== undefined);
      advance(bench, atMs, ackEveryMs);
      const heardMs = playedMs(bench, bench.clock.nowMs());
      bench.cancel('r');
      bench.truncate(itemIdOf(bench)!, heardMs);
      expectHistory(bench, wordsUntil(heardMs));
    }
  });

  test('while its connection is lost, and after it has come back', () => {
    for (const atMs of everyPoint) {
      for (const returns of [false, true]) {
        const bench = begin(ackEveryMs !== undefined);
        advance(bench, atMs, ackEveryMs);
        const wasOver = isOver(bench);
        bench.replies.setPaused(true);
        const lostMs = toldMs(bench, ackEveryMs);
        advance(bench, 500);
        if (returns) {
          bench.replies.setPaused(false);
          advance(bench, 100, ackEveryMs);
        }
        const nowMs = bench.clock.nowMs();
        const known = ackEveryMs !== undefined && !returns ? lostMs : toldMs(bench, ackEveryMs);
        const heard = wasOver || isOver(bench) ? words.join(' ') : wordsUntil(known);
        bench.cancel('r');
        expect(playedMs(bench, nowMs)).toBeLessThanOrEqual(sentMs(bench));
        expectHistory(bench, heard);
      }
    }
  });
});

test('truncated at nothing, beyond the end, twice, and before any audio', () => {
  const at = (ms: number) => {
    const bench = begin(false);
    advance(bench, ms);
    return { bench, itemId: itemIdOf(bench)! };
  };
  const nothing = at(500);
  expect(nothing.bench.truncate(nothing.itemId, 0)).toBe(0);
  nothing.bench.cancel('r', 'client');
  expectHistory(nothing.bench, '');

  const beyond = at(300);
  const sent = sentMs(beyond.bench);
  expect(beyond.bench.truncate(beyond.itemId, 1e9)).toBe(sent);
  beyond.bench.cancel('r', 'client');
  expectHistory(beyond.bench, wordsUntil(sent));

  for (const isOver of [false, true]) {
    const twice = at(500);
    if (isOver) twice.bench.cancel('r');
    expect(twice.bench.truncate(twice.itemId, 270)).toBe(270);
    expect(twice.bench.truncate(twice.itemId, 400)).toBe(270);
    ackPlayed(twice.bench, 480);
    expect(twice.bench.truncate(twice.itemId, 140)).toBe(140);
    twice.bench.cancel('r', 'client');
    ackPlayed(twice.bench, 480);
    expectHistory(twice.bench, wordsUntil(140));
  }

  const early = begin(false, () => 1000);
  advance(early, 10);
  const [first] = spokenReply('r', clauses, wordMs, chunkMs).parts;
  early.replies.handle(first!.clause);
  expect(early.truncate(itemIdOf(early)!, 700)).toBe(0);
  early.cancel('r', 'client');
  advance(early, 5000);
  expectHistory(early, '');
});

test('a truncated reply ends by itself when the stages say nothing', () => {
  const bench = begin(false);
  advance(bench, 400);
  bench.truncate(itemIdOf(bench)!, 300);
  advance(bench, 3000);
  expectHistory(bench, wordsUntil(300));
  expect(bench.of('response.done')[0]?.response).toMatchObject({
    status: 'cancelled',
    status_details: { reason: 'client_cancelled' },
  });
});

test('whatever becomes of acknowledgements, history holds the words before the furthest that could be true', () => {
  const fates = fc.array(
    fc.record({
      lost: fc.boolean(),
      delayMs: fc.integer({ min: 0, max: 400 }),
      beyondMs: fc.constantFrom(0, 0, 0, 5000),
    }),
    { minLength: 1, maxLength: 30 },
  );
  const gaps = fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 20, maxLength: 20 });
  const cutMs = fc.integer({ min: 0, max: audioMs + 300 });
  const ends = fc.constantFrom('barge-in', 'client', 'truncate', 'truncate-later');
  const ackEveryMs = fc.integer({ min: 10, max: 200 });
  fc.assert(
    fc.property(fates, gaps, cutMs, ends, ackEveryMs, (fates, gaps, cutMs, end, ackEveryMs) => {
      let lateMs = 0;
      const late = gaps.map((gapMs) => (lateMs += gapMs));
      const bench = begin(true, (chunk) => late[chunk] ?? lateMs);
      let knownMs = 0;
      let limitMs: number | undefined;
      let isOver = false;
      const hear = (ms: number) => {
        isOver ||= bench.done().length > 0;
        const wasOver = isOver;
        knownMs = Math.max(knownMs, Math.min(ms, limitMs ?? sentMs(bench)));
        ackPlayed(bench, ms);
        return wasOver;
      };
      let acks = 0;
      for (let ms = 1; ms <= cutMs; ms++) {
        bench.clock.advance(1);
        if (ms % ackEveryMs !== 0) continue;
        const fate = fates[acks++ % fates.length]!;
        if (fate.lost) continue;
        const told = playedMs(bench, bench.clock.nowMs()) + fate.beyondMs;
        if (told > 0) bench.clock.setTimer(fate.delayMs, () => hear(told));
      }
      const completed = bench.done()[0]?.completed ?? false;
      const itemId = itemIdOf(bench);
      if (end.startsWith('truncate') && itemId && !completed) {
        const saidMs = cutMs / 2;
        if (end === 'truncate-later') bench.cancel('r');
        limitMs = Math.min(saidMs, sentMs(bench));
        bench.truncate(itemId, saidMs);
        knownMs = limitMs;
      } else if (!completed) limitMs = sentMs(bench);
      bench.cancel('r', end === 'client' ? 'client' : 'barge-in');
      bench.clock.advance(20_000);
      expectHistory(bench, completed ? words.join(' ') : wordsUntil(knownMs));
    }),
    { numRuns: 150, seed: 11 },
  );
});
