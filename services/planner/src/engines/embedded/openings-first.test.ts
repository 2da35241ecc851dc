import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import { hasOpening, OpeningsFirst } from './openings-first.ts';

const opening = 'Of course I can. ';
const long = opening.repeat(4);

test.each([
  ['Yes. ', false],
  ['Well, sure', false],
  [opening, true],
  ['no punctuation in this beginning of a reply however long it is made', true],
])('the beginning %j is an opening: %s', (text, expected) => {
  expect(hasOpening(text)).toBe(expected);
});

test('a reply that nobody waits beside never rests', () => {
  const turns = new OpeningsFirst(new VirtualClock()).begin();
  expect(turns.rest('Of')).toBeUndefined();
  expect(turns.rest(long)).toBeUndefined();
});

test('what is ahead of its voice rests until the last opening is there', async () => {
  const first = new OpeningsFirst(new VirtualClock());
  const [heard, one, other] = [first.begin(), first.begin(), first.begin()];
  const order: string[] = [];
  const resting = heard.rest(long)?.then(() => order.push('went on'));
  expect(resting).toBeDefined();
  one.rest(opening);
  await Promise.resolve();
  order.push('one is open');
  other.close();
  await resting;
  expect(order).toEqual(['one is open', 'went on']);
});

test('a reply that its voice catches up with goes on, whoever waits', async () => {
  const clock = new VirtualClock();
  const first = new OpeningsFirst(clock);
  const heard = first.begin();
  first.begin();
  expect(heard.rest(opening)).toBeUndefined();
  let resting = true;
  const rest = heard.rest(long)?.then(() => {
    resting = false;
  });
  await clock.advance(long.length * 65 - 1200 - 1);
  expect(resting).toBe(true);
  await clock.advance(1);
  await rest;
  expect(resting).toBe(false);
});

test('a reply that fails before it is open holds nobody up, nor counts twice when it is closed again', () => {
  const first = new OpeningsFirst(new VirtualClock());
  const heard = first.begin();
  heard.rest(long);
  const failed = first.begin();
  const waiting = first.begin();
  failed.close();
  failed.close();
  expect(heard.rest(long)).toBeDefined();
  waiting.close();
  expect(heard.rest(long)).toBeUndefined();
});
