import { expect, test } from 'vitest';
import { instructionsFor, startScriptedModel } from './scripted-model.ts';
import { shortReply, stories } from './stories.ts';

async function ask(url: string, messages: readonly object[]): Promise<string> {
  const body = JSON.stringify({ model: 'scripted', stream: true, messages });
  const text = await (await fetch(`${url}/chat/completions`, { method: 'POST', body })).text();
  return [...text.matchAll(/"content":"([^"]*)"/g)].map(([, word]) => word).join('');
}

test('the model tells the story of its instructions once, and short answers after it', async () => {
  const model = await startScriptedModel();
  try {
    const system = { role: 'system', content: instructionsFor(3) };
    const question = { role: 'user', content: 'Tell me about the sea.' };
    expect(await ask(model.url, [system, question])).toBe(stories[3]);
    expect(await ask(model.url, [system, question, { role: 'assistant', content: 'The' }, question])).toBe(shortReply);
    expect(await ask(model.url, [question])).toBe(shortReply);
  } finally {
    await model.close();
  }
});
