import type { ConversationItem } from '@cascade/contracts';
import type { ChatMessage } from './language-model.ts';
import type { PromptTemplate } from './prompts.ts';

export interface PromptOptions {
  readonly template: PromptTemplate;
  /** Window of the model and the part of it that is kept for the reply. */
  readonly contextTokens: number;
  readonly replyTokens: number;
}

/**
 * An upper estimate for English and the small vocabulary of the embedded model: measured 4.1 characters a token on
 * transcripts; three leave room for names and digits. The message's own frame is four tokens.
 */
export const estimateTokens = (text: string): number => Math.ceil(text.length / 3) + 4;

/** The oldest turns go in steps of so many items, so that the prompt's beginning stays the same for several turns. */
const trimStep = 8;

/** What the model is shown: instructions, examples, and as much of the conversation's end as its window holds. */
export function buildMessages(items: readonly ConversationItem[], options: PromptOptions): ChatMessage[] {
  const { template, contextTokens, replyTokens } = options;
  const roomTokens = contextTokens - replyTokens;
  const head: ChatMessage[] = [
    { role: 'system', content: fitted(template.system, Math.floor(roomTokens * 0.6)) },
    ...template.examples.flatMap(({ user, assistant }): ChatMessage[] => [
      { role: 'user', content: user },
      { role: 'assistant', content: assistant },
    ]),
  ];
  const historyTokens = roomTokens - head.reduce((sum, message) => sum + tokensOf(message), 0);
  const messages = items.flatMap(messageOf);
  let start = 0;
  while (start < messages.length - 1 && tokensFrom(messages, start) > historyTokens) {
    start = Math.min(start + trimStep, messages.length - 1);
  }
  // A tool's result without its call is refused by every server.
  while (start < messages.length - 1 && messages[start]?.role === 'tool') start++;
  const tail = messages.slice(start);
  const [only] = tail;
  if (tail.length === 1 && only && 'content' in only && tokensOf(only) > historyTokens) {
    return [...head, { ...only, content: fitted(only.content, historyTokens) }];
  }
  return [...head, ...tail];
}

/** What comes first in every prompt of a template: worth computing before anybody speaks. */
export const prefixMessages = (options: PromptOptions): ChatMessage[] => buildMessages([], options);

function messageOf(item: ConversationItem): ChatMessage[] {
  switch (item.kind) {
    case 'message':
      return item.text.trim() === '' ? [] : [{ role: item.role, content: item.text.trim() }];
    case 'tool-call':
      return [{ role: 'assistant', toolCalls: [{ callId: item.callId, name: item.name, arguments: item.arguments }] }];
    case 'tool-result':
      return [{ role: 'tool', callId: item.callId, content: item.output }];
  }
}

const tokensOf = (message: ChatMessage): number =>
  'content' in message
    ? estimateTokens(message.content)
    : message.toolCalls.reduce((sum, call) => sum + estimateTokens(`${call.name}${call.arguments}`), 0);

const tokensFrom = (messages: readonly ChatMessage[], start: number): number =>
  messages.slice(start).reduce((sum, message) => sum + tokensOf(message), 0);

/** The beginning of a text that is too long, up to a word. */
function fitted(text: string, maxTokens: number): string {
  const maxChars = Math.max(30, (maxTokens - 4) * 3);
  return text.length <= maxChars ? text : text.slice(0, maxChars).replace(/\s+\S*$/, '');
}

/** What the user said in this turn: the last message, or several when the turn was taken for finished too early. */
export function userTextOf(items: readonly ConversationItem[], fromItemId?: string): string {
  const start = fromItemId === undefined ? -1 : items.findIndex(({ id }) => id === fromItemId);
  const said = (start < 0 ? items.slice(lastUserIndex(items)) : items.slice(start)).flatMap((item) =>
    item.kind === 'message' && item.role === 'user' ? [item.text.trim()] : [],
  );
  return said.join(' ');
}

/** Position of the last user message, or the end when there is none. */
function lastUserIndex(items: readonly ConversationItem[]): number {
  const index = items.findLastIndex((item) => item.kind === 'message' && item.role === 'user');
  return index < 0 ? items.length : index;
}

/** The item that the current turn begins with; undefined when the last word was not the user's. */
export function turnItemId(items: readonly ConversationItem[]): string | undefined {
  const last = items[lastUserIndex(items)];
  const answered = items
    .slice(lastUserIndex(items) + 1)
    .some((item) => item.kind !== 'message' || item.role === 'assistant');
  return answered ? undefined : last?.id;
}

/** What the user last heard the assistant say. */
export function lastReplyOf(items: readonly ConversationItem[]): string | undefined {
  const last = items.findLast((item) => item.kind === 'message' && item.role === 'assistant');
  return last?.kind === 'message' ? last.text.trim() || undefined : undefined;
}
