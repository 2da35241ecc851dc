import type { ConversationItem } from '@cascade/contracts';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  buildMessages,
  estimateTokens,
  lastReplyOf,
  type PromptOptions,
  plannerCallPrefix,
  unansweredItem,
  userTextFrom,
} from './conversation.ts';
import { smallVoicePrompt, voicePrompt } from './prompts.ts';

const options: PromptOptions = { template: voicePrompt, contextTokens: 2_000, replyTokens: 100 };
const message = (id: string, role: 'user' | 'assistant' | 'system', text: string): ConversationItem => ({
  id,
  kind: 'message',
  role,
  text,
});
const call = (callId: string, name: string): ConversationItem => ({
  id: `${callId}-call`,
  kind: 'tool-call',
  callId,
  name,
  arguments: '{}',
});
const result = (callId: string, output: string): ConversationItem => ({
  id: `${callId}-result`,
  kind: 'tool-result',
  callId,
  output,
});

describe('what the model is shown', () => {
  it('begins with the instructions and the examples, then the conversation', () => {
    const messages = buildMessages([message('1', 'user', ' Hi '), message('2', 'assistant', 'Hello.')], {
      ...options,
      template: smallVoicePrompt,
    });
    expect(messages[0]).toEqual({ role: 'system', content: smallVoicePrompt.system });
    expect(messages).toHaveLength(1 + 2 * smallVoicePrompt.examples.length + 2);
    expect(messages.slice(-2)).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello.' },
    ]);
  });

  it('leaves out what was never heard', () => {
    expect(buildMessages([message('1', 'user', 'Hi'), message('2', 'assistant', ' ')], options)).toHaveLength(2);
  });

  it('keeps calls of its tools together with their results, and leaves out all others', () => {
    const items = [
      message('1', 'user', 'Lights off'),
      call('a', 'lights'),
      call('b', 'lights'),
      result('b', 'off'),
      result('a', 'on'),
      call('pending', 'lights'),
      call(`${plannerCallPrefix}r`, 'arithmetic'),
      result(`${plannerCallPrefix}r`, '{}'),
      message('2', 'assistant', 'Done.'),
    ];
    expect(buildMessages(items, { ...options, toolNames: ['lights'] }).slice(2)).toEqual([
      {
        role: 'assistant',
        toolCalls: [
          { callId: 'a', name: 'lights', arguments: '{}' },
          { callId: 'b', name: 'lights', arguments: '{}' },
        ],
      },
      { role: 'tool', callId: 'a', content: 'on' },
      { role: 'tool', callId: 'b', content: 'off' },
      { role: 'assistant', content: 'Done.' },
    ]);
    // A model without tools would be refused such messages.
    expect(buildMessages(items, options).map(({ role }) => role)).toEqual(['system', 'user', 'assistant']);
  });

  it('fits the window, ends with what was said last, and changes its beginning seldom', () => {
    const texts = fc.array(fc.string({ minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 300, max: 3_000 }), (all, contextTokens) => {
        const items = all.map((text, index) => message(String(index), index % 2 ? 'assistant' : 'user', `${text}x`));
        const messages = buildMessages(items, { ...options, contextTokens });
        const tokens = messages.reduce((sum, one) => sum + ('content' in one ? estimateTokens(one.content) : 0), 0);
        // The instructions may take more than a tiny window leaves; the last message is always there.
        expect(tokens).toBeLessThanOrEqual(
          Math.max(contextTokens - options.replyTokens, estimateTokens(voicePrompt.system) + 20),
        );
        expect(messages.at(-1)?.role).toBe(all.length % 2 ? 'user' : 'assistant');
      }),
    );
    const long = Array.from({ length: 60 }, (_, index) =>
      message(String(index), 'user', `${index} ${'word '.repeat(20)}`),
    );
    const firsts = new Set(
      Array.from({ length: 30 }, (_, size) =>
        JSON.stringify(buildMessages(long.slice(0, 30 + size), { ...options, contextTokens: 1_000 })[1]),
      ),
    );
    expect(firsts.size).toBeLessThanOrEqual(5);
  });

  it('shortens instructions and a single message that alone are too long', () => {
    const messages = buildMessages([message('1', 'user', 'word '.repeat(2_000))], {
      template: { id: 'x', version: 1, system: 'rule '.repeat(2_000), examples: [] },
      contextTokens: 500,
      replyTokens: 100,
    });
    const length = messages.reduce((sum, one) => sum + ('content' in one ? estimateTokens(one.content) : 0), 0);
    expect(length).toBeLessThanOrEqual(400);
    expect(messages).toHaveLength(2);
  });
});

test('what is unanswered is the last user message without a reply or a tool result of the client', () => {
  const asked = [message('1', 'user', 'a'), message('2', 'assistant', 'b'), message('3', 'user', 'c')];
  expect(unansweredItem(asked)?.id).toBe('3');
  expect(unansweredItem([...asked, message('i', 'system', 'Be brief.')])?.id).toBe('3');
  expect(unansweredItem([...asked, call('p', 'x'), result(`${plannerCallPrefix}p`, '')])?.id).toBe('3');
  expect(unansweredItem([...asked, call('p', 'x'), result('p', '')])).toBeUndefined();
  expect(unansweredItem([...asked, message('4', 'assistant', 'd')])).toBeUndefined();
  expect(unansweredItem([])).toBeUndefined();
});

test('a turn in two parts is one text', () => {
  const items = [
    message('1', 'user', 'Set a timer for ten minutes'),
    message('2', 'assistant', 'Ti'),
    message('3', 'user', 'and thirty seconds.'),
  ];
  expect(userTextFrom(items, '1')).toBe('Set a timer for ten minutes and thirty seconds.');
  expect(userTextFrom(items, '3')).toBe('and thirty seconds.');
  expect(lastReplyOf(items)).toBe('Ti');
  expect(lastReplyOf([])).toBeUndefined();
});
