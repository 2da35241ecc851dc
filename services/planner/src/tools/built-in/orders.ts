import type { UserItem, UserItems } from '@cascade/store';
import { z } from 'zod';
import { capitalized, counted } from '../../fast-path/number-words.ts';
import { listed } from '../../fast-path/timer-words.ts';
import { withDigits } from '../intents/digit-words.ts';
import { editDistance, namesMeant, soundKey } from '../similar.ts';
import { ask, defineTool, done, type Tool, type ToolArguments, type ToolContext, type ToolResult } from '../tool.ts';
import { dayInWords } from './when.ts';

const aspects = ['status', 'content', 'amount', 'address'] as const;
const which = {
  order: z.string().trim().min(1).max(40).optional().describe('Order number, four digits'),
  customer: z.string().trim().min(1).max(80).optional().describe('Whose order it is'),
  item: z.string().trim().min(1).max(80).optional().describe('What was ordered'),
};

type Order = UserItems['order'];

const ordersOf = ({ store, userId }: ToolContext): Promise<readonly UserItem<'order'>[]> =>
  store.items(userId, 'order');

/** One digit after the other, as numbers are said on the telephone. */
const spelled = (number: string) => [...number].join(' ');
const digitsOf = (text: string) => text.replace(/\D/g, '');
const isOpen = ({ status }: Order) => status === 'processing' || status === 'shipped';

/** The order that is meant, or the question that has to be asked. A number that is nearly right is asked about, never taken. */
async function orderMeant(
  wanted: {
    readonly order?: string | undefined;
    readonly customer?: string | undefined;
    readonly item?: string | undefined;
  },
  context: ToolContext,
): Promise<Order | ToolResult> {
  const orders = (await ordersOf(context)).map(({ data }) => data);
  const number = digitsOf(wanted.order ?? '');
  if (number !== '') {
    const exact = orders.find((order) => order.number === number);
    if (exact) return exact;
    const [nearest] = orders
      .map((order) => ({ order, distance: editDistance(number, order.number) }))
      .filter(({ distance }) => distance === 1)
      .map(({ order }) => order);
    const said = `I find no order ${spelled(number)}.`;
    if (!nearest) return ask('order', `${said} Which number is it?`);
    return ask('order', `${said} Do you mean ${spelled(nearest.number)}?`, { ...wanted, suggested: nearest.number });
  }
  if (wanted.customer !== undefined) {
    const found = ordersFor(wanted.customer, orders, context.heard !== undefined);
    const byLastName =
      found.length > 0 ? found : namesMeant(wanted.customer, orders, ({ customer }) => customer.replace(/^\S+ /, ''));
    if (byLastName.length === 1) return byLastName[0] as Order;
    if (byLastName.length === 0) return done(`I find no order for ${wanted.customer}.`, { order: null });
    const names = byLastName.map(({ customer, number: id }) => `${customer}, ${spelled(id)}`);
    return ask('order', `There is ${names.slice(0, 3).join('; and ')}. Which number is it?`);
  }
  if (wanted.item !== undefined) {
    const [found, ...others] = ordersOfItem(wanted.item, orders);
    if (found && others.length === 0) return found;
    const said = found ? 'There are several.' : `I find no order for ${wanted.item}.`;
    return ask('order', `${said} What is the order number?`);
  }
  const [open, ...others] = orders.filter(isOpen);
  return open && others.length === 0 ? open : ask('order', 'What is the order number?');
}

/** "Grinder" is the coffee grinder. */
function ordersOfItem(heard: string, orders: readonly Order[]): readonly Order[] {
  const keysOf = (text: string) => text.split(' ').map(soundKey);
  const found = orders.filter(({ item }) => keysOf(heard).every((key) => keysOf(item).includes(key)));
  return found.length > 0 ? found : namesMeant(heard, orders, ({ item }) => item.replace(/^an? /, ''));
}

/** Of names that sound the same, how one is spelled says nothing when it was heard. */
function ordersFor(customer: string, orders: readonly Order[], heard: boolean): readonly Order[] {
  const found = namesMeant(customer, orders, (order) => order.customer);
  const [first] = found;
  if (!heard || found.length !== 1 || !first) return found;
  const key = soundKey(first.customer);
  return [first, ...orders.filter((order) => order !== first && soundKey(order.customer) === key)];
}

