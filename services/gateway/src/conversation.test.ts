import { CascadeError, type RealtimeItem } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { countingIds } from '../test/counting-ids.ts';
import { spokenReply } from '../test/spoken-reply.ts';
import { Conversation } from './conversation.ts';
import { assistantItem, userAudioItem, withReply } from './item-shapes.ts';
import { SpokenText } from './spoken-text.ts';

const userText = (text: string, id?: string): RealtimeItem => ({
  ...(id ? { id } : {}),
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});

function withReplyOf(clauses: readonly string[], heard: { playedMs: number; sentMs: number; completed: boolean }) {
  const conversation = new Conversation(countingIds());
  const reply = spokenReply('response_1', clauses, 200);
  const spoken = new SpokenText();
  for (const { clause, audio } of reply.parts) {
    spoken.addClause(clause);
    for (const chunk of audio) spoken.addAudio(chunk);
  }
  spoken.end();
  conversation.append(withReply(assistantItem('reply', 'completed'), 'audio', reply.text, 'completed'), spoken);
  const text = spoken.heardText(heard.completed ? Number.POSITIVE_INFINITY : heard.playedMs);
  conversation.setHeard('reply', { heardText: text, ...heard });
  const shown = () => conversation.items().map((item) => (item.kind === 'message' ? item.text : item.kind));
  const transcript = () => {
    const item = conversation.get('reply');
    return item?.type === 'message' && item.role === 'assistant' ? item.content : undefined;
  };
  return { conversation, shown, transcript };
}

function codeOf(act: () => unknown) {
  try {
    act();
  } catch (error) {
    return CascadeError.is(error) ? [error.code, error.param] : error;
  }
}

test('items stand in the order that the client asked for', () => {
  const conversation = new Conversation(countingIds());
  conversation.create(userText('b', 'b'), undefined);
  conversation.create(userText('d', 'd'), null);
  conversation.create(userText('c', 'c'), 'b');
  conversation.create(userText('a', 'a'), 'root');
  expect(conversation.items().map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  expect(['a', 'b', 'c', 'd'].map((id) => conversation.previousItemId(id))).toEqual([null, 'a', 'b', 'c']);
  expect(conversation.lastItemId).toBe('d');
  conversation.delete('c');
  expect(conversation.previousItemId('d')).toBe('b');
});

test('what cannot be created names its field', () => {
  const conversation = new Conversation(countingIds(), { maxItems: 2, maxTextLength: 1000 });
  conversation.create(userText('a', 'a'), undefined);
  expect(codeOf(() => conversation.create(userText('x', 'a'), undefined))).toEqual(['invalid_event', 'item.id']);
  expect(codeOf(() => conversation.create(userText('x'), 'nowhere'))).toEqual(['item_not_found', 'previous_item_id']);
  const output: RealtimeItem = { type: 'function_call_output', call_id: 'none', output: '1' };
  expect(codeOf(() => conversation.create(output, undefined))).toEqual(['item_not_found', 'item.call_id']);
  expect(codeOf(() => conversation.create(userText('x'.repeat(2000)), undefined))).toEqual([
    'conversation_full',
    'item',
  ]);
  conversation.create(userText('b'), undefined);
  expect(codeOf(() => conversation.create(userText('c'), undefined))).toEqual(['conversation_full', 'item']);
  expect(codeOf(() => conversation.delete('nothing'))).toEqual(['item_not_found', 'item_id']);
  conversation.delete('a');
  expect(codeOf(() => conversation.create(userText('c'), undefined))).toBeUndefined();
});

test('the planner sees words, calls and results, and no item that says nothing', () => {
  const conversation = new Conversation(countingIds());
  conversation.append(userAudioItem('spoken', null));
  conversation.append(userAudioItem('noise', ''));
  conversation.create(
    { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Be brief.' }] },
    undefined,
  );
  conversation.create({ type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{}' }, undefined);
  conversation.create({ type: 'function_call_output', call_id: 'call_1', output: '"sunny"' }, undefined);
  conversation.appendHidden({ id: 'own', kind: 'tool-call', callId: 'call_2', name: 'clock', arguments: '{}' });
  conversation.setTranscript('spoken', 'what is the weather');
  expect(conversation.items()).toMatchObject([
    { kind: 'message', role: 'user', text: 'what is the weather' },
    { kind: 'message', role: 'system', text: 'Be brief.' },
    { kind: 'tool-call', callId: 'call_1', name: 'weather' },
    { kind: 'tool-result', callId: 'call_1', output: '"sunny"' },
    { kind: 'tool-call', callId: 'call_2' },
  ]);
  expect(conversation.get('own')).toBeUndefined();
  expect(conversation.retrieve('spoken')).toMatchObject({
    content: [{ type: 'input_audio', transcript: 'what is the weather' }],
  });
});

test('after an interruption history has the heard words only', () => {
  const { shown, transcript } = withReplyOf(['One two three. ', 'Four five.'], {
    playedMs: 450,
    sentMs: 700,
    completed: false,
  });
  expect(shown()).toEqual(['One two']);
  expect(transcript()).toEqual([{ type: 'output_audio', transcript: 'One two' }]);
});

test('a truncation leaves what the client heard: less, more, nothing, or beyond the end', () => {
  const cut = { playedMs: 450, sentMs: 900, completed: false };
  const of = () => withReplyOf(['One two three. ', 'Four five.'], cut);
  const less = of();
  expect(less.conversation.truncate('reply', 0, 200)).toBe(200);
  expect(less.shown()).toEqual(['One']);
  const more = of();
  expect(more.conversation.truncate('reply', 0, 820)).toBe(820);
  expect(more.shown()).toEqual(['One two three. Four']);
  const nothing = of();
  expect(nothing.conversation.truncate('reply', 0, 0)).toBe(0);
  expect(nothing.shown()).toEqual([]);
  expect(nothing.transcript()).toEqual([{ type: 'output_audio', transcript: '' }]);
  const beyond = of();
  expect(beyond.conversation.truncate('reply', 0, 1e9)).toBe(900);
  expect(beyond.shown()).toEqual(['One two three. Four']);
});

test('only an assistant message can be truncated, and only a part that it has', () => {
  const { conversation } = withReplyOf(['One.'], { playedMs: 0, sentMs: 0, completed: true });
  conversation.append(userAudioItem('user', 'hi'));
  expect(codeOf(() => conversation.truncate('user', 0, 0))).toEqual(['invalid_event', 'item_id']);
  expect(codeOf(() => conversation.truncate('reply', 1, 0))).toEqual(['invalid_event', 'content_index']);
  expect(codeOf(() => conversation.truncate('none', 0, 0))).toEqual(['item_not_found', 'item_id']);
});

test('a late acknowledgement adds words to an interrupted reply and never takes any', () => {
  const { conversation, shown } = withReplyOf(['One two three.'], { playedMs: 210, sentMs: 600, completed: false });
  conversation.heardMore('reply', 430);
  expect(shown()).toEqual(['One two']);
  conversation.heardMore('reply', 100);
  conversation.heardMore('nothing', 100);
  expect(shown()).toEqual(['One two']);
});

test('a session that lasts keeps its newest items', () => {
  const conversation = new Conversation(countingIds(), { maxItems: 3, maxTextLength: 1000 });
  for (let i = 0; i < 10; i++) conversation.append(userAudioItem(`item_${i}`, `${i}`));
  expect(conversation.items().map(({ id }) => id)).toEqual(['item_7', 'item_8', 'item_9']);
});
