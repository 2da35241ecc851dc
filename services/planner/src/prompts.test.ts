import { expect, test } from 'vitest';
import { instructionsPrompt, promptVersion, smallVoicePrompt, voicePrompt } from './prompts.ts';

test('a prompt that changes gets a new version: these name the texts as they are', () => {
  expect([voicePrompt, smallVoicePrompt].map(promptVersion)).toEqual(['voice@1+fb54d39a', 'voice-small@1+2bf0bf1c']);
});

test('instructions of two clients have two versions', () => {
  const [first, second] = ['Be a pirate.', 'Be a poet.'].map((text) => promptVersion(instructionsPrompt(text)));
  expect(first).toMatch(/^session-instructions@1\+[0-9a-f]{8}$/);
  expect(first).not.toBe(second);
  expect(promptVersion(instructionsPrompt('Be a pirate.'))).toBe(first);
});
