import type { UserChange, UserItem } from '@cascade/store';
import { z } from 'zod';
import { capitalized, counted } from '../../fast-path/number-words.ts';
import { listed } from '../../fast-path/timer-words.ts';
import { entriesIn } from '../intents/list-entries.ts';
import { namesMeant } from '../similar.ts';
import { ask, defineTool, done, type Tool, type ToolContext, type ToolResult } from '../tool.ts';

const listName = z.string().trim().min(1).max(60).describe('Name of the list, such as shopping or to-do');
const entries = z.array(z.string().trim().min(1).max(200)).min(1).max(30).describe('Entries, one each');

type Entry = UserItem<'list-entry'>;

/** Lists that people speak of before they have made one. */
export const usualLists = ['shopping', 'to-do', 'packing', 'wish', 'gift'] as const;

const otherNames: Readonly<Record<string, string>> = {
  grocery: 'shopping',
  groceries: 'shopping',
  food: 'shopping',
  shop: 'shopping',
  todo: 'to-do',
  'to do': 'to-do',
  '2 do': 'to-do',
  task: 'to-do',
  tasks: 'to-do',
  present: 'gift',
  presents: 'gift',
  gifts: 'gift',
};

/** As the list is kept: without "my" and "list", synonyms as one. */
export function plainListName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/\b(?:my|our|the|a|an|lists?)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return Object.hasOwn(otherNames, plain) ? (otherNames[plain] as string) : plain;
}

/** "From the to-do list", "that to do". */
const answeredName = (said: string) => said.replace(/^(?:(?:that|this|it is|from|on|for|and|with) )+/, '');

const named = (name: string | undefined) => (name === undefined ? 'your lists' : `your ${name} list`);
const isAre = (items: readonly unknown[]) => (items.length === 1 ? 'is' : 'are');

/** The list that is meant: one that has entries first, then a usual one, then the name as it is. */
function listMeant(name: string, all: readonly Entry[]): string {
  const plain = plainListName(name);
  const known = [...new Set([...all.map(({ data }) => data.list), ...usualLists])];
  if (known.includes(plain)) return plain;
  return namesMeant(plain, known, (one) => one)[0] ?? plain;
}

const entriesOf = ({ store, userId }: ToolContext) => store.items(userId, 'list-entry');

const add = defineTool({
  name: 'list_add',
  description: 'Adds entries to one of the user’s lists. A list that does not exist is made.',
  schema: z.object({ list: listName, items: entries.optional() }),
  sideEffect: 'write',
  async run({ list, items }, context) {
    const all = await entriesOf(context);
    const name = listMeant(list, all);
    if (items === undefined) return ask('items', `What shall I put on ${named(name)}?`, { list: name });
    const there = new Set(all.filter(({ data }) => data.list === name).map(({ data }) => data.text.toLowerCase()));
    const fresh = items.filter((text) => !there.has(text.toLowerCase()));
    const changes = fresh.map((text, index): UserChange => {
      const id = `${context.key}:${String(index).padStart(2, '0')}`;
      return { type: 'put', kind: 'list-entry', id, data: { list: name, text } };
    });
    await context.store.change(context.userId, context.key, changes, context.wallMs);
    const speech =
      fresh.length === 0
        ? `You have ${listed(items)} on ${named(name)} already.`
        : `Okay, I've put ${listed(fresh)} on ${named(name)}.`;
    return done(speech, { list: name, added: fresh });
  },
  amend: (said, callArguments, slot) =>
    slot === 'items' ? { ...callArguments, items: entriesIn(said.replace(/^(?:add|put|write) /, '')) } : undefined,
});

