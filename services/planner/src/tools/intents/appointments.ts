import { doctorIn, slotsIn } from '../built-in/appointments.ts';
import { type IntentReader, intent } from './intent.ts';

const saysAppointment = /\b(?:appointments?|check ?up|consultation)\b/;
const books =
  /^(?:book|make|schedule|set up|set|arrange|get|get me|give me|need|want|reserve|find me|new|i need|i want|i would like|can i (?:get|have|see|make|book)|could i (?:get|have|see)|may i have|see|is there)\b/;
const cancels = /^(?:cancel|call off|delete|remove|drop|i can not (?:make|come to|keep)|i have to cancel)\b/;
/** "Remove my appointment to Friday" moves it. */
const movesTo = /^(?:remove|prove|improve|groove) .*\bto (?!(?:the )?doctor\b)/;
const moves = /^(?:move|reschedule|change|shift|postpone|push|put off|bring forward)\b/;
const lists =
  /^(?:when|what|which|do i|have i|list|show|read|tell me|is my|are my|are there|check|at what time|how many)\b/;
/** Whatever the verb was, "my appointment … to Friday" moves it. */
const movedTo = /\bmy appointment\b.* to (?!(?:the )?doctor\b)/;
const tells = /\b(?:had|have|has|was|were|is|are|will|would|went|said|say|told|because|not|never)\b/;
/** Words of somebody who means the practice, though "appointment" was not understood. */
const seesDoctor =
  /^(?:book|schedule|i (?:need|want|would like) to see|see|cancel|move|reschedule|get me in|make me)\b/;

/** Appointments at the demo practice. */
export const readAppointmentIntent: IntentReader = ({ text, utterance }, context) => {
  const doctor = doctorIn(text);
  const says = saysAppointment.test(text);
  if (!says && !(doctor !== undefined && seesDoctor.test(text))) return undefined;
  if (/\b(?:calendar|hair|barber|meeting)\b/.test(text)) return undefined;
  const slots = slotsIn(text, context);
  const certainty = says ? 0.93 : 0.82;
  if (movesTo.test(text) && (slots.day !== undefined || slots.time !== undefined))
    return intent('appointment_move', certainty, slots);
  if (cancels.test(text)) {
    const { time: _, ...which } = slots;
    return intent('appointment_cancel', certainty, which);
  }
  if (moves.test(text)) return intent('appointment_move', certainty, slots);
  if (lists.test(text) && says) {
    const { time: _, ...which } = slots;
    return intent('appointment_list', 0.9, which);
  }
  if (movedTo.test(utterance.plain) && slots.day !== undefined) return intent('appointment_move', 0.8, slots);
  if (books.test(text) || (/^(?:an )?appointment (?:with|for|on|at)\b/.test(text) && !tells.test(text)))
    return intent('appointment_book', certainty, slots);
  // The verb was lost. Whoever said something else hears "Shall I book …?".
  const complete = says && slots.doctor !== undefined && slots.time !== undefined;
  return complete && !tells.test(utterance.plain) ? intent('appointment_book', 0.7, slots) : undefined;
};
