import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readUtterance } from './utterance.ts';

test.each([
  ['What time is it?', 'what time is it'],
  ["What's twelve times seven?", 'what is 12 times 7'],
  ['WHAT’S 12 × 7', 'what is 12 times 7'],
  ['Um, what time is it, please?', 'what time is it'],
  ['Hey Cascade, what time is it?', 'what time is it'],
  ['Okay, so set a timer for 5 minutes, thanks.', 'set a timer for 5 minutes'],
  ['Can you tell me what time it is in Denver?', 'what time it is in denver'],
  ['Could you please turn on a living-room lamp,', 'turn on a living room lamp'],
  ["I'd like you to play some music, please.", 'play some music'],
  ['I was wondering if you could close the door', 'close the door'],
  ['Would you mind turning off the lights?', 'turning off the lights'],
  ["Let's play a game.", 'play a game'],
  ['I said turn off the light!', 'turn off the light'],
  ["It's too dark in here, turn on the lights", 'turn on the lights'],
  ['Set an alarm for 7.30 a.m.', 'set an alarm for 7:30 am'],
  ['at 5pm', 'at 5 pm'],
  ['10% of 1,000', '10 percent of 1000'],
  ['3.5 plus .5', '3.5 plus 0.5'],
  ['-40 °F to °C', 'minus 40 degrees f to degrees c'],
  ['12-ounce', '12 ounce'],
  ['the the the timer', 'the timer'],
  ['five five', '5 5'],
  ['July 1st', 'july 1st'],
  ['Google the best pizza in town', 'google the best pizza in town'],
  ['', ''],
  ['…!?', ''],
])('%s → %s', (raw, text) => {
  expect(readUtterance(raw).text).toBe(text);
});

test('what was asked for politely is a request, what was asked is a question', () => {
  expect(readUtterance('Could you close the door')).toMatchObject({ requested: true });
  expect(readUtterance('Close the door')).toMatchObject({ requested: false, question: false });
  expect(readUtterance('Close the door, please.')).toMatchObject({ requested: true });
  expect(readUtterance('Is the door closed')).toMatchObject({ requested: false, question: true });
  expect(readUtterance('The door is closed?')).toMatchObject({ question: true });
});

test('no text breaks it, and what comes out is in normal form', () => {
  const messy = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom(..."ab1.:/-'’%°,? \n") }));
  fc.assert(
    fc.property(messy, (raw) => {
      const { text, plain } = readUtterance(raw);
      expect(text).toBe(text.toLowerCase().trim().replace(/\s+/g, ' '));
      expect(plain.length).toBeGreaterThanOrEqual(text.length);
    }),
  );
});
