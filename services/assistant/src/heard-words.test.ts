import type { ConversationItem, TranscriptFinal } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { HeardUtterances } from './heard-words.ts';

const final = (utteranceId: string, text: string, alternatives: string[] = []): TranscriptFinal => ({
  type: 'transcript-final',
  utteranceId,
  revision: 1,
  text,
  words: text
    .split(' ')
    .map((word, index) => ({ text: word, startSample: 0, endSample: 1, confidence: 1 - index / 10 })),
  ...(alternatives.length > 0 && { alternatives }),
  meanLogProbability: -0.1,
  startSample: 0,
  endSample: 1,
  queueMs: 0,
  computeMs: 0,
});
const user = (text: string): ConversationItem => ({ id: text, kind: 'message', role: 'user', text });
const reply: ConversationItem = { id: 'r', kind: 'message', role: 'assistant', text: 'Fine.' };

function heardAfter(...finals: TranscriptFinal[]): HeardUtterances {
  const heard = new HeardUtterances();
  for (const one of finals) heard.note(one);
  return heard;
}

test('the last revision of an utterance counts, with its other readings', () => {
  const heard = heardAfter(
    final('u1', 'Is the heating'),
    final('u1', 'Is the Arden heating?', ['Is the garden heating?']),
  );
  expect(heard.of([user('Is the Arden heating?')])).toEqual({
    words: [
      { text: 'Is', confidence: 1 },
      { text: 'the', confidence: 0.9 },
      { text: 'Arden', confidence: 0.8 },
      { text: 'heating?', confidence: 0.7 },
    ],
    alternatives: ['Is the garden heating?'],
  });
});

test('a turn of several utterances has the words of all, and other readings of the last', () => {
  const heard = heardAfter(
    final('u0', 'Hello.'),
    final('u1', 'What about'),
    final('u2', 'the Arden?', ['the garden?']),
  );
  const asked = heard.of([user('Hello.'), reply, user('What about the Arden?')]);
  expect(asked?.words.map(({ text }) => text).join(' ')).toBe('What about the Arden?');
  expect(asked?.alternatives).toEqual(['What about the garden?']);
});

test('what was written, or is no longer known, has none', () => {
  expect(heardAfter().of([user('typed')])).toBeUndefined();
  expect(heardAfter(final('u1', 'spoken')).of([user('typed')])).toBeUndefined();
  expect(heardAfter(final('u1', 'spoken')).of([reply])).toBeUndefined();
  const many = heardAfter(...Array.from({ length: 40 }, (_, index) => final(`u${index}`, `word${index}`)));
  expect(many.of([user('word3')])).toBeUndefined();
  expect(many.of([user('word39')])).toBeDefined();
});
