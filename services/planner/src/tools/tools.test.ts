import type { UserStore } from '@cascade/store';
import { VirtualClock } from '@cascade/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import type { Planned } from '../../test/planner-bench.ts';
import { keptOf, openMemoryStore, openWithTools, Talk } from '../../test/talk.ts';
import type { PlannerStage } from '../stage.ts';

let store: UserStore;
let clock: VirtualClock;
let stage: PlannerStage;
beforeEach(async () => {
  store = await openMemoryStore();
  clock = new VirtualClock();
  stage = await openWithTools(store, clock);
});
afterEach(async () => {
  await stage.close();
  await store.close();
});

const entries = async (user = 'local') => (await keptOf(store, 'list-entry', user)).map(({ text }) => text);
const callsOf = ({ events }: Planned) => events.filter((event) => event.type === 'plan-tool-call');

describe('before the commit', () => {
  it('nothing is changed and nothing is said of it; then it is done once', async () => {
    const talk = new Talk(stage, clock);
    talk.addUser('Put milk on the shopping list');
    const commit = Promise.withResolvers<void>();
    const { planned } = talk.ask({ turnId: 'turn_1', committed: commit.promise });
    // As many trips to the store as the call itself would take, and more.
    for (let trip = 0; trip < 20; trip++) expect(await entries()).toEqual([]);
    commit.resolve();
    expect((await planned).text).toBe("Okay, I've put milk on your shopping list.");
    expect(await entries()).toEqual(['milk']);
    await talk.end();
  });

  it('what is only looked up may be looked up, and a question of a confirmation counts from the commit on', async () => {
    const talk = new Talk(stage, clock);
    talk.addUser('Book an appointment with Doctor Meyer on Tuesday at ten');
    const discard = new AbortController();
    const never = new Promise<void>(() => undefined);
    const { text } = await talk.ask({ turnId: 'turn_1', committed: never, signal: discard.signal }).planned;
    expect(text).toContain('Shall I book');
    discard.abort();
    talk.items.length = 0;
    expect((await talk.say('Yes')).text).not.toContain('Booked');
    expect(await keptOf(store, 'appointment')).toHaveLength(2);
    await talk.end();
  });
});

/** What may happen to the answers to one turn that grows. */
const happening = fc.constantFrom('extend-uncommitted', 'extend-committed', 'discard', 'ask-again', 'commit');

test('whatever is prepared, discarded, extended and asked for again: in the end it is done once, for the whole turn', async () => {
  let users = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 6 }), async (happenings) => {
      const userId = `user_${users++}`;
      const talk = new Talk(stage, clock, { userId });
      const things = ['milk', 'eggs', 'bread', 'cheese', 'honey', 'rice', 'salt', 'tea'];
      let said = 1;
      talk.addUser('Put milk on the shopping list');
      /** What was committed, as far as it was said then. */
      let committed: string[] = [];
      const pending: Promise<unknown>[] = [];
      for (const what of [...happenings, 'commit' as const]) {
        if (what === 'extend-uncommitted' || what === 'extend-committed') {
          // The item grows when the turn was not committed; a new item follows when it was.
          const words = `Put ${things.slice(0, ++said).join(' and ')} on the shopping list`;
          talk.items.length = 0;
          talk.addUser(words);
        }
        const commit = Promise.withResolvers<void>();
        const gone = new AbortController();
        const { planned } = talk.ask({ turnId: 'turn_1', committed: commit.promise, signal: gone.signal });
        if (what === 'discard' || what === 'extend-uncommitted') {
          await Promise.resolve();
          gone.abort();
          commit.resolve();
          expect(await entries(userId)).toEqual(committed);
          continue;
        }
        commit.resolve();
        pending.push(planned);
        await planned;
        committed = things.slice(0, said);
        expect(await entries(userId)).toEqual(committed);
      }
      await Promise.all(pending);
      expect(await entries(userId)).toEqual(things.slice(0, said));
      await talk.end();
    }),
    { numRuns: 40 },
  );
}, 30_000);

describe('a confirmation', () => {
  it('expires', async () => {
    const talk = new Talk(stage, clock);
    await talk.say('Cancel order 4127');
    clock.advance(61_000);
    expect((await talk.say('Yes')).text).toBe('That was too long ago. Please ask me again.');
    expect(await keptOf(store, 'order')).toContainEqual(
      expect.objectContaining({ number: '4127', status: 'processing' }),
    );
    await talk.end();
  });

  it('is taken back when the user goes on after the yes', async () => {
    const talk = new Talk(stage, clock);
    await talk.say('Cancel order 4127');
    talk.addUser('Yes');
    await talk.ask({ turnId: 'turn_9' }).planned;
    expect(await keptOf(store, 'order')).toContainEqual(
      expect.objectContaining({ number: '4127', status: 'cancelled' }),
    );
    talk.addUser('Actually no');
    expect((await talk.ask({ turnId: 'turn_9' }).planned).text).toBe("Okay, I won't.");
    await talk.say('What time is it?');
    expect(await keptOf(store, 'order')).toContainEqual(
      expect.objectContaining({ number: '4127', status: 'processing' }),
    );
    await talk.end();
  });

  it('belongs to its session', async () => {
    const [one, other] = [new Talk(stage, clock), new Talk(stage, clock)];
    await one.say('Cancel order 4127');
    expect(callsOf(await other.say('Yes'))).toEqual([]);
    await Promise.all([one.end(), other.end()]);
  });
});

