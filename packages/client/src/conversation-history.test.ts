import type { ServerEventBody, ServerItem } from '@cascade/contracts';
import { describe, expect, it } from 'vitest';
import { ConversationHistory } from './conversation-history.ts';

const message = (id: string, role: 'user' | 'assistant' | 'system', text: string): ServerItem => {
  const part = { user: 'input_text', system: 'input_text', assistant: 'output_text' }[role];
  return { id, type: 'message', role, status: 'completed', content: [{ type: part, text }] } as ServerItem;
};
const added = (item: ServerItem, previous_item_id: string | null): ServerEventBody => ({
  type: 'conversation.item.added',
  previous_item_id,
  item,
});

function itemsAfter(events: readonly ServerEventBody[]) {
  const history = new ConversationHistory();
  for (const event of events) history.observe({ event_id: 'e', ...event });
  return history.events().map((event) => (event.type === 'conversation.item.create' ? event.item : undefined));
}

describe('what is written into another session', () => {
  it('stands in the order of the conversation', () => {
    const items = itemsAfter([
      added(message('b', 'user', 'second'), null),
      added(message('a', 'system', 'first'), null),
      added(message('c', 'assistant', 'third'), 'b'),
      added(message('d', 'user', 'last'), 'gone'),
    ]);
    expect(items.map((item) => item?.id)).toEqual(['a', 'b', 'c', 'd']);
    expect(items[2]).toEqual({
      type: 'message',
      id: 'c',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'third' }],
    });
  });

  it('has function calls that were complete, with their results', () => {
    const call = { id: 'f', type: 'function_call', name: 'get', arguments: '', call_id: 'c1' } as const;
    const open: ServerItem = { ...call, status: 'in_progress' };
    expect(itemsAfter([added(open, null)])).toEqual([]);
    const done: ServerItem = { ...call, status: 'completed', arguments: '{}' };
    const output: ServerItem = {
      id: 'o',
      type: 'function_call_output',
      call_id: 'c1',
      output: '1',
      status: 'completed',
    };
    expect(
      itemsAfter([
        added(open, null),
        { type: 'response.output_item.done', response_id: 'r', output_index: 0, item: done },
        added(output, 'f'),
      ]),
    ).toEqual([
      { type: 'function_call', id: 'f', call_id: 'c1', name: 'get', arguments: '{}' },
      { type: 'function_call_output', id: 'o', call_id: 'c1', output: '1' },
    ]);
  });

  it('has of a reply that was cut off what was heard, and nothing of what has no text', () => {
    const cut: ServerItem = {
      id: 'r',
      type: 'message',
      role: 'assistant',
      status: 'incomplete',
      content: [{ type: 'output_audio', transcript: 'One two' }],
    };
    const unheard: ServerItem = { ...cut, id: 'n', content: [] };
    expect(itemsAfter([added(cut, null), added(unheard, 'r'), added(message('e', 'user', ''), 'n')])).toEqual([
      { type: 'message', id: 'r', role: 'assistant', content: [{ type: 'output_text', text: 'One two' }] },
    ]);
  });
});
