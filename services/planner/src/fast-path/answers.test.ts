/** What the fast path answers, by the words it is asked in. */
import { describe, expect, it, test } from 'vitest';
import { skillContext, timerView } from '../../test/skill-context.ts';
import { routeUtterance } from './router.ts';
import type { SkillContext } from './skill.ts';

const ask = (text: string, changes: Partial<SkillContext> = {}) => routeUtterance(text, skillContext(changes));

test.each([
  ['What time is it?', "It's 3:25 PM."],
  ['uh what time is it now please', "It's 3:25 PM."],
  ['Tell me the time', "It's 3:25 PM."],
  ['Do you know what time it is?', "It's 3:25 PM."],
  ['Hello, what time is it?', "It's 3:25 PM."],
  ['What time is it in Denver?', "It's 1:25 PM in Denver."],
  ["What's the time in London, England right now?", "It's 8:25 PM in London."],
  ['what time is it in tokyo', "It's 5:25 AM tomorrow in Tokyo."],
  ['What time is it in Eastern time?', "It's 3:25 PM Eastern time."],
  ['time in the united kingdom', "It's 8:25 PM in the United Kingdom."],
  ['What time is it in Narnia?', "Sorry, I don't know what time it is there."],
  ["What's the time difference between London and New York?", 'New York is five hours behind London.'],
  ['How many hours ahead is Berlin?', 'Berlin is six hours ahead of you.'],
  ["What's today's date?", "It's Wednesday, March 5th, 2025."],
  ['What day is it?', "It's Wednesday, March 5th."],
  ['What day is tomorrow?', 'Tomorrow is Thursday, March 6th.'],
  ['what was the date yesterday', 'Yesterday was Tuesday, March 4th.'],
  ["What's the date next Friday?", 'That is Friday, March 14th.'],
  ['What day is July 4th?', 'July 4th is a Friday.'],
  ['What day was July 4th 1776?', 'July 4th, 1776, was a Thursday.'],
  ['When is Thanksgiving?', 'Thanksgiving is Thursday, November 27th.'],
  ['How many days until Christmas?', "It's two hundred ninety-five days until Christmas."],
  ['how many weeks until halloween', "It's thirty-four weeks and two days until Halloween."],
  ["What's tomorrow's date?", 'Tomorrow is Thursday, March 6th.'],
  ['how many days are left in the year', 'There are three hundred one days left in 2025.'],
  ['What year is it?', "It's 2025."],
  ['what month is it', "It's March."],
])('%s → %s', (text, reply) => {
  expect(ask(text)?.reply).toBe(reply);
});

test.each([
  ["What's twelve times seven?", 'Twelve times seven is eighty-four.'],
  ["what's 12 x 7", 'Twelve times seven is eighty-four.'],
  ['Twenty percent of eighty', 'Twenty percent of eighty is sixteen.'],
  ["What's the square root of 144?", 'The square root of one hundred forty-four is twelve.'],
  ["what's too plus for", 'Two plus four is six.'],
  ['Add five and seven.', 'Five plus seven is twelve.'],
  ['subtract 3 from 10', 'Ten minus three is seven.'],
  ['two to the tenth power', 'Two to the power of ten is one thousand twenty-four.'],
  ['nine squared', 'Nine squared is eighty-one.'],
  ['Half of 56', 'Half of fifty-six is twenty-eight.'],
  ['what is 8 times 8 plus 2', 'Eight times eight plus two is sixty-six.'],
  ["what's 20% off 50", 'That is forty.'],
  ['what is 0.1 plus 0.2', 'Zero point one plus zero point two is zero point three.'],
  ['divide 20 by 3', 'Twenty divided by three is about six point six seven.'],
  ["what's one million divided by seven", 'One million divided by seven is about 142,857.'],
  ["what's 5 factorial", 'Five factorial is one hundred twenty.'],
  ["what's ten divided by zero", 'Nothing can be divided by zero.'],
  ['the square root of minus 4', 'A negative number has no real square root.'],
])('%s → %s', (text, reply) => {
  expect(ask(text)).toMatchObject({ skill: 'arithmetic', reply });
});

