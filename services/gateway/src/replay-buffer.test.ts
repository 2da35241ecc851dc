import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReplayBuffer, type SentMessage } from './replay-buffer.ts';

/** Events as their numbers, frames as bytes. */
const event = (sequence: number) => `event ${sequence}`;
const frame = (value: number) => Uint8Array.of(value);

test('a client gets what followed its last event: the events after it, and the frames since', () => {
  const buffer = new ReplayBuffer(10_000, 0);
  buffer.add(event(0), 0);
  buffer.add(frame(1), 0);
  buffer.add(event(1), 1);
  buffer.add(frame(2), 1);
  buffer.add(frame(3), 1);
  buffer.add(event(2), 2);
  expect(buffer.since(1, 3)).toEqual({ messages: [frame(2), frame(3), event(2)], complete: true });
  expect(buffer.since(-1, 3)).toMatchObject({ messages: { length: 6 }, complete: true });
  expect(buffer.since(2, 3)).toEqual({ messages: [], complete: true });
});

test('an event that was never sent is no place to go on from: everything comes, and it is said', () => {
  const buffer = new ReplayBuffer(10_000, 5);
  buffer.add(event(5), 5);
  expect(buffer.since(99, 6)).toEqual({ messages: [event(5)], complete: false });
  expect(buffer.since(2, 6)).toEqual({ messages: [event(5)], complete: false });
  expect(buffer.since(4, 6)).toEqual({ messages: [event(5)], complete: true });
});

test('what the client has confirmed is dropped, and is not missed', () => {
  const buffer = new ReplayBuffer(10_000, 0);
  for (let i = 0; i < 4; i++) {
    buffer.add(event(i), i);
    buffer.add(frame(i), i);
  }
  buffer.confirm(2);
  expect(buffer.since(2, 4)).toEqual({ messages: [frame(2), event(3), frame(3)], complete: true });
  expect(buffer.since(1, 4).complete).toBe(false);
  buffer.confirm(3);
  buffer.add(event(4), 4);
  buffer.confirm(4);
  expect(buffer.bytes).toBe(0);
});

test('whatever is sent and confirmed: complete means nothing is missing, and memory stays within its bound', () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('event' as const), size: fc.nat(300) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('frame' as const), size: fc.nat(300) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('confirm' as const), size: fc.nat(300) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: -1, max: 70 }), (steps, after) => {
      const buffer = new ReplayBuffer(2000, 0);
      const sent: { message: SentMessage; sequence: number }[] = [];
      let next = 0;
      let confirmed = -1;
      for (const { kind, size } of steps) {
        if (kind === 'confirm') {
          confirmed = Math.min(next - 1, size);
          buffer.confirm(confirmed);
          continue;
        }
        const message = kind === 'event' ? 'x'.repeat(size) : new Uint8Array(size);
        const sequence = kind === 'event' ? next++ : next - 1;
        sent.push({ message, sequence });
        buffer.add(message, sequence);
        expect(buffer.bytes).toBeLessThanOrEqual(2000);
      }
      const { messages, complete } = buffer.since(after, next);
      const wanted = sent
        .filter(({ message, sequence }) => (typeof message === 'string' ? sequence > after : sequence >= after))
        .map(({ message }) => message);
      if (complete) expect(messages).toEqual(wanted);
      else if (after < next) expect(messages).toEqual(wanted.slice(wanted.length - messages.length));
    }),
  );
});
