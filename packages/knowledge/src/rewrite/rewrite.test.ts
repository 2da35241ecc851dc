import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acme } from '../../test/engine.ts';
import { page } from '../../test/folder.ts';
import type { SpokenQuestion } from '../types.ts';
import { rewriteQuestion } from './rewrite.ts';

const files = {
  'arden.md': page(
    'Arden 200',
    'The Arden 200 uses the filter HX-14. Its output is 8 kilowatts. Look in the garden shed.',
  ),
  'ardent.md': page('Ardent 210', 'The Ardent 210 is louder. The Ardent 210 shows E4. It uses the filter HX-40.'),
  'corran.md': page('Corran 5', 'The Corran 5 and the Corrin 7 are stoves. Only the Corran 5 is small.'),
  'zefirten.md': page(
    'Zefirten',
    'We like the Zefirten. The Zefirten has a compressor. Ask Nadia Petrov about the Zefirten in Ashby.',
  ),
};

const { knownTo } = await makeEngineOnce();

async function makeEngineOnce() {
  const { openDatabase } = await import('../database/schema.ts');
  const { createDocumentWriter } = await import('../database/document-writer.ts');
  const { entitiesIn } = await import('../ingest/entities.ts');
  const { readMarkdown } = await import('../ingest/read-markdown.ts');
  const { chunkDocument } = await import('../ingest/chunk.ts');
  const { readView } = await import('../search/reader-view.ts');
  const { createSoundIndex } = await import('./sound-index.ts');
  const database = openDatabase(':memory:', { versions: 'test', create: true, dimensions: undefined });
  const writer = createDocumentWriter(database, false);
  for (const [path, text] of Object.entries(files)) {
    const document = readMarkdown(text);
    const chunks = chunkDocument(path, document).map((chunk) => ({
      ...chunk,
      entities: entitiesIn([document.title, ...chunk.sentences]),
      vectors: undefined,
    }));
    writer.write({ path, title: document.title, access: acme, version: '1', contentHash: '1', chunks });
  }
  const view = readView(database, acme);
  return { knownTo: { view, sounds: createSoundIndex(view.entities) } };
}

const rewrite = (question: SpokenQuestion | string, phonetic = true) =>
  rewriteQuestion(typeof question === 'string' ? { text: question } : question, knownTo.view, knownTo.sounds, {
    phonetic,
  });

/** As a recognizer gives it: every word with a confidence. */
const heard = (text: string, confidences: Readonly<Record<string, number>> = {}): SpokenQuestion => ({
  text,
  words: text.split(' ').map((word) => ({ text: word, confidence: confidences[word] ?? 0.95 })),
});

describe('disfluencies', () => {
  test.each([
    ['uh what does it, um, cost', 'what does it, cost'],
    ['I want the red no the blue one', 'I want the blue one'],
    ['the price of the Corrin, sorry, the Corran 5', 'the price of the Corran 5'],
    ['how do I how do I reset it', 'how do I reset it'],
    ['in kilowatts I mean', 'in kilowatts'],
    ['hello there could you tell me where it is', 'where it is'],
    ['is there no fee', 'is there no fee'],
    ['what kind of filter is it', 'what kind of filter is it'],
    ['do you know each other', 'each other'],
    ['uh', 'uh'],
  ])('%s → %s', (text, expected) => expect(rewrite(text).text).toBe(expected));

  test('each is in the list of repairs, with what was meant', () => {
    expect(rewrite('I want the red no the blue one').rewrite.repairs).toEqual([
      { heard: 'the red no', meant: 'the blue', reason: 'disfluency' },
    ]);
  });
});

