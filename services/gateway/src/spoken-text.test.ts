import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spokenReply } from '../test/spoken-reply.ts';
import { SpokenText } from './spoken-text.ts';

const wordMs = 200;

function spoken(clauses: readonly string[], options: { end?: boolean } = {}) {
  const reply = spokenReply('response_1', clauses, wordMs);
  const text = new SpokenText();
  for (const { clause, audio } of reply.parts) {
    text.addClause(clause);
    for (const chunk of audio) text.addAudio(chunk);
  }
  if (options.end ?? true) text.end();
  return { ...reply, text };
}

const clauseArbitrary = fc
  .array(fc.stringMatching(/^[a-z']{1,8}$/), { minLength: 1, maxLength: 6 })
  .map((words) => `${words.join(' ')}. `);
const clausesArbitrary = fc.array(clauseArbitrary, { minLength: 1, maxLength: 5 });

test.each([
  ['three. Four.', 'One two'],
  ['Four.', 'One two three.'],
  ['One two three. Four.', ''],
  ['Four. And five.', 'One two three.'],
  ['Five.', 'One two three. Four.'],
  ['our.', 'One two three. Four.'],
  ['', 'One two three. Four.'],
])('what stands before %j is %j', (rest, before) => {
  const spoken = new SpokenText();
  for (const [clauseIndex, text] of ['One two three. ', 'Four.'].entries()) {
    spoken.addClause({ type: 'speech-clause', responseId: 'r', clauseIndex, text, atMs: 0 });
  }
  expect(spoken.textBefore(rest)).toBe(before);
});

test('at every point, the heard text is the words whose sound had ended', () => {
  fc.assert(
    fc.property(clausesArbitrary, fc.integer({ min: 0, max: 8000 }), (clauses, playedMs) => {
      const { text } = spoken(clauses);
      const words = clauses.join('').trim().split(/\s+/);
      const heard = words.slice(0, Math.floor(playedMs / wordMs));
      expect(text.heardText(playedMs)).toBe(heard.join(' '));
    }),
  );
});

test('the heard text never shrinks, and all of it was heard in the end', () => {
  fc.assert(
    fc.property(clausesArbitrary, fc.array(fc.integer({ min: 0, max: 8000 })), (clauses, points) => {
      const { text } = spoken(clauses);
      const heard = points.sort((a, b) => a - b).map((ms) => text.heardText(ms));
      for (let i = 1; i < heard.length; i++) expect(heard[i]!.startsWith(heard[i - 1]!)).toBe(true);
      expect(text.heardText(Number.POSITIVE_INFINITY)).toBe(text.text.trim());
    }),
  );
});

test('a clause without audio was not heard, the ones around it were', () => {
  const { parts, text: whole } = spokenReply('response_1', ['One two. ', 'Lost. ', 'Three four.'], wordMs);
  const text = new SpokenText();
  for (const { clause } of parts) text.addClause(clause);
  text.addAudio(parts[0]!.audio[0]!);
  for (const chunk of parts[0]!.audio.slice(1)) text.addAudio(chunk);
  // The voice goes on without a gap where the lost clause would have been.
  const shifted = parts[2]!.audio.map((chunk) => ({
    ...chunk,
    startSample: chunk.startSample - 24 * wordMs,
    words: chunk.words.map((word) => ({ ...word, startMs: word.startMs - wordMs, endMs: word.endMs - wordMs })),
  }));
  for (const chunk of shifted) text.addAudio(chunk);
  text.end();
  expect(text.text).toBe(whole);
  expect(text.heardText(Number.POSITIVE_INFINITY)).toBe('One two. Three four.');
  expect(text.heardText(3 * wordMs)).toBe('One two. Three');
});

test('a clause whose audio is still coming counts word by word, a clause without words as a whole', () => {
  expect(spoken(['Hello there.'], { end: false }).text.heardText(400)).toBe('Hello there.');
  const numbers = new SpokenText();
  numbers.addClause({ type: 'speech-clause', responseId: 'r', clauseIndex: 0, text: '42', atMs: 0 });
  numbers.addAudio({ ...spokenReply('r', ['x'], 100).parts[0]!.audio[0]!, words: [] });
  numbers.end();
  expect(numbers.heardText(99)).toBe('');
  expect(numbers.heardText(100)).toBe('42');
});
