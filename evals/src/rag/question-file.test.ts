import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { statesFact } from './matching.ts';
import { parseQuestions, readQuestions } from './question-file.ts';

const fact = { id: 'one', question: 'What does it cost?', kind: 'fact', documents: ['a.md'], answer: ['12'] };
const lines = (...values: unknown[]) => values.map((value) => JSON.stringify(value)).join('\n');

describe('parseQuestions', () => {
  it('fills in what may be left out', () => {
    const [question] = parseQuestions(`\n${lines(fact)}\n\n`, 'q.jsonl');
    expect(question).toEqual({ ...fact, split: 'test', forbidden: [], entities: [], history: [] });
  });

  it('takes the least that a question can be', () => {
    const least = lines({ question: 'What does it cost?', documents: 'a.md', answer: '12' }, { question: 'Who won?' });
    expect(parseQuestions(least, 'q.jsonl')).toMatchObject([
      { id: 'line-1', kind: 'fact', documents: ['a.md'], answer: ['12'] },
      { id: 'line-2', kind: 'unanswerable', documents: [], answer: [] },
    ]);
  });

  it.each([
    ['{"id": ', /^q\.jsonl:2: not JSON/],
    [lines({ ...fact, id: 'two', kind: 'riddle' }), /^q\.jsonl:2: "kind": .*unanswerable/],
    [lines({ ...fact, id: 'two', documents: [] }), /^q\.jsonl:2: "documents": name a document/],
    [lines({ ...fact, id: 'two', answer: [] }), /^q\.jsonl:2: "answer": say what/],
    [lines({ ...fact, id: 'two', kind: 'unanswerable' }), /^q\.jsonl:2: "documents": an unanswerable question has no/],
    [lines({ ...fact, id: 'two', answer: ['/(/'] }), /^q\.jsonl:2: "answer": \/\(\/ is no regular expression/],
    [lines({ ...fact, id: 'two', anser: ['x'] }), /^q\.jsonl:2: .*anser/],
    [lines(fact), /^q\.jsonl:2: the id "one" is taken by line 1/],
  ])('refuses %s', (line, message) => {
    expect(() => parseQuestions(`${lines(fact)}\n${line}`, 'q.jsonl')).toThrow(message);
  });

  it('refuses an empty file', () => {
    expect(() => parseQuestions('\n', 'q.jsonl')).toThrow('q.jsonl: there is no question in it');
  });
});

it('names a file that is not there', async () => {
  await expect(readQuestions('nowhere.jsonl')).rejects.toThrow('nowhere.jsonl: cannot be read (ENOENT)');
});

describe('the questions of the sample', async () => {
  const questions = await readQuestions(fileURLToPath(new URL('../../fixtures/rag/questions.jsonl', import.meta.url)));
  const sample = new URL('../../../packages/knowledge/sample/', import.meta.url);
  const pdfSources = new URL('../../../packages/knowledge/scripts/sample-pdfs/', import.meta.url);
  const textOf = (document: string) => {
    const pdf = /^manuals\/(.*)\.pdf$/.exec(document);
    const text = readFileSync(pdf ? new URL(`${pdf[1]}.md`, pdfSources) : new URL(document, sample), 'utf8');
    return text.replace(/<[^>]*>/g, ' ');
  };

  it('are as many as promised, half of them held out', () => {
    expect(questions.length).toBeGreaterThanOrEqual(220);
    expect(questions.filter(({ kind }) => kind === 'unanswerable').length).toBeGreaterThanOrEqual(40);
    const heldOut = questions.filter(({ split }) => split === 'test').length / questions.length;
    expect(heldOut).toBeGreaterThan(0.45);
    expect(heldOut).toBeLessThan(0.55);
  });

  it('name documents that are there and state the facts', () => {
    for (const { id, documents, answer } of questions) {
      for (const document of documents) expect(existsSync(new URL(document, sample)), `${id}: ${document}`).toBe(true);
      const texts = documents.map(textOf);
      for (const wanted of answer) {
        expect(
          texts.some((text) => statesFact(text, wanted)),
          `${id}: ${wanted}`,
        ).toBe(true);
      }
    }
  });

  it('name entities that they hold, and forbid nothing that they say', () => {
    for (const { id, question, entities, forbidden } of questions) {
      for (const entity of entities) expect(statesFact(question, entity), `${id}: ${entity}`).toBe(true);
      for (const phrase of forbidden) expect(statesFact(question, phrase), `${id}: ${phrase}`).toBe(false);
    }
  });
});