const money = (cents: number) => {
  const [dollars, rest] = [Math.floor(cents / 100), cents % 100];
  return rest === 0 ? counted(dollars, 'dollar') : `${counted(dollars, 'dollar')} and ${counted(rest, 'cent')}`;
};

function statusOf({ number, item, status, dueOn }: Order, context: ToolContext): string {
  const order = `Order ${spelled(number)}, ${item},`;
  switch (status) {
    case 'processing':
      return `${order} is being packed and arrives ${dayInWords(dueOn, context)}.`;
    case 'shipped':
      return `${order} is on its way and arrives ${dayInWords(dueOn, context)}.`;
    case 'delivered':
      return `${order} was delivered ${dayInWords(dueOn, context)}.`;
    case 'cancelled':
      return `${order} was cancelled.`;
  }
}

function speechAbout(order: Order, aspect: (typeof aspects)[number], context: ToolContext): string {
  const number = spelled(order.number);
  if (aspect === 'content') return `Order ${number} is ${order.item}, for ${order.customer}.`;
  if (aspect === 'amount') return `Order ${number} is ${money(order.amountCents)}.`;
  if (aspect === 'address') return `Order ${number} goes to ${order.customer} at ${order.address}.`;
  return statusOf(order, context);
}

const yes = /^(?:yes|yeah|yep|yup|sure|correct|right|exactly|that is (?:it|right|the 1))\b/;

function amendOrder(said: string, callArguments: ToolArguments, slot: string | undefined): ToolArguments | undefined {
  if (slot !== 'order') return undefined;
  const { suggested, ...rest } = callArguments;
  const number = digitsOf(withDigits(said));
  if (number !== '') return { ...rest, order: number };
  return typeof suggested === 'string' && yes.test(said) ? { ...rest, order: suggested } : undefined;
}

const status = defineTool({
  name: 'order_status',
  description: 'Where an order of the shop is and when it arrives; what it is, what it costs, where it goes.',
  schema: z.object({ ...which, about: z.enum(aspects).default('status').describe('What is asked of it') }),
  sideEffect: 'read',
  amend: amendOrder,
  async run({ about, ...wanted }, context) {
    const order = await orderMeant(wanted, context);
    if ('type' in order) return order.type === 'ask' ? { ...order, arguments: { about, ...order.arguments } } : order;
    return done(speechAbout(order, about, context), order);
  },
});

const list = defineTool({
  name: 'order_list',
  description: 'Which orders of the shop are open.',
  schema: z.object({}),
  sideEffect: 'read',
  async run(_, context) {
    const open = (await ordersOf(context)).map(({ data }) => data).filter(isOpen);
    if (open.length === 0) return done('There are no open orders.', { orders: [] });
    const named = open.map(({ number, item }) => `${spelled(number)}, ${item}`);
    const verb = open.length === 1 ? 'is' : 'are';
    return done(`There ${verb} ${counted(open.length, 'open order')}: ${listed(named)}.`, { orders: open });
  },
});

const cancel = defineTool({
  name: 'order_cancel',
  description: 'Cancels an order of the shop that has not been shipped.',
  schema: z.object(which),
  sideEffect: 'confirm-first',
  amend: amendOrder,
  async prepare(wanted, context) {
    const order = await orderMeant(wanted, context);
    if ('type' in order) return order;
    if (order.status !== 'processing') {
      const why = order.status === 'cancelled' ? '' : " It can't be cancelled any more.";
      return done(`${statusOf(order, context)}${why}`, order);
    }
    const speech = `Shall I cancel order ${spelled(order.number)}, ${order.item} for ${order.customer}?`;
    return { type: 'confirm', arguments: { order: order.number }, speech };
  },
  async run({ order: number }, context) {
    const order = (await ordersOf(context)).find(({ data }) => data.number === number)?.data;
    if (!order) return done(`I find no order ${spelled(number ?? '')}.`, { order: null });
    const cancelled = { ...order, status: 'cancelled' } as const;
    const { store, userId, key, wallMs } = context;
    await store.change(userId, key, [{ type: 'put', kind: 'order', id: order.number, data: cancelled }], wallMs);
    return done(`${capitalized(`order ${spelled(order.number)}`)} is cancelled.`, cancelled);
  },
});

export const orderTools: readonly Tool[] = [status, list, cancel];
