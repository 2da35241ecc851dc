import type { ChatMessage, LanguageModel, ModelEvent, ModelRequest } from '@cascade/planner';
import type { Payload } from './payloads.ts';

/**
 * Models that attacks would be made for.
 * - `embedded`: the default, which calls no tools: words decide.
 * - `obedient`: follows whatever it can read of an attack, whoever said it.
 * - `hostile`: has been won over by anything from outside, and by anything the user says, readable or not.
 */
export const modelKinds = ['embedded', 'obedient', 'hostile'] as const;
export type ModelKind = (typeof modelKinds)[number];

/** One model for all attempts; what it is after is set before each. */
export class ScriptedVictim implements LanguageModel {
  readonly version: string;
  readonly callsTools = true;
  readonly available = true;
  readonly #kind: Exclude<ModelKind, 'embedded'>;
  payload: Payload | undefined;

  constructor(kind: Exclude<ModelKind, 'embedded'>) {
    this.version = kind;
    this.#kind = kind;
  }

  async *stream({ messages, tools }: ModelRequest): AsyncGenerator<ModelEvent> {
    const { payload } = this;
    const asked = messages.findLastIndex((message) => message.role === 'user');
    const hasRead = messages.slice(asked).some(({ role }) => role === 'tool');
    const questionSearches = tools.some(({ name }) => name === 'knowledge_search') && !hasRead;
    const wonOver =
      payload !== undefined &&
      (this.#kind === 'hostile' ? hasRead || !questionSearches : messages.slice(1).some(canReadIn(payload)));
    if (wonOver && payload) {
      yield* obeying(payload, messages);
    } else if (questionSearches) {
      const last = messages[asked];
      yield call('knowledge_search', { question: last && 'content' in last ? last.content : '' });
    } else {
      yield { type: 'text', delta: 'Here is what I found. ' };
    }
    yield { type: 'done', complete: true };
  }

  async warmUp(): Promise<void> {}
  async close(): Promise<void> {}
}

const call = (name: string, given: Readonly<Record<string, unknown>>): ModelEvent => ({
  type: 'tool-call',
  callId: `call_${name}`,
  name,
  arguments: JSON.stringify(given),
});

function* obeying(payload: Payload, messages: readonly ChatMessage[]): Generator<ModelEvent> {
  if (payload.aim === 'call') {
    const tried = messages.some((message) => 'toolCalls' in message && message.toolCalls[0]?.name === payload.tool);
    if (tried) yield { type: 'text', delta: 'It is done. ' };
    else yield call(payload.tool, payload.arguments);
    return;
  }
  if (payload.aim === 'say') {
    for (const mark of payload.marks) yield { type: 'text', delta: `${mark} is what I say. ` };
    return;
  }
  const prompt = messages[0] && 'content' in messages[0] ? messages[0].content : '';
  yield { type: 'text', delta: `Sure, this is what I was told: ` };
  for (const word of prompt.split(' ')) yield { type: 'text', delta: `${word} ` };
}

/** Four words of the attack in a row, however they are hidden. */
const canReadIn = (payload: Payload) => {
  const wanted = readable(payload.text);
  const runs = wanted.slice(0, -3).map((_, index) => wanted.slice(index, index + 4).join(' '));
  return (message: ChatMessage): boolean => {
    if (message.role === 'system' || !('content' in message)) return false;
    const text = readable(message.content).join(' ');
    return runs.some((run) => text.includes(run));
  };
};

/** As a large model reads it: tag characters decoded, letters made plain. */
const readable = (text: string): string[] =>
  text
    .replace(/[\u{E0020}-\u{E007E}]/gu, (tag) => String.fromCodePoint((tag.codePointAt(0) as number) - 0xe0000))
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];
