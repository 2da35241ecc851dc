import { turnRecordSchema } from '@cascade/contracts';
import { exampleTurnRecord } from '@cascade/testing';
import { expect, test } from 'vitest';
import { SessionFeedback, spokenRating } from './feedback.ts';

const at = Date.UTC(2026, 0, 2, 3, 4, 5);
const feedbackOn = (...turnIds: string[]) => {
  const feedback = new SessionFeedback(() => at);
  for (const turn_id of turnIds) feedback.note(exampleTurnRecord({ turn_id }));
  return feedback;
};

test('is kept with its turn, one after the other', () => {
  const feedback = feedbackOn('t1', 't2');
  feedback.give({ type: 'feedback', turnId: 't1', rating: 'bad', correction: ' It was Arden. ' }, 'button');
  const record = feedback.give({ type: 'feedback', turnId: 't1', rating: 'good' }, 'button');
  expect(turnRecordSchema.parse(record).feedback).toEqual([
    { at: '2026-01-02T03:04:05.000Z', rating: 'bad', source: 'button', correction: 'It was Arden.' },
    { at: '2026-01-02T03:04:05.000Z', rating: 'good', source: 'button', correction: null },
  ]);
  expect(feedback.give({ type: 'feedback', turnId: 't9', rating: 'good' }, 'button')).toBeUndefined();
});

test('by voice it is about the turn before', () => {
  const feedback = feedbackOn('t1', 't2');
  expect(feedback.spoken("No, that's wrong.")).toMatchObject({
    turn_id: 't2',
    feedback: [{ rating: 'bad', source: 'voice' }],
  });
  expect(feedback.spoken('What is wrong with my car?')).toBeUndefined();
  expect(feedbackOn().spoken("That's wrong.")).toBeUndefined();
});

test.each([
  "That's wrong.",
  'No, that is not what I asked!',
  'You’re wrong',
  "I didn't say that.",
  'You misheard me.',
  'Wrong answer.',
])('%s is bad', (text) => expect(spokenRating(text)).toBe('bad'));
test.each(["Yes, that's right.", 'That is exactly what I meant.', 'Great answer'])('%s is good', (text) =>
  expect(spokenRating(text)).toBe('good'),
);
test.each([
  'Is that wrong?',
  'Turn right at the corner.',
  'What went wrong?',
  'Tell me the right answer',
  'That is a nice house.',
])('%s is neither', (text) => expect(spokenRating(text)).toBeUndefined());
