import type { ClientEventInput, RealtimeItem, ServerEvent } from '@cascade/contracts';

type UserContent = Extract<RealtimeItem, { role: 'user' }>['content'][number];
type AssistantContent = Extract<RealtimeItem, { role: 'assistant' }>['content'][number];

/** The conversation as the server showed it, so that it can be written into another session. */
export class ConversationHistory {
  /** In the order of the conversation. */
  #items: (RealtimeItem & { id: string })[] = [];
  /** Of user items whose transcript came apart from them. */
  readonly #transcripts = new Map<string, string>();

  observe(event: ServerEvent): void {
    switch (event.type) {
      case 'conversation.item.added':
        this.#place(event.item, event.previous_item_id);
        break;
      case 'conversation.item.done':
      case 'conversation.item.retrieved':
      case 'response.output_item.done': {
        const { item } = event;
        this.#items = this.#items.map((known) => (known.id === item.id ? item : known));
        break;
      }
      case 'conversation.item.input_audio_transcription.completed':
        this.#transcripts.set(event.item_id, event.transcript);
        break;
      case 'conversation.item.deleted':
        this.#items = this.#items.filter(({ id }) => id !== event.item_id);
        this.#transcripts.delete(event.item_id);
        break;
    }
  }

  /** What was said, as text: audio is not kept. Items of which no text is known are left out. Ids stay the same. */
  events(): ClientEventInput[] {
    return this.#items
      .flatMap((item) => this.#asText(item) ?? [])
      .map((item) => ({ type: 'conversation.item.create', item }));
  }

  #place(item: RealtimeItem & { id: string }, previousItemId: string | null): void {
    this.#items = this.#items.filter(({ id }) => id !== item.id);
    const previous = this.#items.findIndex(({ id }) => id === previousItemId);
    const index = previous >= 0 ? previous + 1 : previousItemId === null ? 0 : this.#items.length;
    this.#items.splice(index, 0, item);
  }

  #asText(item: RealtimeItem & { id: string }): RealtimeItem | undefined {
    const { id } = item;
    if (item.type === 'function_call') {
      const { type, call_id, name, arguments: args } = item;
      return item.status === 'completed'
        ? { type, id, ...(call_id ? { call_id } : {}), name, arguments: args }
        : undefined;
    }
    if (item.type === 'function_call_output') {
      const { type, call_id, output } = item;
      return { type, id, call_id, output };
    }
    const { type } = item;
    if (item.role === 'system') return { type, id, role: item.role, content: item.content };
    if (item.role === 'user') {
      const texts = item.content.map((part) => userText(part) ?? this.#transcripts.get(id) ?? '');
      return withText(texts, (text) => ({ type, id, role: 'user', content: [{ type: 'input_text', text }] }));
    }
    const texts = item.content.map(assistantText);
    return withText(texts, (text) => ({ type, id, role: 'assistant', content: [{ type: 'output_text', text }] }));
  }
}

function withText(texts: readonly string[], item: (text: string) => RealtimeItem): RealtimeItem | undefined {
  const text = texts.filter((part) => part !== '').join(' ');
  return text === '' ? undefined : item(text);
}

const userText = (part: UserContent): string | undefined =>
  part.type === 'input_text' ? part.text : (part.transcript ?? undefined);

const assistantText = (part: AssistantContent): string =>
  part.type === 'output_text' ? part.text : (part.transcript ?? '');
