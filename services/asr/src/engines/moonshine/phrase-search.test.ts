import { expect, test } from 'vitest';
import { DecodingCancelled, greedyDecode, type StepDecoder } from './greedy-decode.ts';
import { BranchFinder, type PhraseSearchOptions, searchPhrases } from './phrase-search.ts';
import { buildPhraseTrie } from './phrase-trie.ts';
import { endToken } from './tokenizer.ts';

const vocabularySize = 16;
const quiet = -20;

/**
 * A network that knows some texts and how likely each is after what was fed: the logit of a token is the best logarithm
 * among the texts that go on with it.
 */
class TextsDecoder implements StepDecoder {
  runs = 0;
  readonly #texts: readonly { readonly tokens: readonly number[]; readonly log: number }[];
  #fed: number[] = [];

  constructor(texts: readonly { readonly tokens: readonly number[]; readonly log: number }[]) {
    this.#texts = texts;
  }

  async begin(tokens: readonly number[]): Promise<Float32Array> {
    this.#fed = [];
    return this.continueWith(tokens);
  }

  async continueWith(tokens: readonly number[]): Promise<Float32Array> {
    this.runs++;
    const logits = new Float32Array(tokens.length * vocabularySize).fill(quiet);
    tokens.forEach((token, row) => {
      this.#fed.push(token);
      const spoken = this.#fed.slice(1);
      for (const text of this.#texts) {
        if (!spoken.every((fed, index) => fed === text.tokens[index])) continue;
        const at = row * vocabularySize + (text.tokens[spoken.length] ?? endToken);
        logits[at] = Math.max(logits[at] as number, text.log);
      }
    });
    return logits;
  }

  keep(length: number): void {
    this.#fed = this.#fed.slice(0, length);
  }
}

const options: PhraseSearchOptions = {
  vocabularySize,
  maxTokens: 20,
  boost: 1.5,
  mostBoost: 6,
  reach: 4,
  maxBranches: 6,
  maxSteps: 32,
  continuesWord: () => false,
  accepts: () => true,
  isCancelled: () => false,
};

async function search(
  texts: readonly { readonly tokens: readonly number[]; readonly log: number }[],
  phrases: readonly (readonly number[])[],
  changes: Partial<PhraseSearchOptions> = {},
) {
  const decoder = new TextsDecoder(texts);
  const root = buildPhraseTrie(phrases);
  const finder = new BranchFinder(root, options.reach);
  const plain = await greedyDecode(decoder, {
    vocabularySize,
    draft: [],
    forbidEmpty: true,
    maxTokens: 20,
    isCancelled: () => false,
    onChoice: (logits, choice) => finder.observe(logits, choice),
  });
  const found = await searchPhrases(decoder, root, plain, finder.branches, { ...options, ...changes });
  return { plain: plain.tokens, found: [...found.tokens], steps: found.steps, branches: found.branches };
}

const said = { tokens: [5, 6, 7, 8], log: -1 };
const likelier = { tokens: [5, 9, 8], log: 0 };

test('a phrase that was nearly heard is preferred, and the text goes on as the network has it', async () => {
  const { plain, found } = await search([said, likelier], [[6, 7]]);
  expect(plain).toEqual(likelier.tokens);
  expect(found).toEqual(said.tokens);
});

test('a phrase that is far from what was heard is not put in', async () => {
  const { found, branches } = await search([{ ...said, log: -3.9 }, likelier], [[6, 7]]);
  expect(found).toEqual(likelier.tokens);
  expect(branches).toBe(1);
  expect((await search([{ ...said, log: -5 }, likelier], [[6, 7]])).branches).toBe(0);
});

test('the beginning of a phrase is worth nothing', async () => {
  expect((await search([said, likelier], [[6, 7, 3]])).found).toEqual(likelier.tokens);
});

test('a text is left alone when it contains phrases already', async () => {
  expect(
    (
      await search(
        [said, likelier],
        [
          [6, 7],
          [5, 9],
        ],
      )
    ).found,
  ).toEqual(likelier.tokens);
});

test('two phrases of one text are both found', async () => {
  const both = { tokens: [5, 6, 7, 8, 3, 4], log: -1 };
  const one = { tokens: [5, 6, 7, 8, 10, 4], log: -0.5 };
  const { found } = await search([both, one, { tokens: [5, 9, 8, 10, 4], log: 0 }], [[6, 7], [3]]);
  expect(found).toEqual(both.tokens);
});

test('a phrase that begins with another one is found behind it', async () => {
  const texts = [
    { tokens: [6, 7, 3], log: -2.2 },
    { tokens: [6, 8], log: -0.5 },
    { tokens: [9, 8], log: 0 },
  ];
  expect((await search(texts, [[6]])).found).toEqual([6, 8]);
  expect((await search(texts, [[6], [6, 7, 3]])).found).toEqual([6, 7, 3]);
});

test('a text that may not be told is not preferred', async () => {
  const { found } = await search([said, likelier], [[6, 7]], { accepts: (tokens) => !tokens.includes(6) });
  expect(found).toEqual(likelier.tokens);
});

test('the work is bounded, and stops when nobody wants it', async () => {
  expect((await search([said, likelier], [[6, 7]], { maxBranches: 0 })).found).toEqual(likelier.tokens);
  expect((await search([said, likelier], [[6, 7]], { maxSteps: 2 })).steps).toBe(2);
  const also = { tokens: [11, 12, 13, 8], log: -1.5 };
  const phrases = [
    [6, 7],
    [11, 12, 13],
  ];
  const free = await search([said, also, likelier], phrases);
  expect(free).toMatchObject({ branches: 2, steps: 7 });
  expect((await search([said, also, likelier], phrases, { maxSteps: 5 })).steps).toBe(5);
  await expect(search([said, likelier], [[6, 7]], { isCancelled: () => true })).rejects.toThrow(DecodingCancelled);
});
