import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchTool } from './match-tool.ts';
import { speakResult } from './speak-result.ts';

const tool = (name: string, description: string, properties: object = {}, required = Object.keys(properties)) => ({
  name,
  description,
  parameters: { type: 'object', properties, required },
});
const string = { type: 'string' };
const weather = tool(
  'get_weather',
  'Get the current weather for a city',
  {
    location: { type: 'string', description: 'City name' },
    unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
  },
  ['location'],
);
const tools = [
  weather,
  tool('get_order_status', 'Looks up where an order is', { order_id: string }),
  tool('set_light', 'Turns a light of a room on or off', {
    room: { type: 'string', enum: ['kitchen', 'living_room', 'bedroom'] },
    on: { type: 'boolean' },
  }),
  tool('bookAppointment', 'Books an appointment with a doctor', { doctor: string, date: string }),
  tool('add_to_shopping_list', 'Adds an item to the shopping list', { item: string }),
  tool('send_message', 'Sends a message to a contact', { recipient: string, message: string }),
  tool('play_music', 'Plays a song or an artist', { query: string }),
  tool('set_thermostat', 'Sets the temperature of the thermostat', { degrees: { type: 'number' } }),
  tool('transfer_to_agent', 'Transfers the call to a human agent'),
];

describe('the function that words ask for', () => {
  it.each([
    ["What's the weather like in New York today?", 'get_weather', { location: 'New York' }],
    ['Is it going to rain in Boston tomorrow?', 'get_weather', { location: 'Boston' }],
    ['Tell me the weather in Paris in celsius, please.', 'get_weather', { location: 'Paris', unit: 'celsius' }],
    ['Where is my order 4711?', 'get_order_status', { order_id: '4711' }],
    ['Can you check the status of order A B 12 34?', 'get_order_status', { order_id: 'AB1234' }],
    ['Turn off the light in the living room.', 'set_light', { room: 'living_room', on: false }],
    ['Please switch the kitchen lights on.', 'set_light', { room: 'kitchen', on: true }],
    [
      'I want to book an appointment with Doctor Miller on Friday.',
      'bookAppointment',
      { doctor: 'Doctor Miller', date: 'friday' },
    ],
    ['Add milk and eggs to my shopping list.', 'add_to_shopping_list', { item: 'milk and eggs' }],
    ['Send a message to Anna saying I will be late.', 'send_message', { recipient: 'Anna', message: 'I will be late' }],
    ['Set the thermostat to twenty one degrees.', 'set_thermostat', { degrees: 21 }],
    ['Could you transfer me to a human agent?', 'transfer_to_agent', {}],
  ])('%s', (said, name, values) => {
    const match = matchTool(said, tools);
    expect(match?.tool.name).toBe(name);
    expect(match?.values).toEqual(values);
    expect(match?.missing).toEqual([]);
  });

  it.each([
    'What is twelve times seven?',
    'Tell me a joke.',
    'I love this weather.',
    'My order was delicious.',
    'How are you today?',
    'Cancel my appointment.',
    'What is the capital of France?',
    '',
  ])('none for: %s', (said) => {
    expect(matchTool(said, tools)?.tool.name).toBeUndefined();
  });

  it('says what is missing and makes nothing up', () => {
    const match = matchTool('What is the weather like?', tools);
    expect(match?.values).toEqual({});
    expect(match?.missing.map(({ name }) => name)).toEqual(['location']);
  });

  it('is forced by tool_choice, and never called with none', () => {
    expect(matchTool('Good morning.', [weather], 'required')?.tool.name).toBe('get_weather');
    expect(matchTool('Good morning.', tools, { name: 'set_light' })?.tool.name).toBe('set_light');
    expect(matchTool('What is the weather in Rome?', tools, 'none')).toBeUndefined();
  });

  it('never throws, and its arguments are words of the user', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (said) => {
        const match = matchTool(`weather in ${said}`, [weather]);
        const location = match?.values.location;
        if (typeof location === 'string') for (const word of location.split(' ')) expect(said).toContain(word);
      }),
    );
  });

  it('survives schemas of any shape', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (parameters) => {
        const odd = { name: 'get_weather', parameters: parameters as Record<string, unknown> };
        expect(() => matchTool('weather in Rome', [odd])).not.toThrow();
      }),
    );
  });
});

describe('a result that is said', () => {
  it.each([
    [
      '{"city":"Paris","temperature":18,"condition":"clear"}',
      '{"city":"Paris"}',
      'The temperature is 18 and the condition is clear.',
    ],
    ['{"message":"Your order arrives on Friday"}', '{}', 'Your order arrives on Friday.'],
    ['{"ok":true}', '{}', 'That is done.'],
    ['{"success":false}', '{}', 'That did not work.'],
    ['{"error":"no such city"}', '{}', 'That did not work: no such city.'],
    ['["Miller","Smith"]', '{}', 'Miller and Smith.'],
    ['[{"name":"Miller"},{"name":"Smith"},{"name":"Jones"}]', '{}', 'Miller, Smith and Jones.'],
    ['sunny, 18 degrees', '{}', 'Sunny, 18 degrees.'],
    ['[]', '{}', 'There is nothing.'],
    ['null', '{}', 'That is done.'],
    ['42', '{}', 'It is 42.'],
  ])('%s', (output, callArguments, said) => {
    expect(speakResult(output, callArguments)).toBe(said);
  });

  it('is one short, closed text whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (output) => {
        const said = speakResult(output);
        expect(said.length).toBeGreaterThan(0);
        expect(said.length).toBeLessThan(600);
        expect(said).toMatch(/[.!?…]$/);
      }),
    );
  });
});