const remove = defineTool({
  name: 'list_remove',
  description: 'Takes entries off one of the user’s lists.',
  schema: z.object({ list: listName.optional().describe('Absent: whichever list they are on'), items: entries }),
  sideEffect: 'write',
  async run({ list, items }, context) {
    const all = await entriesOf(context);
    const name = list === undefined ? undefined : listMeant(list, all);
    const own = all.filter(({ data }) => name === undefined || data.list === name);
    const found = items.map((text) => namesMeant(text.replace(/^the /, ''), own, ({ data }) => data.text)[0]);
    const gone = [...new Set(found.filter((entry) => entry !== undefined))];
    const unknown = items.filter((_, index) => found[index] === undefined);
    const changes = gone.map(({ id }): UserChange => ({ type: 'remove', kind: 'list-entry', id }));
    await context.store.change(context.userId, context.key, changes, context.wallMs);
    const removed = gone.map(({ data }) => data.text);
    const said = [
      ...(removed.length > 0 ? [`I've taken ${listed(removed)} off ${named(name ?? gone[0]?.data.list)}.`] : []),
      ...(unknown.length > 0 ? [`I find no ${listed(unknown)} on ${named(name)}.`] : []),
    ];
    return done(said.join(' '), { list: name ?? gone[0]?.data.list, removed, unknown });
  },
});

const read = defineTool({
  name: 'list_read',
  description: 'Reads one of the user’s lists, or says which there are, or whether something is on one.',
  schema: z.object({
    list: listName.optional(),
    item: z.string().trim().min(1).max(200).optional().describe('Is this on it?'),
  }),
  sideEffect: 'read',
  async run({ list, item }, context) {
    const all = await entriesOf(context);
    if (item !== undefined) return isOn(item, list === undefined ? undefined : listMeant(list, all), all);
    if (list === undefined && all.length === 0) return done('There is nothing on your lists.', { lists: [] });
    const lists = [...new Set(all.map(({ data }) => data.list))];
    if (list === undefined && lists.length > 1)
      return ask('list', `You have ${counted(lists.length, 'list')}: ${listed(lists)}. Which one?`);
    const name = list === undefined ? (lists[0] ?? 'shopping') : listMeant(list, all);
    const items = all.filter(({ data }) => data.list === name).map(({ data }) => data.text);
    const speech =
      items.length === 0
        ? `There is nothing on ${named(name)}.`
        : `There ${isAre(items)} ${counted(items.length, 'thing')} on ${named(name)}: ${listed(items)}.`;
    return done(speech, { list: name, items });
  },
  amend: (said, callArguments, slot) =>
    slot === 'list' ? { ...callArguments, list: plainListName(answeredName(said)) } : undefined,
});

function isOn(item: string, list: string | undefined, all: readonly Entry[]): ToolResult {
  const own = all.filter(({ data }) => list === undefined || data.list === list);
  const [found] = namesMeant(item, own, ({ data }) => data.text);
  const speech = found
    ? `Yes, ${found.data.text} is on ${named(found.data.list)}.`
    : `No, I find no ${item} on ${named(list)}.`;
  return done(speech, { list: found?.data.list ?? list, item: found?.data.text ?? null });
}

const clear = defineTool({
  name: 'list_clear',
  description: 'Takes everything off one of the user’s lists.',
  schema: z.object({ list: listName }),
  sideEffect: 'confirm-first',
  async prepare({ list }, context) {
    const all = await entriesOf(context);
    const name = listMeant(list, all);
    const count = all.filter(({ data }) => data.list === name).length;
    if (count === 0) return done(`There is nothing on ${named(name)}.`, { list: name, removed: [] });
    const speech = `Shall I take ${count === 1 ? 'the one thing' : `all ${counted(count, 'thing')}`} off ${named(name)}?`;
    return { type: 'confirm', arguments: { list: name }, speech };
  },
  async run({ list }, context) {
    const own = (await entriesOf(context)).filter(({ data }) => data.list === list);
    const changes = own.map(({ id }): UserChange => ({ type: 'remove', kind: 'list-entry', id }));
    await context.store.change(context.userId, context.key, changes, context.wallMs);
    return done(`${capitalized(named(list))} is empty now.`, { list, removed: own.map(({ data }) => data.text) });
  },
});

export const listTools: readonly Tool[] = [add, remove, read, clear];