test.each([
  ['How many cups are in a gallon?', 'One gallon is sixteen cups.'],
  ['convert 5 miles to kilometers', 'Five miles is about eight point zero five kilometers.'],
  ['Ten degrees Celsius in Fahrenheit', 'Ten degrees Celsius is fifty degrees Fahrenheit.'],
  ['32 degrees to Celsius', 'Thirty-two degrees Fahrenheit is zero degrees Celsius.'],
  ['minus forty celsius in fahrenheit', 'Minus forty degrees Celsius is minus forty degrees Fahrenheit.'],
  ['how many ounces in a pound', 'One pound is sixteen ounces.'],
  ['how many ounces are in a cup', 'One cup is eight ounces.'],
  [
    "How tall is 5'11 in centimeters?",
    'Five feet and eleven inches is one hundred eighty point three four centimeters.',
  ],
  [
    'five foot eleven in centimeters',
    'Five feet and eleven inches is one hundred eighty point three four centimeters.',
  ],
  ['how many teaspoons in a tablespoon', 'One tablespoon is three teaspoons.'],
  ['how many tablespoons in a quarter cup', 'Zero point two five cups is four tablespoons.'],
  ['how many days in a year', 'One year is three hundred sixty-five days.'],
  ['half a mile in meters', 'Half a mile is about eight hundred four point seven meters.'],
  ['how many kilometers is 26.2 miles', 'Twenty-six point two miles is about forty-two point two kilometers.'],
  [
    'sixty miles per hour in kilometers per hour',
    'Sixty miles per hour is about ninety-six point six kilometers per hour.',
  ],
  ['convert 5 miles to kilograms', "Sorry, miles can't be converted to kilograms."],
])('%s → %s', (text, reply) => {
  expect(ask(text)).toMatchObject({ skill: 'units', reply });
});

test.each([
  ['Hello!', 'Hello! How can I help?'],
  ['Thank you very much.', "You're welcome."],
  ['Good night', 'Goodbye!'],
  ['Stop.', 'Okay.'],
  ['oh never mind', 'Okay.'],
  ['No,', 'Okay.'],
  ["What's your name?", "I'm Cascade, a voice assistant."],
  ['Can you hear me?', 'Yes, I can hear you.'],
  ['Do you speak French?', 'I only speak English.'],
])('%s → %s', (text, reply) => {
  expect(ask(text)).toMatchObject({ skill: 'small-talk', reply });
});

describe('the reply before', () => {
  it('is said again', () => {
    expect(ask('Can you say that again?', { lastReply: 'Paris.' })?.reply).toBe('Paris.');
    expect(ask('repeat that')?.reply).toBe("I haven't said anything yet.");
  });

  it('makes a yes or no an answer, which is not for the fast path', () => {
    expect(ask('Yes.', { lastReply: 'Would you like to know more?' })).toBeUndefined();
    expect(ask('Yes.', { lastReply: "It's noon." })?.reply).toBe('Okay.');
  });

  it('makes fragments go with a refusal', () => {
    const refusal = ask('Book a room.')?.reply ?? '';
    expect(refusal).toBe("Sorry, I can't make bookings.");
    expect(ask('for two people', { lastReply: refusal })?.reply).toBe("Sorry, I still can't do that.");
    expect(ask('Mountain view.', { lastReply: "Sorry, I still can't do that." })?.reply).toBe(
      "Sorry, I still can't do that.",
    );
    expect(ask('Mountain view.')).toBeUndefined();
  });
});

test('instructions of a client take away the assistant of the house, not its skills', () => {
  expect(ask('Who are you?', { ownPersona: false })).toBeUndefined();
  expect(ask('What time is it?', { ownPersona: false })?.reply).toBe("It's 3:25 PM.");
});

test('coins, dice and numbers fall as the random source says', () => {
  expect(ask('Flip a coin.', { random: () => 0.1 })?.reply).toBe('Heads.');
  expect(ask('Heads or tails?', { random: () => 0.9 })?.reply).toBe('Tails.');
  expect(ask('roll a die', { random: () => 0.999 })?.reply).toBe('You rolled six.');
  expect(ask('Roll two dice', { random: () => 0.5 })?.reply).toBe('You rolled four and four, which makes eight.');
  expect(ask('roll a 20 sided die', { random: () => 0.999 })?.reply).toBe('You rolled twenty.');
  expect(ask('Pick a number between 5 and 7', { random: () => 0.999 })?.reply).toBe('Seven.');
});

describe('several requests in one breath', () => {
  it('are all answered', () => {
    const match = ask('Set a timer for ten minutes and turn off the kitchen lights.');
    expect(match?.reply).toBe("Timer set for ten minutes. Sorry, I can't control lights or other devices.");
    expect(match?.effects).toHaveLength(1);
    expect(ask('What time is it, and what is two plus two?')?.reply).toBe("It's 3:25 PM. Two plus two is four.");
  });

  it('are found behind a remark', () => {
    expect(ask("I'm cooking pasta. Set a timer for eight minutes.")?.skill).toBe('set-timer');
    expect(ask("I couldn't hear anything, turn up the volume")?.reply).toBe("Sorry, I can't change the volume.");
  });

  it('are not seen in one request with an "and"', () => {
    expect(ask('Set a timer for one minute and thirty seconds')?.effects).toMatchObject([{ durationMs: 90_000 }]);
    expect(ask('what is five and a half plus one')?.reply).toBe('Five point five plus one is six point five.');
  });
});