describe('misheard words', () => {
  test.each([
    ['zephyr ten', 'Zefirten'],
    ['is the zephyr ten good', 'is the Zefirten good'],
    ['what does the garden 200 cost', 'what does the Arden 200 cost'],
    ['what does the ardent two hundred cost', 'what does the Arden 200 cost'],
    ['the koran five', 'the Corran 5'],
    ['which filter is h x fourteen', 'which filter is HX-14'],
    ['which filter is age ex 14', 'which filter is HX-14'],
    ['what is hx 40', 'what is HX-40'],
    ['what is the A-checks 14', 'what is the HX-14'],
    ['what is the ach ex 40', 'what is the HX-40'],
    ['is it in the gardenshed', 'is it in the garden shed'],
    ['what does e for mean', 'what does E4 mean'],
    ['who is nadia petroff', 'who is Nadia Petrov'],
    ["what's the zephyr ten's output?", "what's the Zefirten's output?"],
  ])('%s → %s', (text, expected) => expect(rewrite(heard(text)).text).toBe(expected));

  test.each([
    'what is in the garden',
    'where is the shed of my aunt',
    'can I pay with a card tomorrow',
    'is it an ardent wish',
    'what does the Arden 400 cost',
    'what does the Ardent 210 cost',
    'for how many years is it covered',
    'a one year warranty',
    'what is on the page 14',
    'somebody checks 12 of them',
  ])('left alone: %s', (text) => expect(rewrite(heard(text)).rewrite.repairs).toEqual([]));

  test('typed names are what they are', () => {
    expect(rewrite('what does the Ardent 200 cost').rewrite.repairs).toEqual([]);
  });

  test('a word that the recognizer doubted may be a name', () => {
    const text = 'is there a branch in ashbee';
    expect(rewrite(heard(text, { ashbee: 0.3 })).text).toBe('is there a branch in Ashby');
  });

  test('switched off, nothing is repaired by sound', () => {
    expect(rewrite(heard('what does the garden 200 cost'), false).rewrite.repairs).toEqual([]);
  });
});

describe('alternatives', () => {
  test('one that names something known is taken', () => {
    const question = { ...heard('how big is the sea fir tan'), alternatives: ['how big is the Zefirten'] };
    expect(rewrite(question).rewrite.repairs).toContainEqual({
      heard: 'sea fir tan',
      meant: 'Zefirten',
      reason: 'alternative',
    });
  });

  test('one that is no better is not', () => {
    const question = { ...heard('what does the Arden 200 cost'), alternatives: ['what does the Corran 5 cost'] };
    expect(rewrite(question).text).toBe('what does the Arden 200 cost');
  });
});

describe('follow-ups', () => {
  const history = [{ user: 'What does the Arden 200 cost?', reply: 'The Arden 200 costs 6,480 dollars.' }];

  test.each([
    ['and how loud is it', 'and how loud is Arden 200'],
    ['what about its warranty', "what about Arden 200's warranty"],
  ])('%s → %s', (text, expected) => {
    const { text: resolved, rewrite: made } = rewrite({ text, history });
    expect(resolved).toBe(expected);
    expect(made.repairs.map(({ reason }) => reason)).toEqual(['pronoun']);
  });

  test('a name that was asked for is what comes next', () => {
    const asked = [{ user: 'Which filter does the Ardent 210 use?', reply: 'The Ardent 210 uses the filter HX-40.' }];
    expect(rewrite({ text: 'and what does that one cost', history: asked }).text).toBe('and what does HX-40 cost');
  });

  test('a place', () => {
    const asked = [{ user: 'Is there a branch in Ashby?', reply: 'Yes.' }];
    expect(rewrite({ text: "who's the manager there", history: asked }).text).toBe("who's the manager in Ashby");
  });

  test('"is there" is no place, but the topic goes on', () => {
    const made = rewrite({ text: 'is there a fee', history });
    expect(made.text).toBe('is there a fee');
    expect(made.topic).toContain('Arden 200');
  });

  test('a question that names its own subject stands alone', () => {
    expect(rewrite({ text: 'how loud is the Ardent 210', history })).toMatchObject({
      topic: '',
      rewrite: { repairs: [] },
    });
  });
});

test('a question that was rewritten is not rewritten again', () => {
  const words = fc.constantFrom(
    ...[
      'what',
      'is',
      'the',
      'garden',
      '200',
      'uh',
      'no',
      'sorry,',
      'koran',
      'five',
      'Ardent',
      '210',
      'h',
      'x',
      'fourteen',
    ],
    ...['zephyr', 'ten', 'cost', 'it', 'I', 'mean', 'you', 'know', 'hello', 'nadia', 'petroff'],
  );
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 9 }), (parts) => {
      const once = rewrite(heard(parts.join(' '))).text;
      expect(rewrite(heard(once)).text).toBe(once);
    }),
  );
});
