import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { citedPassages, markQuotes } from './cited-passages.ts';

const call = (name: string, output: string | null) => ({ call_id: 'a', name, arguments: '{}', output });
const source = { chunkId: 'c1', title: 'Returns', source: 'policies/returns.md', text: 'Thirty days. Unless opened.' };
const answer = JSON.stringify({
  reply: 'According to the page Returns: Thirty days.',
  data: { claims: [{ chunkId: 'c1', text: 'Thirty days.', quote: 'Thirty days.' }], sources: [source] },
});

describe('cited passages', () => {
  it('are those of the answer from documents, with what was spoken of them', () => {
    expect(citedPassages({ tool_calls: [call('time', '{}'), call('knowledge_search', answer)] })).toEqual([
      { id: 'c1', title: 'Returns', source: 'policies/returns.md', text: source.text, quotes: ['Thirty days.'] },
    ]);
  });

  it.each([null, 'no JSON', '{}', '{"data":{"sources":[1,{"title":2}]}}', '{"error":{"code":"tool_failed"}}'])(
    'are none in %j',
    (output) => {
      expect(citedPassages({ tool_calls: [call('knowledge_search', output)] })).toEqual([]);
    },
  );
});

describe('a text with its quotes', () => {
  it('is cut at them', () => {
    expect(markQuotes('One. Two. Three.', ['Three.', 'One.', 'Four.'])).toEqual([
      { text: 'One.', isQuoted: true },
      { text: ' Two. ', isQuoted: false },
      { text: 'Three.', isQuoted: true },
    ]);
  });

  it('stays the same text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.array(fc.string({ maxLength: 5 })), (text, quotes) => {
        expect(
          markQuotes(text, quotes)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
