import type { KnowledgeAnswer, KnowledgeBase, Reader, SpokenQuestion } from '@cascade/knowledge';
import { describe, expect, it } from 'vitest';
import { type AskingOptions, askAll } from './ask.ts';
import { compare, comparisonText } from './comparison.ts';
import type { Hearing } from './hearing.ts';
import { htmlReport } from './html-report.ts';
import { parseQuestions } from './question-file.ts';
import { reportOf } from './report.ts';
import { textReport } from './text-report.ts';

const lines = [
  {
    id: 'price',
    question: 'what does the Arden 200 cost',
    kind: 'fact',
    documents: ['arden.md'],
    answer: ['6480'],
    entities: ['Arden 200'],
    split: 'dev',
  },
  { id: 'secret', question: 'what is the margin', kind: 'unanswerable' },
  {
    id: 'staff',
    question: 'what is the margin',
    kind: 'fact',
    documents: ['margin.md'],
    answer: ['31 percent'],
    reader: { tenant: 'shop', labels: ['staff'] },
  },
];
const questions = parseQuestions(lines.map((line) => JSON.stringify(line)).join('\n'), 'q');

const sentences = [
  { source: 'arden.md', key: 'arden', text: 'The Arden 200 costs 6,480 dollars.', label: undefined },
  { source: 'margin.md', key: 'margin', text: 'The margin is 31 percent & more.', label: 'staff' },
];

/** Finds a sentence by one word, and what is labelled only for readers with the label. */
class ScriptedKnowledge implements KnowledgeBase {
  readonly version = 'v1';
  readonly asked: { question: SpokenQuestion; reader: Reader }[] = [];

  async search(question: SpokenQuestion, reader: Reader): Promise<KnowledgeAnswer> {
    this.asked.push({ question, reader });
    const found = sentences.find(
      ({ key, label }) =>
        question.text.toLowerCase().split(' ').includes(key) && (!label || reader.labels.includes(label)),
    );
    const passage = found && {
      ...found,
      chunkId: found.source,
      documentId: found.source,
      documentVersion: '1',
      title: 'T',
      headings: ['H'],
      score: 1,
    };
    return {
      kind: passage ? 'answer' : 'refusal',
      speech: passage?.text ?? 'I found nothing.',
      confidence: 0.5,
      claims: passage ? [{ text: passage.text, chunkId: passage.chunkId, quote: passage.text }] : [],
      passages: passage ? [passage] : [],
      rewrite: { query: question.text, repairs: [] },
      steps: [],
    };
  }

  async entities({ tenant }: Reader) {
    return [`name of ${tenant}`];
  }

  async close() {}
}

function setUp(hear: (text: string) => string) {
  const knowledge = new ScriptedKnowledge();
  const vocabularies: (readonly string[])[] = [];
  const hearing: Hearing = {
    async hear(text, _saying, phrases) {
      vocabularies.push(phrases);
      return { text: hear(text), alternatives: ['other'], words: [] };
    },
    async close() {},
  };
  const progress: string[] = [];
  const options: AskingOptions = {
    knowledge,
    hearing,
    tenant: 'shop',
    bias: true,
    snrsDb: [10],
    seed: 's',
    parallel: 2,
    onProgress: (condition, done, of) => progress.push(`${condition} ${done}/${of}`),
    signal: new AbortController().signal,
  };
  return { knowledge, vocabularies, progress, options };
}

