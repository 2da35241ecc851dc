import type { Entry, ReplyEntry } from './conversation.ts';
import type { Message, ReplyMessage } from './messages.ts';
import { type SplitReply, splitAtHeard, splitAtPlayhead } from './reply-text.ts';

export interface Playhead {
  readonly itemId: string;
  readonly heardMs: number;
}

const finished = new WeakMap<ReplyEntry, ReplyMessage>();

/** Entries as messages to show: replies split at what has been heard of them. Finished ones stay the same objects. */
export function shownMessages(entries: readonly Entry[], playhead: Playhead | undefined): readonly Message[] {
  // A user's message without a word yet is a matter of the talk button, not of the conversation.
  const said = entries.filter((entry) => entry.role === 'assistant' || entry.failed || textOf(entry) !== '');
  return said.map((entry) => (entry.role === 'user' ? entry : shownReply(entry, playhead)));
}

const textOf = (entry: { stableText: string; unstableText: string }) => entry.stableText + entry.unstableText;

function shownReply(reply: ReplyEntry, playhead: Playhead | undefined): ReplyMessage {
  const known = finished.get(reply);
  if (known) return known;
  const { role, itemId, responseId, status, isSpoken } = reply;
  const message = { role, itemId, responseId, status, isSpoken, ...split(reply, playhead) } as const;
  if (status !== 'in-progress') finished.set(reply, message);
  return message;
}

function split(reply: ReplyEntry, playhead: Playhead | undefined): SplitReply {
  const { text, status, isSpoken, words, heardText } = reply;
  const all = { heardText: text, soundingText: '', unheardText: '' };
  if (!isSpoken) return all;
  if (status === 'in-progress') {
    return splitAtPlayhead(text, words, playhead?.itemId === reply.itemId ? playhead.heardMs : 0);
  }
  // A reply that was not cut off has been heard; of a failed one, the item tells.
  return status === 'completed' ? all : splitAtHeard(text, heardText ?? '');
}
