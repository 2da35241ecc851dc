import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUtterance } from '../../fast-path/utterance.ts';
import { readCommand, routeToTool } from '../tool-router.ts';
import { withDigits, withoutPauses } from './digit-words.ts';
import { otherReadings } from './other-readings.ts';

const context = { wallMs: Date.parse('2025-03-05T20:25:00Z'), zone: 'America/New_York' };
const route = (said: string) => routeToTool(readCommand(said), context, () => true);

describe('what a recognizer made of commands', () => {
  it.each([
    ['Where is my order for 1-7-2?', 'order_status', { order: '4172' }],
    ['Where is my order for one seven two?', 'order_status', { order: '4172' }],
    ['What is the status of order number seven, three, oh, nine?', 'order_status', { order: '7309' }],
    ['Cancel my order forty one, twenty seven.', 'order_cancel', { order: '4127' }],
    ['A cancelled night order fifty five thirteen.', 'order_cancel', { order: '5513' }],
    ['How much was or fifty five thirty?', 'order_status', { order: '5530', about: 'amount' }],
    ['Fear my shopping list.', 'list_clear', { list: 'shopping' }],
    ["I'd milk to the shopping list.", 'list_add', { list: 'shopping', items: ['milk'] }],
    ["What's on my to-do", 'list_read', { list: 'to-do' }],
    ['Hey, Kessie, add rice to the shopping list.', 'list_add', { items: ['rice'] }],
    ['Pay caskade add olive oil to the shopping list.', 'list_add', { items: ['olive oil'] }],
    ['Right down that the rent is due.', 'note_add', { text: 'the rent is due' }],
    ['Take a note, the meter reads 412.', 'note_add', { text: 'the meter reads 412' }],
    ['What did I know about the boiler?', 'note_read', { about: 'boiler' }],
    ['Delete all in notes.', 'note_clear', {}],
    ['A book an appointment with Dr. Mayor on Tuesday at 10.', 'appointment_book', { doctor: 'mayor', time: '10:00' }],
    ['Remove my appointment with Dr. Padel to Friday at 10.', 'appointment_move', { day: '2025-03-07', time: '10:00' }],
    [
      'Book an appointment with Doctor Patel on Monday at you',
      'appointment_book',
      { day: '2025-03-10', time: '14:00' },
    ],
    ['We schedule my appointment with Dr. Patel to Thursday at one.', 'appointment_move', { day: '2025-03-06' }],
    ['They can appointment with Dr. Schmidt on Thursday at 2 p.m.', 'appointment_book', { doctor: 'schmidt' }],
    ['Whereas order five, five, one, three.', 'order_status', { order: '5513' }],
    ['But was in order seven, three, nine, zero.', 'order_status', { order: '7390', about: 'content' }],
    ['Clear my notes. Clear my notes. Clear my', 'note_clear', {}],
    ['It can note that the meeting is at noon.', 'note_add', { text: 'the meeting is at noon' }],
  ])('%s', (said, tool, slots) => {
    expect(route(said)).toMatchObject({ tool, arguments: slots });
  });

  it.each([
    'What is a to do list?',
    'What is it to do list?',
    'Why do people make lists?',
    'I like lists',
    'The doctor was nice to me',
    'I had an appointment with Doctor Meyer on Tuesday at ten',
    'They said the appointment with Doctor Patel at ten was fine',
    'My order at the restaurant was cold yesterday and I was sad',
    'Tell me something about shopping',
    'A man wrote a list of his fears and gave it to me',
  ])('none: %s', (said) => {
    expect(route(said)).toBeUndefined();
  });

  it('is less sure of a repaired command than of the command itself', () => {
    expect(route('Fear my shopping list.')?.confidence).toBeLessThan(route('Clear my shopping list.')?.confidence ?? 0);
  });
});

describe('digits', () => {
  it.each([
    ['order for 1 7 2', 'order 4 1 7 2'],
    ['order for 172', 'order 4 172'],
    ['order 4 1 7 to', 'order 4 1 7 2'],
    ['order for 4127', 'order for 4127'],
    ['order for anna', 'order for anna'],
  ])('%s', (text, meant) => {
    expect(withDigits(text)).toBe(meant);
  });

  it('keep together over a pause, and only they', () => {
    expect(withoutPauses('forty one, seventy two')).toBe('forty one seventy two');
    expect(withoutPauses('milk, two apples, three pears')).toBe('milk, two apples, three pears');
  });
});

describe('the assistant’s name', () => {
  it.each([
    ['Hey Cascades, add milk', 'add milk'],
    ['Okay stop the timer', 'stop the timer'],
    ['Hey can you add milk', 'add milk'],
    ['He could add milk', 'he could add milk'],
  ])('%s', (said, text) => {
    expect(readUtterance(said).text).toBe(text);
  });
});

it('never throws, and reads another command in the same words but the first two', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 8 }), (words) => {
      const text = words.join(' ');
      for (const reading of otherReadings(text)) {
        expect(reading.likeness).toBeLessThanOrEqual(1);
        expect(reading.text.endsWith(words.slice(2).join(' '))).toBe(true);
      }
      expect(() => route(text)).not.toThrow();
    }),
  );
});