describe('timers', () => {
  it.each([
    ['Set a timer for five minutes.', 'Timer set for five minutes.', 300_000],
    ['Set a 30-second timer', 'Timer set for thirty seconds.', 30_000],
    ['timer ten minutes', 'Timer set for ten minutes.', 600_000],
    ['count down from ten minutes', 'Timer set for ten minutes.', 600_000],
    ['Could you time me for thirty seconds?', 'Timer set for thirty seconds.', 30_000],
    ['Start a pasta timer for eight minutes', 'Pasta timer set for eight minutes.', 480_000],
    ['set a timer called eggs for six minutes', 'Eggs timer set for six minutes.', 360_000],
    // As a recognizer may hear it.
    ['Set a time for 10 minutes', 'Timer set for ten minutes.', 600_000],
    ['set a timer for to minutes', 'Timer set for two minutes.', 120_000],
  ])('%s', (text, reply, durationMs) => {
    expect(ask(text)).toMatchObject({
      skill: 'set-timer',
      reply,
      effects: [{ type: 'set', kind: 'timer', durationMs }],
    });
  });

  it('are asked for their duration, and take it from the next turn', () => {
    const question = ask('Set a timer.');
    expect(question).toMatchObject({ reply: 'For how long?', effects: [] });
    expect(ask('half an hour', { lastReply: 'For how long?' })?.reply).toBe('Timer set for thirty minutes.');
    expect(ask('half an hour')).toBeUndefined();
  });

  it('are set anew, by what is meant to be left', () => {
    const timers = [timerView({ durationMs: 600_000, remainingMs: 250_000 })];
    expect(ask('Add two more minutes to the timer', { timers })?.effects).toMatchObject([{ byMs: 120_000 }]);
    expect(ask('Make that ten minutes', { timers })?.effects).toMatchObject([{ byMs: 350_000 }]);
    expect(ask('Restart the timer', { timers })?.effects).toMatchObject([{ byMs: 350_000 }]);
    expect(ask('Take two minutes off', { timers })?.effects).toMatchObject([{ byMs: -120_000 }]);
    expect(ask('Make that ten minutes')).toBeUndefined();
    // A list of timers begins with what rings first.
    const two = [timerView({ id: 'new', order: 1 }), timerView({ id: 'old', remainingMs: 3_600_000 })];
    expect(ask('Make that ten minutes', { timers: two })?.effects).toMatchObject([{ id: 'new' }]);
  });

  it('have a longest', () => {
    expect(ask('set a timer for three days')).toMatchObject({
      effects: [],
      reply: expect.stringContaining('twenty-four hours'),
    });
  });

  const pasta = timerView({ id: 'pasta', name: 'pasta', durationMs: 480_000, remainingMs: 61_000 });
  const tea = timerView({ id: 'tea', durationMs: 180_000, remainingMs: 120_000 });

  it('say how long is left', () => {
    const left = ask('How much time is left on the timer?', { timers: [tea] });
    expect(left?.reply).toBe('There are two minutes left on the three minute timer.');
    expect(ask('how long is left', { timers: [pasta] })?.reply).toBe(
      'There is one minute and one second left on the pasta timer.',
    );
    expect(ask('How much time is left on the timer?')?.reply).toBe('There is no timer running.');
    expect(ask('what timers do I have', { timers: [pasta, tea] })?.reply).toContain('pasta timer and two minutes left');
  });

  it.each([
    ['Cancel the timer.', [tea], { type: 'cancel', ids: ['tea'] }],
    ['cancel the pasta timer', [pasta, tea], { type: 'cancel', ids: ['pasta'] }],
    ['stop the three minute timer', [pasta, tea], { type: 'cancel', ids: ['tea'] }],
    ['cancel all timers', [pasta, tea], { type: 'cancel', ids: ['pasta', 'tea'] }],
    ['pause timer', [tea], { type: 'pause', ids: ['tea'] }],
    ['resume the timer', [tea], { type: 'resume', ids: ['tea'] }],
    ['add two minutes to the timer', [tea], { type: 'extend', id: 'tea', byMs: 120_000 }],
    ['take one minute off the pasta timer', [pasta, tea], { type: 'extend', id: 'pasta', byMs: -60_000 }],
  ])('%s', (text, timers, effect) => {
    expect(ask(text, { timers })?.effects).toEqual([effect]);
  });

  it('are asked about when several could be meant', () => {
    const timers = [pasta, tea];
    const question = ask('cancel the timer', { timers });
    expect(question).toMatchObject({
      effects: [],
      reply: 'Which one do you mean: the pasta timer, or the three minute timer?',
    });
    expect(ask('the pasta one', { timers, lastReply: question?.reply ?? '' })?.effects).toEqual([
      { type: 'cancel', ids: ['pasta'] },
    ]);
  });
});

