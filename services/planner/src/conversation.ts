import type { ConversationItem } from '@cascade/contracts';
import type { ChatMessage } from './language-model.ts';
import type { PromptTemplate } from './prompts.ts';
import { visible } from './safety/data-guard.ts';
import { resultAsData } from './safety/guard-result.ts';

export interface PromptOptions {
  readonly template: PromptTemplate;
  /** Window of the model and the part of it that is kept for the reply. */
  readonly contextTokens: number;
  readonly replyTokens: number;
  /** Tools that the model is given; calls of others, and all when it is given none, are not shown to it. */
  readonly toolNames?: readonly string[];
}

/** Begins the call id of what the planner did by itself: its result was spoken, so the model knows it as a reply. */
export const plannerCallPrefix = 'planner_';

/** An upper estimate for English text: about four characters make a token. A message's own frame is four tokens. */
export const estimateTokens = (text: string): number => Math.ceil(text.length / 3) + 4;

/** The oldest turns go in steps of so many, so that the prompt's beginning stays the same for several turns. */
const trimStep = 8;

/** What the model is shown: instructions, examples, and as much of the conversation's end as its window holds. */
export function buildMessages(items: readonly ConversationItem[], options: PromptOptions): ChatMessage[] {
  const { template, contextTokens, replyTokens, toolNames = [] } = options;
  const roomTokens = contextTokens - replyTokens;
  const head: ChatMessage[] = [
    { role: 'system', content: fitted(template.system, Math.floor(roomTokens * 0.6)) },
    ...template.examples.flatMap(({ user, assistant }): ChatMessage[] => [
      { role: 'user', content: user },
      { role: 'assistant', content: assistant },
    ]),
  ];
  const historyTokens = roomTokens - tokensOf(head);
  const blocks = blocksOf(items, toolNames);
  let start = 0;
  while (start < blocks.length - 1 && tokensOf(blocks.slice(start).flat()) > historyTokens) {
    start = Math.min(start + trimStep, blocks.length - 1);
  }
  const tail = blocks.slice(start).flat();
  const [only] = tail;
  if (tail.length === 1 && only && 'content' in only && tokensOf(tail) > historyTokens) {
    return [...head, { ...only, content: fitted(only.content, historyTokens) }];
  }
  return [...head, ...tail];
}

/** What comes first in every prompt of a template: worth computing before anybody speaks. */
export const prefixMessages = (options: PromptOptions): ChatMessage[] => buildMessages([], options);

/** Messages that must not be torn apart: calls made together, with their results right after them. */
function blocksOf(items: readonly ConversationItem[], toolNames: readonly string[]): ChatMessage[][] {
  const results = new Map(items.flatMap((item) => (item.kind === 'tool-result' ? [[item.callId, item.output]] : [])));
  const blocks: ChatMessage[][] = [];
  let calls: Extract<ConversationItem, { kind: 'tool-call' }>[] = [];
  const closeCalls = () => {
    if (calls.length === 0) return;
    const toolCalls = calls.map(({ callId, name, arguments: text }) => ({ callId, name, arguments: text }));
    const answers = calls.map(
      ({ callId }): ChatMessage => ({
        role: 'tool',
        callId,
        content: resultAsData(results.get(callId) ?? '').text,
      }),
    );
    blocks.push([{ role: 'assistant', toolCalls }, ...answers]);
    calls = [];
  };
  for (const item of items) {
    if (item.kind === 'message') {
      closeCalls();
      const text = visible(item.text).trim();
      if (text !== '') blocks.push([{ role: item.role, content: text }]);
    } else if (item.kind === 'tool-call' && toolNames.includes(item.name) && results.has(item.callId)) {
      // A call without its result, or of a tool that is no longer there, is refused by most servers.
      calls.push(item);
    }
  }
  closeCalls();
  return blocks;
}

function tokensOf(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => {
    if ('content' in message) return sum + estimateTokens(message.content);
    return message.toolCalls.reduce((calls, call) => calls + estimateTokens(`${call.name}${call.arguments}`), sum);
  }, 0);
}

