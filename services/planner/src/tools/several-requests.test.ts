import type { UserStore } from '@cascade/store';
import { VirtualClock } from '@cascade/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Planned } from '../../test/planner-bench.ts';
import { keptOf, openMemoryStore, openWithTools, Talk } from '../../test/talk.ts';
import type { PlannerStage } from '../stage.ts';

let store: UserStore;
let clock: VirtualClock;
let stage: PlannerStage;
let talk: Talk;
beforeEach(async () => {
  store = await openMemoryStore();
  clock = new VirtualClock();
  stage = await openWithTools(store, clock);
  talk = new Talk(stage, clock);
});
afterEach(async () => {
  await talk.end();
  await stage.close();
  await store.close();
});

const entries = async () => (await keptOf(store, 'list-entry')).map(({ list, text }) => `${list}: ${text}`);
const callsOf = ({ events }: Planned) => events.flatMap((event) => (event.type === 'plan-tool-call' ? [event] : []));

describe('several requests in one breath', () => {
  it('are all done, a tool’s and a skill’s, each with a call of its own on record', async () => {
    const planned = await talk.say('Set a timer for five minutes and add milk to my shopping list');
    expect(planned.text).toBe("Timer set for five minutes. Okay, I've put milk on your shopping list.");
    const calls = callsOf(planned);
    expect(calls.map(({ name }) => name)).toEqual(['set-timer', 'list_add']);
    expect(new Set(calls.map(({ callId }) => callId)).size).toBe(2);
    expect(planned.spans.find(({ name }) => name === 'fast-path')?.attributes).toMatchObject({
      skill: 'set-timer+list_add',
    });
    expect(await entries()).toEqual(['shopping: milk']);
    expect((await talk.say('How much time is left?')).text).toContain('five minutes left');
  });

  it('change nothing before the commit, and nothing twice', async () => {
    talk.addUser('Add milk to my shopping list and note that the rent is due');
    const commit = Promise.withResolvers<void>();
    const first = talk.ask({ turnId: 'turn_1', committed: commit.promise });
    for (let trip = 0; trip < 20; trip++) expect(await entries()).toEqual([]);
    commit.resolve();
    await first.planned;
    await talk.ask({ turnId: 'turn_1' }).planned;
    expect(await entries()).toEqual(['shopping: milk']);
    expect(await keptOf(store, 'note')).toEqual([{ text: 'the rent is due' }]);
  });

  it('are one thing at a time where one of them is asked about first', async () => {
    const both = await talk.say('Cancel my appointment with Doctor Patel and add milk to my shopping list');
    expect(both.text).toMatch(/^Okay, I've put milk on your shopping list\. Shall I cancel Doctor Patel/);
    expect((await talk.say('Yes')).text).toContain('is cancelled');
    const two = await talk.say('Cancel order 5513 and cancel my appointment with Doctor Okafor');
    expect(two.text).toMatch(/^One thing at a time\. Shall I cancel order 5 5 1 3/);
    expect(callsOf(two)).toHaveLength(1);
    expect((await talk.say('Yes')).text).toContain('5 5 1 3 is cancelled');
    expect(await keptOf(store, 'appointment')).toHaveLength(1);
  });

  it('stay one where only the whole is known', async () => {
    await talk.say('Add call mom and order pizza to my to-do list');
    expect(await entries()).toEqual(['to-do: call mom', 'to-do: order pizza']);
  });
});

describe('what a turn before was about', () => {
  it('is the timer that was set last, whichever rings first', async () => {
    await talk.say('Set a timer for one hour');
    await talk.say('Set a timer for five minutes');
    expect((await talk.say('Make that ten minutes')).text).toBe('Okay, ten minutes left.');
    const { text } = await talk.say('What timers do I have?');
    expect(text).toContain('ten minutes left');
    expect(text).toContain('one hour left');
  });

  it('goes on being meant', async () => {
    await talk.say('Put milk on my packing list');
    await talk.say('Add socks as well');
    expect(await entries()).toEqual(['packing: milk', 'packing: socks']);
    await talk.say('Take the milk off again');
    expect((await talk.say("What's on it now?")).text).toContain('packing list: socks');
    expect((await talk.say('Are there socks on my packing list?')).text).toBe('Yes, socks is on your packing list.');
    await talk.say('What time is it?');
    await talk.say('Add eggs as well');
    expect(await entries()).toEqual(['packing: socks']);
  });

  it('is asked for when a list is made', async () => {
    expect((await talk.say('Start a new list called camping')).text).toBe('What shall I put on your camping list?');
    await talk.say('A tent, two torches and matches');
    expect(await entries()).toEqual(['camping: tent', 'camping: 2 torches', 'camping: matches']);
  });
});
