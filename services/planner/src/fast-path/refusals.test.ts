/** What is refused plainly, by kind, and what is left to the language model although it sounds alike. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { skillContext, timerView } from '../../test/skill-context.ts';
import { type CommandKind, commandReplies } from './command-rules.ts';
import { routeUtterance, skills } from './router.ts';

const ask = (text: string, changes: Parameters<typeof skillContext>[0] = {}) =>
  routeUtterance(text, skillContext(changes));

const commands: Partial<Record<CommandKind, readonly string[]>> = {
  device: [
    'Turn off the kitchen lights.',
    'Would you please turn on the living room lamp?',
    'Which you please turn on the living room lamps',
    'Turn of the bathroom light',
    'Turned off the lights.',
    'Turn on standing quite.',
    'Set kitchen lights to green',
    'Lights off, please.',
    'bathroom lights dim',
    'I need you to turn the heat down',
    'Set the thermostat to seventy degrees',
    'make it warmer in here',
    "It's too dark in here, turn on the lights",
    'Start the dishwasher',
    'preheat the oven to 350',
    'Vacuum the living room',
    'lights on in five minutes',
    'Alexa, turn on the bedroom lamp',
    'I said turn off the light',
  ],
  door: ['Lock the front door.', 'Can you open the garage?', 'Would you mind closing the window?', 'unlock the car'],
  media: [
    'Play some jazz.',
    'Skip on TV.',
    'Next song, please.',
    'Hey Siri, play my favorite song',
    "I'd like to hear some music from the eighties",
    'i want to hear some queen',
    'put on some music',
    'pause the movie',
    'Stop the music',
  ],
  volume: ['Turn the volume up', 'louder', 'Make the music softer', 'mute the television', 'speak more slowly'],
  order: [
    'Order a large latte.',
    "I'd like a drip coffee.",
    'Can I get a twenty ounce Americano with almond milk?',
    'Can I get a medium-rowed stubble shop mocker?',
    'May I have a double shot latte with lots of milk,',
    'Give me a twenty-eon triple shot of maricano with Suley milk.',
    "Brewer's single shot light rose strip coffee with skim milk and a lot of sugar.",
    'make me a sandwich',
    "I'll take a small black coffee",
    'two large pepperoni pizzas',
    'double espresso please',
    'one cheeseburger, no onions',
    'Can we have the bill, please?',
    'i need some chinese takeaway',
  ],
  message: [
    'Call mom.',
    'Text Sarah that I am running late',
    'send an email to John',
    'Hang up',
    'OK Google, call dad',
    'tell my wife I am on my way',
  ],
  list: [
    'Add apples to my shopping list.',
    'And out those to my shopping list.',
    'take a note',
    'Schedule a meeting with Tom',
    'remember that my keys are in the drawer',
  ],
  booking: [
    'Book a room.',
    'book a table for four',
    'I would like to make a reservation',
    'buy two tickets to the concert',
  ],
  travel: [
    'Navigate to the airport',
    'Take me home',
    'call me a taxi',
    'I need a ride to the station',
    'get directions to target',
  ],
  app: ['Open the calculator', 'Change language', 'switch to Chinese', 'run party time', 'Use Korean'],
  search: ['Google the best pizza in town', 'search for cheap shoes', 'find my keys'],
  show: ['Take a picture', 'show me pictures of cats', 'print page four'],
  shopping: ['Buy more toilet paper', 'track my package'],
  money: ['Pay my electric bill', 'transfer fifty dollars to savings'],
  physical: [
    'Go forward ten meters.',
    'Bring the newspaper',
    'Turn left',
    'water the plants',
    'Drop the two when you add the figures.',
  ],
  game: ['play a game of chess'],
  sing: ['sing me a song'],
  rating: ['Rate this book five out of six'],
  other: ['straighten the picture', 'Hoist the load to your left shoulder.'],
};

test.each(
  Object.entries(commands).flatMap(([kind, texts]) => texts.map((text) => [kind as CommandKind, text] as const)),
)('%s: %s', (kind, text) => {
  const match = ask(text);
  expect(match?.skill).toBe('command');
  const said = [commandReplies[kind], ...(kind === 'booking' ? [commandReplies.shopping, commandReplies.order] : [])];
  // What is booked or bought is one wish; that it cannot be done is what counts.
  expect(said).toContain(match?.reply);
});

test('every kind of command says that it cannot be done, in one short sentence', () => {
  for (const reply of Object.values(commandReplies)) {
    expect(reply).toMatch(/^Sorry, I (?:can't|don't) .+\.$/);
    expect(reply.split(' ').length).toBeLessThanOrEqual(11);
  }
});

test.each([
  ['weather', "What's the weather like?"],
  ['weather', 'Will it rain tomorrow?'],
  ['weather', 'do I need an umbrella today'],
  ['weather', 'How hot is it outside?'],
  ['weather', 'whether like in Boston'],
  ['weather', 'weather'],
  ['weather', "what's the high for today"],
  ['news', 'What are the headlines?'],
  ['news', 'tell me the news'],
  ['traffic', 'When is the next train to Boston?'],
  ['flights', 'when does my flight to Paris leave'],
  ['markets', 'How is Tesla stock doing?'],
  ['markets', 'how did the market do today'],
  ['markets', 'how much is 100 dollars in euros'],
  ['sports', 'Who won the game last night?'],
  ['sports', "what's the score of the Lakers game"],
  ['places', 'Find a coffee shop nearby'],
  ['places', 'when does the pharmacy close'],
  ['places', 'Is the post office open?'],
])('live %s: %s', (topic, text) => {
  const match = ask(text);
  expect(match).toMatchObject({ skill: 'live-data', slots: { topic } });
  expect(match?.reply).toMatch(/^Sorry, I can't look up/);
});

test.each([
  ['home', 'Is the garage door open?'],
  ['home', "What's the temperature of the E cubby?"],
  ['home', 'did I lock the front door'],
  ['home', 'how much battery is left'],
  ['personal', "What's on my calendar for tomorrow?"],
  ['personal', 'any new messages'],
  ['personal', 'how many steps have I walked today'],
  ['personal', 'where is my phone'],
  ['media', 'What song is this?'],
])('private %s: %s', (kind, text) => {
  expect(ask(text)).toMatchObject({ skill: 'private-data', slots: { kind } });
});

test.each([
  'What is the capital of France?',
  'Tell me a joke.',
  'Tell me a story about a dragon',
  'give me a recipe for chicken soup',
  'Give me an example of a metaphor.',
  'Can I ask you a question?',
  'How do I turn off my phone?',
  'How do you make pancakes?',
  'What is jazz?',
  'What is the stock market?',
  'What does traffic mean?',
  'Who won the world cup in 1966?',
  'How hot is the sun?',
  'How long does it take to get to Mars?',
  'When did the Titanic sink?',
  'Spell the word necessary',
  'Describe the ocean',
  'count to ten',
  'I want to be a doctor',
  'I need a vacation',
  'I love pizza',
  'My coffee is cold.',
  'Light travels faster than sound.',
  'Water boils at one hundred degrees.',
  'Time flies like an arrow.',
  'Open water swimming is hard.',
  'Order is restored in the city.',
  'Play is important for children.',
  'They turned off the lights and went to bed.',
  'He asked her to close the door.',
  'The news was brought to the king by a tired messenger.',
  'They played music all night long.',
  'The juice of lemons makes fine punch.',
  'Rice is often served in round bowls.',
  'He turned sharply and faced Gregson across the table.',
  'Printing, in the only sense with which we are at present concerned, differs from most if not from all the arts.',
  'Go, do you hear?',
  'And so my fellow-american. As not. What your country can do for you, ask what you can do for your country.',
  'Sunday is the best part of the week.',
  'Ten of clubs.',
  'five five',
  'What is 9/11?',
])('left to the language model: %s', (text) => {
  expect(ask(text)).toBeUndefined();
});

test('nothing is refused where the client has tools for it', () => {
  const context = skillContext({ refuseCommands: false });
  for (const text of ['Turn off the kitchen lights.', "What's the weather like?", 'Is the garage door open?']) {
    expect(routeUtterance(text, context)).toBeUndefined();
  }
  expect(routeUtterance('What time is it?', context)?.skill).toBe('time');
});

test('a dictation is no request, however it begins', () => {
  expect(ask(`Turn off the lights. ${'And then they walked on. '.repeat(60)}`)).toBeUndefined();
});

const vocabulary = fc.constantFrom(
  ...'the a my set timer for ten 5 and what is time in of turn on off lights please okay no there me to play order coffee weather rain today how many days until half past quarter at 7 am plus minus times percent root cups gallon . , ? two million you can would wake remind call not x'.split(
    ' ',
  ),
);

test('the rest of a sum, whose beginning was not heard, is no sum', () => {
  for (const text of ['plus for', 'plus four', 'times plus four']) {
    expect(routeUtterance(text, skillContext({}))?.skill, text).not.toBe('arithmetic');
  }
});

test('whatever is said, the answer is whole: a known skill, a confidence, words to speak, effects that can be done', () => {
  const names = new Set(skills.map(({ name }) => name));
  const timers = [timerView(), timerView({ id: 'timer_2', name: 'pasta', paused: true })];
  const said = fc.oneof(
    fc.array(vocabulary, { maxLength: 25 }).map((words) => words.join(' ')),
    fc.string({ unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(said, (text) => {
      const match = routeUtterance(text, skillContext({ timers }));
      if (!match) return;
      expect(match.confidence).toBeGreaterThanOrEqual(0.5);
      expect(match.confidence).toBeLessThanOrEqual(1);
      expect(match.reply).toMatch(/^[A-Z0-9"'].*[.?!]$/s);
      expect(match.reply).not.toMatch(/NaN|undefined|Infinity|Invalid/);
      for (const name of match.skill.split('+'))
        expect(names.has(name) || /-(?:timer|alarm|reminder|status)$/.test(name)).toBe(true);
      for (const effect of match.effects) {
        if (effect.type === 'set') expect(effect.durationMs).toBeGreaterThan(0);
      }
    }),
    { numRuns: 400 },
  );
});

test('what documents may know of a business is not refused where there are any', () => {
  const said = 'Who do I call about my order?';
  expect(ask(said)?.skill).toBe('private-data');
  expect(ask(said, { abilities: ['documents'] })).toBeUndefined();
  expect(ask("What's on my calendar?", { abilities: ['documents'] })?.skill).toBe('private-data');
  for (const asked of [
    'When does the Marlow shop open on Saturday?',
    'Can I get my money back?',
    "What's the phone number?",
  ])
    expect([ask(asked)?.skill, ask(asked, { abilities: ['documents'] })?.skill]).toEqual([
      expect.any(String),
      undefined,
    ]);
  expect(ask('Will it rain tomorrow?', { abilities: ['documents'] })?.skill).toBe('live-data');
});
