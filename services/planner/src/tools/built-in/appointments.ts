import type { UserItem, UserItems } from '@cascade/store';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { counted } from '../../fast-path/number-words.ts';
import { listed } from '../../fast-path/timer-words.ts';
import { nameNearest, namesMeant } from '../similar.ts';
import {
  type AmendContext,
  ask,
  defineTool,
  done,
  type Tool,
  type ToolArguments,
  type ToolContext,
  type ToolResult,
} from '../tool.ts';
import { type Doctor, doctors } from './demo-business.ts';
import { clockInWords, dayInWords, findWhen, readDay, readTime } from './when.ts';

const fields = {
  doctor: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .optional()
    .describe(`Name or field: ${doctors.map(({ name }) => name).join(', ')}`),
  day: z.string().trim().min(1).max(60).optional().describe('Day, YYYY-MM-DD or as it was said'),
  time: z.string().trim().min(1).max(60).optional().describe('Time, HH:MM or as it was said'),
};

type Appointment = UserItems['appointment'];
const appointmentsOf = ({ store, userId }: ToolContext) => store.items(userId, 'appointment');

/** Consulting hours, Monday to Friday. */
const [opensAt, closesAt] = ['09:00', '17:00'];

const titled = ({ name, field }: Doctor) => `Doctor ${name}, ${field}`;
const spoken = ({ doctor, day, time }: Appointment, context: AmendContext) =>
  `Doctor ${doctor} ${dayInWords(day, context)} ${clockInWords(time)}`;

const nameIn = (heard: string): string =>
  heard
    .toLowerCase()
    .replace(/\b(?:doctor|docter|dr|the|my|a|an)\b/g, ' ')
    .replace(/[^a-z ]/g, ' ')
    .trim()
    .replace(/\s+/g, ' ');

/** By name as it sounds, or by field. */
export function doctorsMeant(heard: string): readonly Doctor[] {
  const words = nameIn(heard);
  const byField = doctors.filter(({ called }) =>
    called.some((field) => words === field || `${words} doctor` === field),
  );
  if (byField.length > 0) return byField;
  const whole = namesMeant(words, doctors, ({ name }) => name);
  // A second word may be a part of the name, or no name at all.
  return whole.length > 0 ? whole : namesMeant(words.split(' ')[0] ?? '', doctors, ({ name }) => name);
}

function doctorMeant(heard: string | undefined): Doctor | ToolResult {
  if (heard === undefined) return ask('doctor', 'With which doctor?');
  const found = doctorsMeant(heard);
  if (found.length === 1) return found[0] as Doctor;
  const nearest = found.length === 0 ? nameNearest(nameIn(heard), doctors, ({ name }) => name) : undefined;
  if (nearest) return nearest;
  const choices = (found.length === 0 ? doctors : found).slice(0, 3).map(titled);
  const question = `${choices.slice(0, -1).join('; ')}; or ${choices.at(-1)}?`;
  return ask(
    'doctor',
    found.length === 0 ? `I know no doctor of that name. There is ${question}` : `Do you mean ${question}`,
  );
}

/** Why nobody can be seen then; undefined when somebody can. */
function whyNot(day: string, time: string, { wallMs, zone }: AmendContext): ToolResult | undefined {
  const at = DateTime.fromISO(`${day}T${time}`, { zone });
  if (at.toMillis() <= wallMs) return ask('day', 'That time has passed already. Which day shall it be?');
  if (at.weekday > 5) return ask('day', 'The practice is closed at the weekend. Which other day?');
  if (time < opensAt || time >= closesAt) return ask('time', 'Appointments are from nine to five. At what time?');
  return undefined;
}

/** Of what was said in answer to a question: the doctor, the day, the time. */
export function slotsIn(
  said: string,
  context: AmendContext,
): { readonly doctor?: string; readonly day?: string; readonly time?: string } {
  const { rest, ...when } = findWhen(said, context);
  const doctor = doctorIn(rest);
  return { ...(doctor !== undefined && { doctor }), ...when };
}

const fieldNames = doctors.flatMap(({ called }) => called).sort((a, b) => b.length - a.length);
const noName =
  '(?!(?:appointment|visit|on|at|in|to|with|is|was|next|this|tomorrow|today|please|instead|and|free|available|have|has|back|forward|by|s)\\b)';
const named = new RegExp(
  `\\b(?:doctor|dr) ${noName}(?!for\\b)(\\w+(?: (?:for$|${noName}(?!for\\b)\\w+))?)|\\b(${fieldNames.join('|')})\\b`,
);

/** The words for a doctor in a sentence: a name after "doctor", or a field. */
export function doctorIn(text: string): string | undefined {
  const found = named.exec(text);
  return found?.[1] ?? found?.[2];
}