describe('askAll', () => {
  it('asks as the reader that a question names, with what was heard and its other readings', async () => {
    const { knowledge, vocabularies, progress, options } = setUp((text) => text.toUpperCase());
    const asked = await askAll(questions, ['spoken'], options);
    expect(asked.map(({ judgement }) => judgement.success)).toEqual([true, true, true]);
    expect(knowledge.asked).toHaveLength(6);
    expect(knowledge.asked.at(-1)).toMatchObject({
      question: { text: 'WHAT IS THE MARGIN', alternatives: ['other'] },
      reader: { tenant: 'shop', labels: ['staff'] },
    });
    expect(knowledge.asked[0]?.reader).toEqual({ tenant: 'shop', labels: [] });
    expect(vocabularies).toEqual([['name of shop'], ['name of shop'], ['name of shop']]);
    expect(progress.at(-1)).toBe('spoken 3/3');
  });

  it('tells the recognizer no names without bias', async () => {
    const { vocabularies, options } = setUp((text) => text);
    await askAll(questions, ['noisy'], { ...options, bias: false });
    expect(vocabularies).toEqual([[], [], []]);
  });

  it('blames the recognizer for what succeeds as clean text', async () => {
    const { options } = setUp((text) => text.replace('Arden', 'garden'));
    const asked = await askAll(questions, ['clean', 'noisy'], options);
    expect(
      asked.filter(({ loss }) => loss).map(({ condition, question, loss }) => [condition, question.id, loss]),
    ).toEqual([['noisy', 'price', 'recognizer']]);
  });

  it('stops when it is told to', async () => {
    const { options } = setUp((text) => text);
    await expect(askAll(questions, ['clean'], { ...options, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

it('compares two runs question by question', async () => {
  const whole = await askAll(questions, ['clean', 'spoken'], setUp((text) => text).options);
  const ablated = await askAll(
    questions,
    ['clean', 'spoken'],
    setUp((text) => text.replace('Arden', 'garden')).options,
  );
  const comparison = compare(whole, ablated, ['clean', 'spoken'], 's');
  expect(comparison.clean?.task_success).toEqual({ value: 0, interval: [0, 0] });
  expect(comparison.spoken?.recall_at_5?.value).toBe(0.5);
  expect(comparison.spoken?.entity_substitutions?.value).toBe(-1);
  expect(comparisonText(comparison)).toMatch(/\| spoken +\| 50\.0 \(0\.0 to 100\.0\)/);
});

describe('the report', async () => {
  const { options } = setUp((text) => text.replace('Arden', '<garden>'));
  const asked = await askAll(questions, ['clean', 'spoken', 'noisy'], options);
  const about = {
    knowledge: { folder: 'docs', version: 'v1' },
    questions: { file: 'q', split: 'all', asked: 3 },
    seed: 's',
    ablated: ['dense'],
    comparison: undefined,
  };
  const report = reportOf(asked, ['clean', 'spoken', 'noisy'], about);

  it('has figures for each condition, split, kind and disturbance', () => {
    expect(report.clean).toMatchObject({
      questions: 3,
      recall_at_5: 1,
      answer_correct: 1,
      grounded: 1,
      refusal_correct: 1,
    });
    expect(report.spoken).toMatchObject({ recall_at_5: 0.5, entity_substitutions: 1, losses: { recognizer: 1 } });
    expect(report.spoken?.by_split).toMatchObject({ dev: { questions: 1, recall_at_5: 0 }, test: { questions: 2 } });
    expect(report.noisy?.by_kind).toMatchObject({ fact: { questions: 2 }, unanswerable: { questions: 1 } });
    expect(report.noisy?.by_disturbance).toMatchObject({ 'SNR 10 dB': { questions: 3 } });
    expect(report.reached).toBe(false);
  });

  it('lists each failure with what was heard, asked, found and said', () => {
    expect(report.failures.map(({ condition, id }) => [condition, id])).toEqual([
      ['spoken', 'price'],
      ['noisy', 'price'],
    ]);
    expect(report.failures[0]).toMatchObject({
      heard: 'what does the <garden> 200 cost',
      loss: 'recognizer',
      answer: '(refused) I found nothing.',
      expected: { documents: ['arden.md'], answer: ['6480'] },
    });
  });

  it('is one page that needs nothing else, in which nothing is taken for markup', () => {
    const page = htmlReport(report);
    expect(page).toContain('&#60;garden&#62;');
    expect(page).not.toContain('<garden>');
    expect(page).not.toMatch(/<script|src=|href=/);
    expect(page).toContain('without dense');
  });

  it('is a table in a terminal', () => {
    expect(textReport(report)).toMatch(/\| spoken +\| 3 +\| 50\.0 \(0\.0–100\.0\)/);
  });
});