test('lists of one user are not those of another', async () => {
  const [anna, ben] = [new Talk(stage, clock, { userId: 'anna' }), new Talk(stage, clock, { userId: 'ben' })];
  await anna.say('Put milk on the shopping list');
  expect((await ben.say("What's on my shopping list?")).text).toBe('There is nothing on your shopping list.');
  await Promise.all([anna.end(), ben.end()]);
});

describe('a store that is slow or gone', () => {
  const slow = (wait: () => Promise<void>): UserStore => ({
    ...store,
    items: async (userId, kind) => {
      await wait();
      return store.items(userId, kind);
    },
  });

  it('is waited for, and the user hears that', async () => {
    const gate = Promise.withResolvers<void>();
    let asked: () => void = () => undefined;
    const asking = new Promise<void>((resolve) => {
      asked = resolve;
    });
    let opened = false;
    const other = await openWithTools(
      slow(async () => {
        if (!opened) return;
        asked();
        await gate.promise;
      }),
      clock,
    );
    const talk = new Talk(other, clock);
    await talk.say('What are my notes?');
    opened = true;
    const answer = talk.say("What's on my shopping list?");
    await asking;
    clock.advance(700);
    gate.resolve();
    expect((await answer).text).toBe('Let me check. There is nothing on your shopping list.');
    await talk.end();
    await other.close();
  });

  it('is given up after a time, nothing is made up, and what comes late is taken back', async () => {
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    let undone = 0;
    const late: UserStore = {
      ...store,
      async change(userId, key, changes, atMs) {
        if (!key.startsWith('sess_')) return store.change(userId, key, changes, atMs);
        asked.resolve();
        await gate.promise;
        return store.change(userId, key, changes, atMs);
      },
      async undo(userId, key) {
        undone++;
        return store.undo(userId, key);
      },
    };
    const other = await openWithTools(late, clock);
    const talk = new Talk(other, clock);
    const answer = talk.say('Put milk on the shopping list');
    await asked.promise;
    clock.advance(5_000);
    const { text, done, events } = await answer;
    expect(text).toBe("Let me check. Sorry, that didn't work, so nothing was changed. Please try again.");
    expect(done).toMatchObject({ source: 'apology', code: 'tool_failed' });
    expect(
      JSON.parse(events.flatMap((event) => (event.type === 'plan-tool-call' ? [event.output ?? ''] : []))[0] ?? ''),
    ).toMatchObject({
      error: { code: 'tool_failed' },
    });
    gate.resolve();
    await expect.poll(() => undone).toBe(1);
    await expect.poll(() => entries()).toEqual([]);
    await talk.end();
    await other.close();
  });
});

describe('reminders', () => {
  it('survive a restart and ring by voice in the next session, once', async () => {
    const first = new Talk(stage, clock);
    await first.say('Remind me in ten minutes to check the oven');
    await expect.poll(() => keptOf(store, 'reminder')).toHaveLength(1);
    await first.end();
    await stage.close();
    stage = await openWithTools(store, clock);
    const [second, third] = [new Talk(stage, clock), new Talk(stage, clock)];
    expect((await second.say('Which reminders do I have?')).text).toContain('ten minutes');
    await third.say('What time is it?');
    await clock.run(600_000);
    await expect
      .poll(() => [...second.announced, ...third.announced])
      .toEqual(['This is your reminder to check the oven.']);
    expect(await keptOf(store, 'reminder')).toEqual([]);
    await Promise.all([second.end(), third.end()]);
  });

  it('that were due while nobody was there are told, with their time', async () => {
    const first = new Talk(stage, clock);
    await first.say('Remind me at four to call the bank');
    await expect.poll(() => keptOf(store, 'reminder')).toHaveLength(1);
    await first.end();
    clock.advance(3_600_000);
    const second = new Talk(stage, clock);
    await second.say('What time is it?');
    await expect
      .poll(() => second.announced)
      .toEqual(['This was due at 4 PM: This is your reminder to call the bank.']);
    await second.end();
    const third = new Talk(stage, clock);
    await third.say('What time is it?');
    expect(third.announced).toEqual([]);
    await third.end();
  });

  it('are for their user alone, and cancelled is cancelled', async () => {
    const anna = new Talk(stage, clock, { userId: 'anna' });
    await anna.say('Set an alarm for seven');
    await expect.poll(() => keptOf(store, 'reminder', 'anna')).toHaveLength(1);
    await anna.say('Cancel my alarm');
    await expect.poll(() => keptOf(store, 'reminder', 'anna')).toHaveLength(0);
    await anna.end();
  });
});

test('only tools that are allowed are there, and a name that is none is refused', async () => {
  const some = await openWithTools(store, clock, {}, { CASCADE_TOOLS: 'list_read' });
  const talk = new Talk(some, clock);
  expect((await talk.say('Put milk on the shopping list')).text).toBe("Sorry, I can't keep lists, notes or calendars.");
  await talk.end();
  await some.close();
  await expect(openWithTools(store, clock, {}, { CASCADE_TOOLS: 'list_burn' })).rejects.toThrow(
    /no tool list_burn; expected some of/,
  );
});
