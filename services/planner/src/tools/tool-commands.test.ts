import type { PlanToolCall } from '@cascade/contracts';
import type { UserStore } from '@cascade/store';
import { VirtualClock } from '@cascade/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Planned } from '../../test/planner-bench.ts';
import { keptOf, openMemoryStore, openWithTools, Talk } from '../../test/talk.ts';
import type { PlannerStage } from '../stage.ts';
import { type ToolCommand, toolCommands } from './tool-commands.ts';

const commands = toolCommands();
let store: UserStore;
let stage: PlannerStage;
const clock = new VirtualClock();
beforeAll(async () => {
  store = await openMemoryStore();
  stage = await openWithTools(store, clock);
});
afterAll(async () => {
  await stage.close();
  await store.close();
});

const kept = async (user: string) => ({
  entries: await keptOf(store, 'list-entry', user),
  notes: (await keptOf(store, 'note', user)).map(({ text }) => text),
  orders: await keptOf(store, 'order', user),
  appointments: (await keptOf(store, 'appointment', user)).toSorted((a, b) =>
    `${a.day}${a.time}`.localeCompare(`${b.day}${b.time}`),
  ),
});
type Kept = Awaited<ReturnType<typeof kept>>;

/** What has to be kept afterwards, given what was kept before. */
function expectedKept({ effect: { list, notes, order, appointments } }: ToolCommand, before: Kept): unknown {
  return {
    entries: list
      ? [
          ...before.entries.filter((entry) => entry.list !== list.name),
          ...list.entries.map((text) => ({ list: list.name, text })),
        ]
      : before.entries,
    notes: notes ?? before.notes,
    orders: before.orders.map((one) => (one.number === order?.number ? { ...one, status: order.status } : one)),
    appointments: appointments
      ? appointments
          .toSorted((a, b) => `${a.day}${a.time}`.localeCompare(`${b.day}${b.time}`))
          .map((one) => expect.objectContaining(one))
      : before.appointments,
  };
}

const callOf = ({ events }: Planned) => events.find((event): event is PlanToolCall => event.type === 'plan-tool-call');

/** Why it went wrong; undefined when all is as it has to be. */
async function judge(command: ToolCommand): Promise<string | undefined> {
  const talk = new Talk(stage, clock, { userId: command.id });
  try {
    for (const text of command.before) await talk.say(text);
    // The first words open what is kept for the user.
    if (command.before.length === 0) await talk.say('What is the date?');
    const before = await kept(command.id);
    const timersBefore = stage.timers.list(talk.sessionId);
    let last: Planned | undefined;
    for (const text of command.say) last = await talk.say(text);
    const call = last && callOf(last);
    expect(call?.name ?? null).toBe(command.tool);
    const output = JSON.parse(call?.output ?? '{}') as { arguments?: object };
    expect({ ...JSON.parse(call?.arguments ?? '{}'), ...output.arguments }).toMatchObject(command.slots);
    expect(await kept(command.id)).toEqual(expectedKept(command, before));
    const timers = stage.timers.list(talk.sessionId);
    expect(timers).toEqual(command.effect.timers?.map((timer) => expect.objectContaining(timer)) ?? timersBefore);
    for (const words of command.reply) expect(last?.text.toLowerCase()).toContain(words.toLowerCase());
    return undefined;
  } catch (error) {
    const why = (error as Error).message.replace(/\s+/g, ' ').slice(0, 300);
    return `${command.id} ${JSON.stringify(command.say)}: ${why}`;
  } finally {
    for (const { id } of stage.timers.list(talk.sessionId))
      stage.timers.session(talk.sessionId, clock).apply([{ type: 'cancel', ids: [id] }]);
    await talk.end();
  }
}

test('the set is large enough, half of it unseen, part of it misheard, and no sentence is in it twice', () => {
  expect(commands.length).toBeGreaterThanOrEqual(150);
  const unseen = commands.filter(({ split }) => split === 'test').length;
  expect(unseen / commands.length).toBeGreaterThan(0.48);
  expect(commands.filter(({ misheard }) => misheard).length).toBeGreaterThanOrEqual(30);
  expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
});

test('at least 95 of 100 spoken commands do the right thing with the right slots, in both halves', async () => {
  const wrong: string[] = [];
  for (const command of commands) {
    const why = await judge(command);
    if (why) wrong.push(why);
  }
  const rightOf = (split: ToolCommand['split']) => {
    const all = commands.filter((command) => command.split === split).length;
    return 1 - wrong.filter((why) => why.startsWith(split)).length / all;
  };
  expect(Math.min(rightOf('dev'), rightOf('test')), wrong.join('\n')).toBeGreaterThanOrEqual(0.95);
}, 60_000);
