import type { UserChange, UserItems, UserStore } from '@cascade/store';
import { DateTime } from 'luxon';

/**
 * A shop and a practice that exist nowhere, so that demos have names, numbers, dates, addresses and amounts to get wrong. Every
 * user has one of their own, from their first session on.
 */

export interface Doctor {
  readonly name: string;
  readonly field: string;
  /** Other words for the field. */
  readonly called: readonly string[];
}

export const doctors: readonly Doctor[] = [
  { name: 'Meyer', field: 'the dentist', called: ['dentist', 'dental', 'teeth'] },
  { name: 'Myers', field: 'the eye doctor', called: ['eye doctor', 'eye', 'eyes', 'optician', 'ophthalmologist'] },
  { name: 'Schmidt', field: 'the family doctor', called: ['family doctor', 'general practitioner', 'gp', 'physician'] },
  { name: 'Smith', field: 'the skin doctor', called: ['skin doctor', 'skin', 'dermatologist'] },
  { name: 'Patel', field: 'the heart specialist', called: ['heart specialist', 'heart doctor', 'cardiologist'] },
  { name: 'Okafor', field: 'the physiotherapist', called: ['physiotherapist', 'physio', 'physical therapist'] },
];

/** Days are counted from the user's first session. */
type SeededOrder = Omit<UserItems['order'], 'orderedOn' | 'dueOn'> & {
  readonly orderedDay: number;
  readonly dueDay: number;
};

export const seededOrders: readonly SeededOrder[] = [
  {
    number: '4172',
    customer: 'Anna Meyer',
    item: 'a desk lamp',
    amountCents: 4_995,
    address: '12 Elm Street',
    status: 'shipped',
    orderedDay: -4,
    dueDay: 2,
  },
  {
    number: '4127',
    customer: 'Hannah Mayer',
    item: 'a coffee grinder',
    amountCents: 8_900,
    address: '21 Elm Street',
    status: 'processing',
    orderedDay: -1,
    dueDay: 6,
  },
  {
    number: '4712',
    customer: 'Anne Maier',
    item: 'two pillows',
    amountCents: 5_450,
    address: '12 Elmwood Street',
    status: 'delivered',
    orderedDay: -12,
    dueDay: -3,
  },
  {
    number: '5530',
    customer: 'John Smith',
    item: 'a bookshelf',
    amountCents: 12_900,
    address: '50 Park Lane',
    status: 'shipped',
    orderedDay: -6,
    dueDay: 1,
  },
  {
    number: '5513',
    customer: 'Jon Smyth',
    item: 'a standing desk',
    amountCents: 38_000,
    address: '15 Park Lane',
    status: 'processing',
    orderedDay: -2,
    dueDay: 9,
  },
  {
    number: '6180',
    customer: 'Marie Schmidt',
    item: 'a rain jacket',
    amountCents: 7_450,
    address: '80 Harbor Road',
    status: 'shipped',
    orderedDay: -3,
    dueDay: 3,
  },
  {
    number: '6118',
    customer: 'Maria Schmitt',
    item: 'hiking boots',
    amountCents: 13_995,
    address: '18 Harbor Road',
    status: 'cancelled',
    orderedDay: -9,
    dueDay: 0,
  },
  {
    number: '7309',
    customer: 'Catherine Clark',
    item: 'a garden hose',
    amountCents: 2_999,
    address: '9 Lake View',
    status: 'delivered',
    orderedDay: -20,
    dueDay: -14,
  },
  {
    number: '7390',
    customer: 'Kathryn Clarke',
    item: 'a toaster',
    amountCents: 3_450,
    address: '90 Lake View',
    status: 'processing',
    orderedDay: 0,
    dueDay: 4,
  },
];

const seededAppointments = [
  { doctor: 'Patel', days: 14, time: '09:30' },
  { doctor: 'Okafor', days: 20, time: '15:00' },
] as const;

const seedKey = 'demo-business@1';

/** Gives the user a business, unless there is one. */
export async function openDemoBusiness(store: UserStore, userId: string, wallMs: number, zone: string): Promise<void> {
  if ((await store.items(userId, 'order')).length > 0) return;
  const today = DateTime.fromMillis(wallMs, { zone }).startOf('day');
  const day = (days: number) => {
    const date = today.plus({ days });
    // Nobody works at the weekend, and nothing is delivered then.
    return (date.weekday > 5 ? date.plus({ days: 8 - date.weekday }) : date).toISODate() as string;
  };
  const orders = seededOrders.map(({ orderedDay, dueDay, ...order }): UserChange => {
    const data = { ...order, orderedOn: day(orderedDay), dueOn: day(dueDay) };
    return { type: 'put', kind: 'order', id: order.number, data };
  });
  const appointments = seededAppointments.map(({ doctor, days, time }): UserChange => {
    return { type: 'put', kind: 'appointment', id: `${seedKey}:${doctor}`, data: { doctor, day: day(days), time } };
  });
  await store.change(userId, seedKey, [...orders, ...appointments], wallMs);
}