function amend(
  said: string,
  callArguments: ToolArguments,
  slot: string | undefined,
  context: AmendContext,
): ToolArguments | undefined {
  const changed: { doctor?: string; day?: string; time?: string } = { ...slotsIn(said, context) };
  const words = said.split(' ');
  if (slot === 'doctor' && changed.doctor === undefined && words.length <= 4) {
    if (doctorsMeant(said.replace(/^(?:with|it is|i mean) /, '')).length > 0)
      changed.doctor = said.replace(/^(?:with|it is|i mean) /, '');
  }
  if (slot === 'time' && changed.time === undefined) {
    const time = /^\d/.test(said) ? readTime(said, context) : undefined;
    if (time !== undefined) changed.time = time;
  }
  const bare = /^(?:no )?(?:with )?(\w+)(?: instead)?$/.exec(said)?.[1];
  if (Object.keys(changed).length === 0 && slot === undefined && bare !== undefined) {
    const [doctor, ...others] = doctorsMeant(bare);
    if (doctor && others.length === 0) changed.doctor = doctor.name;
  }
  return Object.keys(changed).length === 0 ? undefined : { ...callArguments, ...changed };
}

const withAsked = (result: ToolResult, callArguments: ToolArguments): ToolResult =>
  result.type === 'ask' ? { ...result, arguments: callArguments } : result;

/** Day and time as they are kept, or the question for what is missing. */
function whenMeant(
  { day: saidDay, time: saidTime }: { readonly day?: string | undefined; readonly time?: string | undefined },
  context: AmendContext,
): { readonly day: string; readonly time: string } | ToolResult {
  const time = saidTime === undefined ? undefined : readTime(saidTime, context);
  const day = saidDay === undefined ? undefined : readDay(saidDay, context, time);
  if (day === undefined) return ask('day', time === undefined ? 'For which day and time?' : 'For which day?');
  if (time === undefined) return ask('time', 'At what time?');
  return whyNot(day, time, context) ?? { day, time };
}

const book = defineTool({
  name: 'appointment_book',
  description: 'Books an appointment with a doctor of the practice.',
  schema: z.object(fields),
  sideEffect: 'confirm-first',
  amend,
  async prepare(wanted, context) {
    const doctor = doctorMeant(wanted.doctor);
    if ('type' in doctor) return withAsked(doctor, wanted);
    const when = whenMeant(wanted, context);
    if ('type' in when) return withAsked(when, { ...wanted, doctor: doctor.name });
    const meant = { doctor: doctor.name, day: when.day, time: when.time };
    const other = (await appointmentsOf(context)).find(({ data }) => data.day === when.day && data.time === when.time);
    if (other) {
      const speech = `You have an appointment with ${spoken(other.data, context)} already. At what other time?`;
      return ask('time', speech, meant);
    }
    const at = `${dayInWords(when.day, context)} ${clockInWords(when.time)}`;
    return { type: 'confirm', arguments: meant, speech: `Shall I book ${titled(doctor)}, ${at}?` };
  },
  async run(wanted, context) {
    const data = appointmentFrom(wanted);
    const { store, userId, key, wallMs } = context;
    await store.change(userId, key, [{ type: 'put', kind: 'appointment', id: key, data }], wallMs);
    return done(`Booked: ${spoken(data, context)}.`, data);
  },
});

/** Arguments that were prepared are complete. */
const appointmentFrom = ({
  doctor,
  day,
  time,
}: {
  doctor?: string | undefined;
  day?: string | undefined;
  time?: string | undefined;
}): Appointment => ({
  doctor: doctor as string,
  day: day as string,
  time: time as string,
});

const list = defineTool({
  name: 'appointment_list',
  description: 'Which appointments the user has at the practice.',
  schema: z.object({
    doctor: fields.doctor,
    day: fields.day,
    from: z.iso.date().optional().describe('First day, YYYY-MM-DD'),
    to: z.iso.date().optional().describe('Last day, YYYY-MM-DD'),
    next: z.boolean().optional().describe('Only the next one'),
  }),
  sideEffect: 'read',
  async run({ from = '', to = '9999', next, ...wanted }, context) {
    const found = await upcoming(wanted, context);
    const all = found.map(({ data }) => data).filter(({ day }) => from <= day && day <= to);
    const [first] = all;
    if (first && next)
      return done(`Your next appointment is with ${spoken(first, context)}.`, { appointments: [first] });
    if (all.length === 0) return done('You have no such appointment.', { appointments: [] });
    const many = all.length === 1 ? 'one appointment' : counted(all.length, 'appointment');
    return done(`You have ${many}: ${listed(all.map((one) => spoken(one, context)))}.`, { appointments: all });
  },
});

/** A name that is no doctor's here is the nearest one of those who are to be seen. */
function doctorNames(heard: string, all: readonly UserItem<'appointment'>[]): readonly string[] {
  const known = doctorsMeant(heard).map(({ name }) => name);
  if (known.length > 0) return known;
  const nearest = nameNearest(nameIn(heard), [...new Set(all.map(({ data }) => data.doctor))], (name) => name);
  return nearest === undefined ? [] : [nearest];
}