describe('alarms and reminders', () => {
  const hour = 3_600_000;

  it.each([
    ['Wake me up at seven thirty tomorrow morning', 'Alarm set for 7:30 AM tomorrow.', 16 * hour + 5 * 60_000],
    ['Set an alarm for 6:45 a.m.', 'Alarm set for 6:45 AM tomorrow.', 15 * hour + 20 * 60_000],
    ['set an alarm for quarter past eight', 'Alarm set for 8:15 PM.', 4 * hour + 50 * 60_000],
    ['wake me up in 45 minutes', 'Alarm set in forty-five minutes.', 45 * 60_000],
    ['snooze', 'Alarm set in nine minutes.', 9 * 60_000],
  ])('%s', (text, reply, durationMs) => {
    expect(ask(text)).toMatchObject({ reply, effects: [{ type: 'set', kind: 'alarm', durationMs }] });
  });

  it('are asked for their time, and take it from the next turn', () => {
    expect(ask('Set an alarm')?.reply).toBe('For what time?');
    expect(ask('Seven a.m.', { lastReply: 'For what time?' })?.reply).toBe('Alarm set for 7 AM tomorrow.');
  });

  it('say back what to remind of', () => {
    expect(ask('Remind me to check my oven in half an hour')).toMatchObject({
      reply: "Okay, I'll remind you to check your oven in thirty minutes.",
      effects: [{ kind: 'reminder', durationMs: hour / 2, announcement: 'This is your reminder to check your oven.' }],
    });
    expect(ask('remind me at five pm to take out the trash')?.reply).toBe(
      "Okay, I'll remind you to take out the trash at 5 PM.",
    );
    expect(ask('Remind me in ten minutes')?.effects).toMatchObject([{ announcement: 'This is your reminder.' }]);
    expect(ask('remind me to call mom')?.effects).toEqual([]);
  });

  it('reach no further than a day', () => {
    expect(ask('set an alarm for friday at 9 am')).toMatchObject({ effects: [] });
  });
});

describe('reminders and alarms in several turns', () => {
  const heard = (text: string, lastReply: string | undefined, timers: Parameters<typeof timerView>[0][] = []) =>
    ask(text, { ...(lastReply !== undefined && { lastReply }), timers: timers.map(timerView) });

  it('ask for what is missing', () => {
    const asked = ask('Remind me to call my mom and buy milk');
    expect(asked).toMatchObject({ reply: 'When shall I remind you to call your mom and buy milk?', effects: [] });
    expect(heard('at five pm', asked?.reply)?.reply).toBe(
      "Okay, I'll remind you to call your mom and buy milk at 5 PM.",
    );
    const bare = ask('Set a reminder');
    expect(heard('to call Bob at five pm', bare?.reply)?.slots).toMatchObject({ task: 'call bob' });
  });

  it('ring in the morning of a day without a time', () => {
    expect(ask('Remind me on Friday to call the bank', { timersKept: true })?.reply).toBe(
      "Okay, I'll remind you to call the bank at 9 AM on Friday, March 7th.",
    );
    expect(ask('Remind me next Monday about the dentist', { timersKept: true })?.reply).toMatch(
      /^Okay, I'll remind you about the dentist at 9/,
    );
  });

  it('ring once, and say so', () => {
    for (const text of ['Set an alarm for 6:45 on weekdays', 'Remind me to water the plants every Friday'])
      expect(ask(text)).toMatchObject({ effects: [], reply: expect.stringContaining("can't repeat") });
  });

  it('are moved, not set twice', () => {
    const alarm = { id: 'alarm_1', kind: 'alarm' } as const;
    expect(heard('Change my alarm to 8 am', undefined, [alarm])?.effects).toMatchObject([
      { type: 'cancel', ids: ['alarm_1'] },
      { type: 'set', kind: 'alarm' },
    ]);
    const reminder = { id: 'reminder_1', kind: 'reminder', name: 'call bob' } as const;
    const moved = heard('Move it to 7 pm', "Okay, I'll remind you to call bob at 6 PM.", [reminder]);
    expect(moved?.reply).toBe("Okay, I'll remind you to call bob at 7 PM.");
    expect(moved?.effects).toHaveLength(2);
    const other = { ...reminder, id: 'reminder_2', name: 'leave', remainingMs: 1, order: 1 };
    const later = heard('Move it to 7 pm', "Okay, I'll remind you to leave at 3:26 PM.", [other, reminder]);
    expect(later?.effects).toMatchObject([{ ids: ['reminder_2'] }, { name: 'leave' }]);
    expect(heard('Move it to 7 pm', 'It is raining.', [reminder])?.effects ?? []).toEqual([]);
  });
});
