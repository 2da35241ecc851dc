import { readAppointmentIntent } from './intents/appointments.ts';
import type { IntentReader, SpokenCommand, ToolIntent } from './intents/intent.ts';
import { readListIntent } from './intents/lists.ts';
import { readNoteIntent } from './intents/notes.ts';
import { readOrderIntent } from './intents/orders.ts';
import { otherReadings } from './intents/other-readings.ts';
import type { AmendContext } from './tool.ts';

export type { SpokenCommand, ToolIntent } from './intents/intent.ts';
export { readCommand } from './intents/spoken-command.ts';

/** Of two that are equally sure, the earlier one is meant. */
const readers: readonly IntentReader[] = [readListIntent, readAppointmentIntent, readOrderIntent, readNoteIntent];

/** A text longer than this (about half a minute of speech) is a story, no command. */
const longestCommand = 400;

/** Longer sentences that begin with no command are no misheard commands. */
const mostRepairedWords = 14;
/** Who does something at once has to be sure of the verb; what is asked about first may be understood more loosely. */
const surelyAlike = 0.65;
const asksFirst: ReadonlySet<string> = new Set([
  'list_clear',
  'note_clear',
  'order_cancel',
  'appointment_book',
  'appointment_cancel',
  'appointment_move',
]);

/** Goes up when a sentence is read in another way. */
export const toolRouterVersion = 'tool-router@3';

/**
 * Which tool is asked for, by words: no model. Tolerant of what recognizers make of the words of commands; names and numbers
 * are handed on as they were heard, for the tool to find what was meant. Pure.
 */
export function routeToTool(
  command: SpokenCommand,
  context: AmendContext,
  allowed: (tool: string) => boolean,
): ToolIntent | undefined {
  if (command.text === '' || command.text.length > longestCommand) return undefined;
  const read = readIntent(command, context, allowed);
  if (read || command.text.split(' ').length > mostRepairedWords) return read;
  for (const { text, likeness } of otherReadings(command.text)) {
    const found = readIntent({ ...command, text }, context, allowed);
    const alikeFrom = found && asksFirst.has(found.tool) ? 0 : surelyAlike;
    if (found && likeness >= alikeFrom) return { ...found, confidence: found.confidence * (0.8 + 0.2 * likeness) };
  }
  return undefined;
}

function readIntent(
  command: SpokenCommand,
  context: AmendContext,
  allowed: (tool: string) => boolean,
): ToolIntent | undefined {
  let best: ToolIntent | undefined;
  for (const read of readers) {
    const found = read(command, context);
    if (found && allowed(found.tool) && found.confidence > (best?.confidence ?? 0)) best = found;
  }
  return best;
}
