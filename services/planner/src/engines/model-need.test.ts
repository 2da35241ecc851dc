import { expect, test } from 'vitest';
import type { ModelRequest } from '../language-model.ts';
import { modelNeed } from './model-need.ts';

const asked = (content: string, more: Partial<ModelRequest> = {}): ModelRequest => ({
  messages: [
    { role: 'system', content: 'Explain and compare everything step by step.' },
    { role: 'user', content },
    { role: 'assistant', content: 'Why?' },
  ],
  tools: [],
  maxTokens: 50,
  temperature: 0,
  ...more,
});

test.each(['What is the capital of France?', 'Tell me a joke.', 'Thank you, that was nice.', ''])(
  'small: %s',
  (text) => {
    expect(modelNeed(asked(text))).toBe('small');
  },
);

test.each([
  'Why is the sky blue?',
  'What is the difference between a crow and a raven?',
  'How would I get rid of a wasps’ nest?',
  'Write a short poem about rain.',
  Array.from({ length: 30 }, () => 'and').join(' '),
])('large: %s', (text) => {
  expect(modelNeed(asked(text))).toBe('large');
});

test('tools that may be called need the large one', () => {
  const tools = [{ name: 'lights' }];
  expect(modelNeed(asked('Lights on.', { tools }))).toBe('large');
  expect(modelNeed(asked('Lights on.', { tools, toolChoice: 'none' }))).toBe('small');
});
