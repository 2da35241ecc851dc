import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type DecodeOptions,
  DecodingCancelled,
  greedyDecode,
  lengthWithoutLoop,
  pickToken,
  type StepDecoder,
} from './greedy-decode.ts';
import { endToken } from './tokenizer.ts';

const vocabularySize = 12;

/** Says one text, whatever it is fed before; with a wrong token before it, it goes on from the wrong place. */
class ScriptedDecoder implements StepDecoder {
  readonly passes: number[] = [];
  readonly #text: readonly number[];
  /** Lead of the right token over the next. */
  readonly #margin: number;
  #fed: number[] = [];

  constructor(text: readonly number[], margin = 5) {
    this.#text = text;
    this.#margin = margin;
  }

  async begin(tokens: readonly number[]): Promise<Float32Array> {
    this.#fed = [];
    return this.continueWith(tokens);
  }

  async continueWith(tokens: readonly number[]): Promise<Float32Array> {
    this.passes.push(tokens.length);
    const logits = new Float32Array(tokens.length * vocabularySize);
    tokens.forEach((token, row) => {
      this.#fed.push(token);
      const spoken = this.#fed.slice(1);
      const right = spoken.every((fed, index) => fed === this.#text[index]);
      const next = right ? (this.#text[spoken.length] ?? endToken) : 3 + ((token + spoken.length) % 9);
      logits[row * vocabularySize + next] = this.#margin;
    });
    return logits;
  }

  keep(length: number): void {
    this.#fed = this.#fed.slice(0, length);
  }
}

const decode = (decoder: StepDecoder, options: Partial<DecodeOptions> = {}) =>
  greedyDecode(decoder, {
    vocabularySize,
    draft: [],
    forbidEmpty: false,
    maxTokens: 100,
    isCancelled: () => false,
    ...options,
  });
const token = fc.integer({ min: 3, max: vocabularySize - 1 });
/** Without a phrase that the loop guard would take for a loop. */
const text = fc
  .array(token, { maxLength: 20 })
  .filter((tokens) => tokens.every((_, at) => lengthWithoutLoop(tokens.slice(0, at + 1)) === at + 1));

test('any draft gives the text that none gives', async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.array(token, { maxLength: 25 }), fc.nat(20), async (spoken, noise, shared) => {
      const draft = [...spoken.slice(0, shared), ...noise];
      const plain = await decode(new ScriptedDecoder(spoken));
      const drafted = await decode(new ScriptedDecoder(spoken), { draft });
      expect(plain.tokens).toEqual(spoken);
      expect(drafted.tokens).toEqual(spoken);
      expect(drafted.logProbabilities).toEqual(plain.logProbabilities);
      expect(drafted.runs).toBeLessThanOrEqual(plain.runs);
    }),
  );
});

test('a right draft costs two passes, however long it is', async () => {
  const decoder = new ScriptedDecoder([3, 4, 5, 6, 7, 8]);
  const { runs, draftAccepted } = await decode(decoder, { draft: [3, 4, 5, 6, 7, 8] });
  expect({ runs, draftAccepted, passes: decoder.passes }).toEqual({ runs: 2, draftAccepted: 6, passes: [1, 6] });
});

test('a close decision within a pass is made again alone', async () => {
  const decoder = new ScriptedDecoder([3, 4, 5], 0.1);
  const { tokens } = await decode(decoder, { draft: [3, 4, 5] });
  expect(tokens).toEqual([3, 4, 5]);
  expect(decoder.passes.filter((length) => length === 1).length).toBeGreaterThan(1);
});

describe('decoding ends', () => {
  it('at once when nothing was said, unless something must have been', async () => {
    expect((await decode(new ScriptedDecoder([]))).tokens).toEqual([]);
    expect((await decode(new ScriptedDecoder([]), { forbidEmpty: true, maxTokens: 3 })).tokens).not.toEqual([]);
  });

  it('after as many tokens as can have been said', async () => {
    const { tokens, looped } = await decode(new ScriptedDecoder([3, 4, 5, 6, 7]), { maxTokens: 3 });
    expect({ tokens, looped }).toEqual({ tokens: [3, 4, 5], looped: true });
  });

  it('when a phrase repeats without end, of which one is kept', async () => {
    const { tokens, looped, logProbabilities } = await decode(
      new ScriptedDecoder([9, ...Array.from({ length: 10 }, () => [3, 4]).flat()]),
    );
    expect({ tokens, looped }).toEqual({ tokens: [9, 3, 4], looped: true });
    expect(logProbabilities).toHaveLength(3);
  });

  it('when nobody wants it any more', async () => {
    await expect(decode(new ScriptedDecoder([3, 4]), { isCancelled: () => true })).rejects.toThrow(DecodingCancelled);
  });
});

test('people may repeat themselves: four times and eight tokens make a loop', () => {
  expect(lengthWithoutLoop([5, 5, 5, 5, 5, 5, 5])).toBe(7);
  expect(lengthWithoutLoop([5, 5, 5, 5, 5, 5, 5, 5])).toBe(1);
  expect(lengthWithoutLoop([3, 4, 5, 3, 4, 5, 3, 4, 5])).toBe(9);
  expect(lengthWithoutLoop([3, 4, 5, 3, 4, 5, 3, 4, 5, 3, 4, 5])).toBe(3);
  expect(lengthWithoutLoop([])).toBe(0);
});

test('a picked token comes with its log-probability and its lead', () => {
  const logits = Float32Array.of(1, 3, 2, -40);
  const sum = Math.exp(-2) + 1 + Math.exp(-1);
  const best = pickToken(logits, -1);
  expect(best.token).toBe(1);
  expect(best.margin).toBe(1);
  expect(best.logProbability).toBeCloseTo(-Math.log(sum), 6);
  expect(pickToken(logits, 1).token).toBe(2);
});
