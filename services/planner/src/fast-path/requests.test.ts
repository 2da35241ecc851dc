import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestsIn } from './requests.ts';

describe('requests in one breath', () => {
  it.each([
    ['Set a timer for ten minutes and turn off the lights', ['Set a timer for ten minutes', 'turn off the lights']],
    [
      "Hey Cascade, what's on my list, and then could you set an alarm for seven?",
      ["Hey Cascade, what's on my list", 'could you set an alarm for seven?'],
    ],
    ['Add milk to my list. Set a timer for 5 minutes.', ['Add milk to my list.', 'Set a timer for 5 minutes.']],
    [
      'Set a timer for five minutes and another one for ten minutes',
      ['Set a timer for five minutes', 'set a timer for ten minutes'].map((text, index) =>
        index === 1 ? text.replace('set', 'Set') : text,
      ),
    ],
    [
      'Set two timers, one for five minutes and one for ten minutes',
      ['Set a timer for five minutes', 'Set a timer for ten minutes'],
    ],
    ['Remind me to call mom and set a timer for one hour', ['Remind me to call mom', 'set a timer for one hour']],
  ])('%s', (text, requests) => {
    expect(requestsIn(text)).toEqual(requests);
  });

  it.each([
    'Put milk and eggs on the shopping list',
    'Remind me to call mom and buy milk',
    'Note that I have to call Anna and book a table',
    'Set a timer for one minute and thirty seconds',
    'Clear my notes. Clear my notes. Clear my',
    'I think and add that it rained',
    'What is it, and what is it, and what is it, and what is it, and what is it',
    '',
  ])('are not seen in: %s', (text) => {
    expect(requestsIn(text)).toEqual([text]);
  });

  it('lose no word, whatever was said', () => {
    const word = fc.constantFrom('and', 'set', 'a', 'what', 'is', 'then', 'milk', 'remind', 'me', 'note', 'list', '.');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), (words) => {
        const text = words.join(' ');
        const kept = requestsIn(text).join(' ').split(/\s+/);
        const joints = new Set(['and', 'then', 'also', 'please', '.']);
        const said = text.split(/\s+/).filter((one) => !joints.has(one));
        // The recognizer's repetitions go.
        expect(said.every((one) => kept.includes(one))).toBe(true);
      }),
    );
  });
});
