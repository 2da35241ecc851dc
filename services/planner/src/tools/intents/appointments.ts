import { doctorIn, slotsIn } from '../built-in/appointments.ts';
import { daysIn } from '../built-in/when.ts';
import { type IntentReader, intent } from './intent.ts';

const saysAppointment = /\b(?:appointments?|check ?up|consultation)\b/;
const books =
  /^(?:book|make|schedule|set up|set|arrange|get|get me|give me|need|want|reserve|find me|new|i need|i want|i would like|can i (?:get|have|see|make|book)|could i (?:get|have|see)|may i have|see|is there)\b/;
const cancels = /^(?:cancel|call off|delete|remove|drop|i can not (?:make|come to|keep)|i have to cancel)\b/;
/** "Remove my appointment to Friday" moves it. */
const movesTo = /^(?:remove|prove|improve|groove) .*\bto (?!(?:the )?doctor\b)/;
const moves = /^(?:move|reschedule|change|shift|postpone|push|put off|bring forward)\b/;
const lists =
  /^(?:when|what|which|who|do i|have i|list|show|read|tell me|is my|are my|are there|check|at what time|how many)\b/;
const asksWhen = /^(?:when|(?:at )?what time) (?:do|will|am) i (?:see|seeing|meet|meeting|visit)\b/;
/** Whatever the verb was, "my appointment … to Friday" moves it. */
const movedTo = /\bmy appointment\b.* to (?!(?:the )?doctor\b)/;
const tells = /\b(?:had|have|has|was|were|is|are|will|would|went|said|say|told|because|not|never)\b/;
/** Words of somebody who means the practice, though "appointment" was not understood. */
const seesDoctor =
  /^(?:book|schedule|(?:i (?:need|want|would like) to|(?:can|could|may) i) (?:see|visit)|see|cancel|move|reschedule|get me in|make me)\b/;
/** Somebody who asks for a free hour is asked which one to book. */
const asksFree =
  /^(?:is|are|does|do|has|have|when|what|which|can)\b.*\b(?:free|available|openings?|slots?|(?:have|has) time)\b/;
const asksNext = /\bnext (?:\w+ )?appointment\b/;
/** "An hour later", "back by two days". */
const shifted =
  /\b(?:by |back |forward )?(?:by )?(an?|\d+) (minute|hour|day|week)s?(?: (later|earlier|sooner|back|forward))?\b/;
const minutesIn = { minute: 1, hour: 60, day: 1_440, week: 10_080 } as const;
const sooner = /\b(?:earlier|sooner|forward|bring)\b/;

/** By how many minutes something is to be later; negative: sooner. */
function shiftIn(text: string): number | undefined {
  const [found, count, unit, way] = shifted.exec(text) ?? [];
  const said = found !== undefined && (way !== undefined || /^(?:by|back|forward)\b/.test(found));
  if (!said || unit === undefined) return undefined;
  const minutes = (/^an?$/.test(count ?? '') ? 1 : Number(count)) * minutesIn[unit as keyof typeof minutesIn];
  return sooner.test(text) ? -minutes : minutes;
}

/** Appointments at the demo practice. */
export const readAppointmentIntent: IntentReader = ({ text, utterance }, context) => {
  const doctor = doctorIn(text);
  const says = saysAppointment.test(text);
  const free = asksFree.test(text);
  if (!says && !(doctor !== undefined && (seesDoctor.test(text) || asksWhen.test(text) || free))) return undefined;
  if (/\b(?:calendar|hair|barber|meeting)\b/.test(text)) return undefined;
  const slots = slotsIn(text, context);
  const certainty = says ? 0.93 : 0.82;
  if (movesTo.test(text) && (slots.day !== undefined || slots.time !== undefined))
    return intent('appointment_move', certainty, slots);
  if (cancels.test(text)) {
    const { time: _, ...which } = slots;
    return intent('appointment_cancel', certainty, which);
  }
  const laterMinutes = shiftIn(text);
  if (moves.test(text) || (says && laterMinutes !== undefined)) {
    if (laterMinutes === undefined) return intent('appointment_move', certainty, slots);
    return intent('appointment_move', certainty, { ...(doctor !== undefined && { doctor }), laterMinutes });
  }
  if (free) return intent('appointment_book', 0.9, slots);
  if ((lists.test(text) && says) || asksWhen.test(text)) {
    const { time: _, ...which } = slots;
    const days = daysIn(text, context);
    if (days) return intent('appointment_list', 0.9, { ...(doctor !== undefined && { doctor }), ...days });
    return intent('appointment_list', 0.9, { ...which, ...(asksNext.test(text) && { next: true }) });
  }
  if (movedTo.test(utterance.plain) && slots.day !== undefined) return intent('appointment_move', 0.8, slots);
  if (books.test(text) || (/^(?:an )?appointment (?:with|for|on|at)\b/.test(text) && !tells.test(text)))
    return intent('appointment_book', certainty, slots);
  // The verb was lost. Whoever said something else hears "Shall I book …?".
  const complete = says && slots.doctor !== undefined && slots.time !== undefined;
  return complete && !tells.test(utterance.plain) ? intent('appointment_book', 0.7, slots) : undefined;
};