/** Those still to come that fit what was said, the next one first. */
async function upcoming(
  wanted: { readonly doctor?: string | undefined; readonly day?: string | undefined },
  context: ToolContext,
): Promise<readonly UserItem<'appointment'>[]> {
  const { wallMs, zone } = context;
  const all = await appointmentsOf(context);
  const names = wanted.doctor === undefined ? undefined : doctorNames(wanted.doctor, all);
  const day = wanted.day === undefined ? undefined : readDay(wanted.day, context);
  return all
    .filter(({ data }) => DateTime.fromISO(`${data.day}T${data.time}`, { zone }).toMillis() > wallMs)
    .filter(({ data }) => (names?.includes(data.doctor) ?? true) && (day === undefined || data.day === day))
    .toSorted((a, b) => `${a.data.day}${a.data.time}`.localeCompare(`${b.data.day}${b.data.time}`));
}

/** The one that is meant; a question when there are several. */
async function oneMeant(
  wanted: { readonly doctor?: string | undefined; readonly day?: string | undefined },
  context: ToolContext,
): Promise<UserItem<'appointment'> | ToolResult> {
  const found = await upcoming(wanted, context);
  if (found.length === 1) return found[0] as UserItem<'appointment'>;
  if (found.length === 0) return done('You have no such appointment.', { appointment: null });
  const choices = found.map(({ data }) => spoken(data, context));
  return ask('doctor', `Which one: ${choices.slice(0, -1).join('; ')}; or ${choices.at(-1)}?`, wanted);
}

const cancel = defineTool({
  name: 'appointment_cancel',
  description: 'Cancels an appointment of the user at the practice.',
  schema: z.object({ doctor: fields.doctor, day: fields.day }),
  sideEffect: 'confirm-first',
  amend,
  async prepare(wanted, context) {
    const found = await oneMeant(wanted, context);
    if ('type' in found) return found;
    const { doctor, day } = found.data;
    return { type: 'confirm', arguments: { doctor, day }, speech: `Shall I cancel ${spoken(found.data, context)}?` };
  },
  async run(wanted, context) {
    const found = await oneMeant(wanted, context);
    if ('type' in found) return found;
    const { store, userId, key, wallMs } = context;
    await store.change(userId, key, [{ type: 'remove', kind: 'appointment', id: found.id }], wallMs);
    return done(`Your appointment with ${spoken(found.data, context)} is cancelled.`, found.data);
  },
});

function later({ day, time }: Appointment, minutes: number): { readonly day: string; readonly time: string } {
  const at = DateTime.fromISO(`${day}T${time}`, { zone: 'utc' }).plus({ minutes });
  return { day: at.toISODate() as string, time: at.toFormat('HH:mm') };
}

const move = defineTool({
  name: 'appointment_move',
  description: 'Moves an appointment of the user to another day or time.',
  schema: z.object({
    doctor: fields.doctor,
    day: fields.day,
    time: fields.time,
    laterMinutes: z.int().optional().describe('Instead of day and time: by how much later; negative: earlier'),
  }),
  sideEffect: 'confirm-first',
  amend,
  async prepare({ laterMinutes, ...asked }, context) {
    const found = await oneMeant({ doctor: asked.doctor }, context);
    if ('type' in found) return withAsked(found, { ...asked, ...(laterMinutes !== undefined && { laterMinutes }) });
    const { data } = found;
    const wanted = laterMinutes === undefined ? asked : { ...asked, ...later(data, laterMinutes) };
    if (wanted.day === undefined && wanted.time === undefined) {
      return ask('day', 'To which day and time?', { doctor: data.doctor });
    }
    const when = whenMeant({ day: wanted.day ?? data.day, time: wanted.time ?? data.time }, context);
    if ('type' in when) return withAsked(when, { ...wanted, doctor: data.doctor });
    const to = { doctor: data.doctor, day: when.day, time: when.time };
    const speech = `Shall I move ${spoken(data, context)}, to ${spoken(to, context)
      .replace(/^Doctor \S+ /, '')
      .replace(/^on /, '')}?`;
    return { type: 'confirm', arguments: to, speech };
  },
  async run(wanted, context) {
    const found = await oneMeant({ doctor: wanted.doctor }, context);
    if ('type' in found) return found;
    const data = appointmentFrom(wanted);
    const { store, userId, key, wallMs } = context;
    await store.change(userId, key, [{ type: 'put', kind: 'appointment', id: found.id, data }], wallMs);
    return done(`Your appointment is now with ${spoken(data, context)}.`, data);
  },
});

export const appointmentTools: readonly Tool[] = [book, list, cancel, move];