/** The beginning of a text that is too long, up to a word. */
function fitted(text: string, maxTokens: number): string {
  const maxChars = Math.max(30, (maxTokens - 4) * 3);
  return text.length <= maxChars ? text : text.slice(0, maxChars).replace(/\s+\S*$/, '');
}

/** The last user message that has no answer yet. */
export function unansweredItem(items: readonly ConversationItem[]): ConversationItem | undefined {
  const index = items.findLastIndex((item) => item.kind === 'message' && item.role === 'user');
  const answered = items
    .slice(index + 1)
    .some((item) =>
      item.kind === 'message'
        ? item.role === 'assistant'
        : item.kind === 'tool-result' && !item.callId.startsWith(plannerCallPrefix),
    );
  return answered ? undefined : items[index];
}

/** What the user said from that item on, in one text. */
export function userTextFrom(items: readonly ConversationItem[], itemId: string): string {
  const start = items.findIndex(({ id }) => id === itemId);
  return items
    .slice(Math.max(0, start))
    .flatMap((item) => (item.kind === 'message' && item.role === 'user' ? [visible(item.text).trim()] : []))
    .join(' ');
}

/** What the user last heard the assistant say. */
export function lastReplyOf(items: readonly ConversationItem[]): string | undefined {
  const last = items.findLast((item) => item.kind === 'message' && item.role === 'assistant');
  return last?.kind === 'message' ? last.text.trim() || undefined : undefined;
}

/** What the planner's own tools returned in the turn before the last thing that the user said. */
function lastResults(items: readonly ConversationItem[]): readonly { readonly name: string; readonly data: unknown }[] {
  const isUser = (item: ConversationItem) => item.kind === 'message' && item.role === 'user';
  const end = items.findLastIndex(isUser);
  const start = items.slice(0, Math.max(0, end)).findLastIndex(isUser);
  if (start < 0) return [];
  const turn = items.slice(start, end);
  const outputs = new Map(turn.flatMap((item) => (item.kind === 'tool-result' ? [[item.callId, item.output]] : [])));
  return turn.flatMap((item) => {
    const output = item.kind === 'tool-call' ? outputs.get(item.callId) : undefined;
    if (item.kind !== 'tool-call' || output === undefined || !item.callId.startsWith(plannerCallPrefix)) return [];
    return [{ name: item.name, data: dataIn(output) }];
  });
}

function dataIn(output: string): unknown {
  try {
    return (JSON.parse(output) as { readonly data?: unknown }).data;
  } catch {
    return undefined;
  }
}

/** The planner's own tool that answered the turn before, the last of several. */
export const lastToolOf = (items: readonly ConversationItem[]): string | undefined => lastResults(items).at(-1)?.name;

/** The list that the turn before was about. */
export function lastListOf(items: readonly ConversationItem[]): string | undefined {
  const last = lastResults(items).findLast(({ name }) => name.startsWith('list_'));
  const list = (last?.data as { readonly list?: unknown } | undefined)?.list;
  return typeof list === 'string' ? list : undefined;
}

/** Titles of the pages that the turn before was answered from. */
export function lastSourcesOf(items: readonly ConversationItem[]): readonly string[] {
  const last = lastResults(items).findLast(({ name }) => name === 'knowledge_search');
  const { sources = [] } = (last?.data ?? {}) as { readonly sources?: readonly { readonly title?: unknown }[] };
  return [...new Set(sources.flatMap(({ title }) => (typeof title === 'string' ? [title] : [])))];
}

/** As many turns before the last one as a question may refer to. */
const historyTurns = 4;

/** What was said before what the user said last, oldest first. */
export function historyOf(
  items: readonly ConversationItem[],
): readonly { readonly user: string; readonly reply: string }[] {
  const turns: { user: string; reply: string }[] = [];
  for (const item of items) {
    if (item.kind !== 'message' || item.role === 'system') continue;
    const last = turns.at(-1);
    if (item.role === 'user' && (last === undefined || last.reply !== ''))
      turns.push({ user: item.text.trim(), reply: '' });
    else if (item.role === 'user' && last) last.user += ` ${item.text.trim()}`;
    else if (last) last.reply = `${last.reply} ${item.text.trim()}`.trim();
  }
  return turns.filter(({ reply }) => reply !== '').slice(-historyTurns);
}
