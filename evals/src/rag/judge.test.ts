import type { KnowledgeAnswer, Passage } from '@cascade/knowledge';
import { describe, expect, it } from 'vitest';
import { isGrounded, judge } from './judge.ts';
import { parseQuestions } from './question-file.ts';

const passage = (source: string, text: string): Passage => ({
  chunkId: `${source}#1`,
  documentId: source,
  documentVersion: '1',
  title: source,
  headings: [],
  text,
  source,
  score: 1,
});
const price = passage('arden.md', 'The Arden 200 costs 6,480 dollars\nwithout installation.');
const other = passage('arlen.md', 'The Arlen 200 costs 3,950 dollars.');
const claim = {
  text: 'The Arden 200 costs 6,480 dollars',
  chunkId: 'arden.md#1',
  quote: 'The Arden 200 costs 6,480 dollars',
};

function answered(answer: Partial<KnowledgeAnswer>): KnowledgeAnswer {
  return {
    kind: 'answer',
    speech: 'The Arden 200 costs 6,480 dollars, says the page on it.',
    confidence: 1,
    claims: [claim],
    passages: [other, price],
    rewrite: { query: 'cost Arden 200', repairs: [] },
    steps: [],
    ...answer,
  };
}
const refused = answered({ kind: 'refusal', speech: 'I found nothing about that.', claims: [] });

const [question, unanswerable] = parseQuestions(
  [
    {
      id: 'a',
      question: 'how much is the Arden 200',
      kind: 'fact',
      documents: ['arden.md'],
      answer: ['6480'],
      entities: ['Arden 200'],
    },
    { id: 'b', question: 'what is the margin', kind: 'unanswerable', forbidden: ['31 percent'] },
  ]
    .map((line) => JSON.stringify(line))
    .join('\n'),
  'q',
) as [ReturnType<typeof parseQuestions>[number], ReturnType<typeof parseQuestions>[number]];

describe('judge', () => {
  it('counts a right answer from the second passage', () => {
    expect(judge(question, 'how much is the ardent 200', answered({}))).toEqual({
      found: true,
      reciprocalRank: 1 / 2,
      correct: true,
      grounded: true,
      citationCorrect: true,
      refusalCorrect: true,
      success: true,
      entities: 1,
      lostInHearing: ['Arden 200'],
      lostInQuery: [],
    });
  });

  it('counts a refusal of what could be answered as wrong', () => {
    const judged = judge(question, question.question, refused);
    expect(judged).toMatchObject({ correct: false, refusalCorrect: false, success: false, found: true });
    expect(judged).toMatchObject({ grounded: undefined, citationCorrect: undefined });
  });

  it('does not find what comes sixth', () => {
    const passages = [...Array.from({ length: 5 }, () => other), price];
    expect(judge(question, '', answered({ passages }))).toMatchObject({ found: false, reciprocalRank: 1 / 6 });
  });

  it('counts a right fact with a citation of the wrong document', () => {
    const elsewhere = { ...claim, chunkId: 'arlen.md#1' };
    const judged = judge(question, '', answered({ claims: [elsewhere] }));
    expect(judged).toMatchObject({ correct: true, citationCorrect: false, grounded: false, success: false });
  });

  it('wants a refusal where there is no answer, and nothing forbidden in it', () => {
    expect(judge(unanswerable, '', refused)).toMatchObject({ refusalCorrect: true, success: true, found: undefined });
    expect(judge(unanswerable, '', answered({}))).toMatchObject({ refusalCorrect: false, success: false });
    const leaking = { ...refused, speech: 'I may not say that it is 31 percent.' };
    expect(judge(unanswerable, '', leaking)).toMatchObject({ refusalCorrect: false, success: false });
  });
});

describe('isGrounded', () => {
  const passages = [{ ...price, title: 'Page 12' }];
  const speech = 'It costs 6,480 dollars, says page twelve.';
  it('lets line breaks pass, words that bear no claim, and the name of the page', () => {
    const quote = 'costs 6,480 dollars without installation';
    expect(isGrounded({ speech, claims: [{ ...claim, text: 'It costs 6480 dollars.', quote }], passages })).toBe(true);
  });
  it.each([
    ['no claim', []],
    ['a quote that is not in the passage', [{ ...claim, quote: 'The Arden 200 costs 6,490 dollars' }]],
    ['an empty quote', [{ ...claim, quote: ' ' }]],
    ['a passage that was not given', [{ ...claim, chunkId: 'elsewhere' }]],
    ['more said than quoted', [{ ...claim, text: 'The Arden 200 costs 6,480 dollars with delivery' }]],
  ])('refuses %s', (_, claims) => expect(isGrounded({ speech, claims, passages })).toBe(false));
  it('refuses a number that nothing supports', () => {
    expect(isGrounded({ speech: `${speech} It weighs 240 pounds.`, claims: [claim], passages })).toBe(false);
  });
});
