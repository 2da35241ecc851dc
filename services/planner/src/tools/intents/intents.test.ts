import { describe, expect, it } from 'vitest';
import { readCommand, routeToTool } from '../tool-router.ts';

const context = { wallMs: Date.parse('2025-03-05T20:25:00Z'), zone: 'America/New_York' };
const route = (said: string) => routeToTool(readCommand(said), context, () => true);

describe('what people ask for, in their words', () => {
  it.each([
    ['Is milk on my shopping list?', 'list_read', { list: 'shopping', item: 'milk' }],
    ['Do I have eggs on the list?', 'list_read', { item: 'eggs' }],
    ['Did I put butter on the shopping list?', 'list_read', { list: 'shopping', item: 'butter' }],
    ['Get rid of the eggs on my shopping list', 'list_remove', { list: 'shopping', items: ['eggs'] }],
    ['Mark finish the report as done', 'list_remove', { items: ['finish the report'] }],
    ['Tick off call mom', 'list_remove', { items: ['call mom'] }],
    ['Create a packing list', 'list_add', { list: 'packing' }],
    ['Make a wish list for Anna', 'list_add', { list: 'wish' }],
    [
      'Make a list for the party with balloons and candles',
      'list_add',
      { list: 'party', items: ['balloons', 'candles'] },
    ],
    ['Read my to-dos', 'list_read', { list: 'to-do' }],
    ['Note to self, call the plumber on Monday', 'note_add', { text: 'call the plumber on monday' }],
    ['What did I say about the wifi password?', 'note_read', { about: 'wifi password' }],
    ['What did I order?', 'order_list', {}],
    ["What's the status of my desk lamp order?", 'order_status', { item: 'desk lamp', about: 'status' }],
    ['Where is the order for the coffee grinder?', 'order_status', { item: 'coffee grinder' }],
    ['Can I see Doctor Okafor on Monday morning?', 'appointment_book', { doctor: 'okafor', day: '2025-03-10' }],
    ['Is Doctor Patel free on Friday?', 'appointment_book', { doctor: 'patel', day: '2025-03-07' }],
    ['When is my next appointment?', 'appointment_list', { next: true }],
    ['Do I have any appointments this week?', 'appointment_list', { from: '2025-03-05', to: '2025-03-09' }],
    ['What appointments do I have next month?', 'appointment_list', { from: '2025-04-01', to: '2025-04-30' }],
    [
      'Push my appointment with Doctor Patel back by an hour',
      'appointment_move',
      { doctor: 'patel', laterMinutes: 60 },
    ],
    ['Move my appointment two days earlier', 'appointment_move', { laterMinutes: -2_880 }],
    ['Can you make my appointment with Doctor Patel an hour earlier?', 'appointment_move', { laterMinutes: -60 }],
    ['Can you move my appointment to the 21st?', 'appointment_move', { day: '2025-03-21' }],
    ['When do I see Doctor Okafor?', 'appointment_list', { doctor: 'okafor' }],
    ['Where will order 6180 be delivered?', 'order_status', { order: '6180', about: 'address' }],
    ['Who is order 5513 for?', 'order_status', { order: '5513', about: 'content' }],
    ['Add to my shopping list: rice and beans', 'list_add', { list: 'shopping', items: ['rice', 'beans'] }],
    ['What do I need to buy?', 'list_read', { list: 'shopping' }],
    ['Save a note that says buy a birthday card', 'note_add', { text: 'buy a birthday card' }],
  ])('%s', (said, tool, slots) => {
    expect(route(said)).toMatchObject({ tool, arguments: slots });
  });

  it.each(['Change the address of my order', 'What times are good on Friday?', 'Can I cook rice in the oven?'])(
    'is for no tool: %s',
    (said) => {
      expect(route(said)).toBeUndefined();
    },
  );
});
