import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseQuestions } from '../rag/question-file.ts';
import { seededRandom } from '../sounds/index.ts';
import { parseRetrievalBenchArguments } from './arguments.ts';
import { writeMadePages } from './made-pages.ts';
import { chooseQuestions } from './say-questions.ts';
import { timeSearches } from './time-searches.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'retrieval-bench-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a made-up knowledge base', () => {
  const make = (into: string, seed: string) =>
    writeMadePages(join(folder, into), { chunks: 20, tenant: 'shop', random: seededRandom(seed) });

  test('is the same for the same seed, and another for another', async () => {
    const names = await make('one', 'a');
    expect(await make('other', 'a')).toEqual(names);
    expect(await make('third', 'b')).not.toEqual(names);
    const [one, other] = await Promise.all(
      ['one', 'other'].map((into) => readFile(join(folder, into, '0.md'), 'utf8')),
    );
    expect(one).toBe(other);
  });

  test('has as many chunks as were asked for, and is searched', async () => {
    const names = await make('pages', 'a');
    expect(await readdir(join(folder, 'pages'))).toHaveLength(3);
    const options = { names, tenant: 'shop', retrievers: ['lexical'], random: seededRandom('a') } as const;
    const times = await timeSearches(join(folder, 'pages'), options);
    expect(times.chunks).toBe(24);
    expect(times.worst).toBeGreaterThanOrEqual(times.p50);
  });
});

test('questions that can be asked alone, and answered, are spread evenly', () => {
  const line = (id: number, more = {}) =>
    JSON.stringify({ id: `q${id}`, question: 'Which?', documents: 'a.md', answer: 'x', ...more });
  const asked = [0, 1, 2, 3, 4, 5].map((id) => line(id, id === 3 ? { history: [{ user: 'a', reply: 'b' }] } : {}));
  const questions = parseQuestions([...asked, '{"question": "Who won?"}'].join('\n'), 'q.jsonl');
  expect(chooseQuestions(questions, 3).map(({ id }) => id)).toEqual(['q0', 'q1', 'q4']);
  expect(chooseQuestions(questions, 50)).toHaveLength(5);
});

test('wrong arguments are named', () => {
  expect(() => parseRetrievalBenchArguments(['--chunks', '0'])).toThrow('--chunks takes a whole number of 1 or more');
  expect(() => parseRetrievalBenchArguments(['--retrievers', 'sparse'])).toThrow('lexical, phonetic, dense');
  expect(parseRetrievalBenchArguments([])).toMatchObject({ chunks: 10_000, questions: 30 });
});
