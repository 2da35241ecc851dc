import { type InferenceSession, Tensor, type TypedTensor } from 'onnxruntime-node';

/** The voice package's `oov.json`. */
export interface UnknownWordAlphabet {
  /** Characters read; the first has id 1. */
  readonly in: readonly string[];
  /** Phonemes written; the first has id 1, 0 is the blank. */
  readonly out: readonly string[];
  /** Characters beyond this many are not read. */
  readonly maxlen: number;
}

/** Guesses the phonemes of a word that no dictionary has. */
export type UnknownWordReader = (word: string) => Promise<string | undefined>;

const REMEMBERED_WORDS = 2_000;

/**
 * Makes a reader from the voice package's letter-to-sound network: input `chars` [1, characters] int64, output one id
 * for each time step; runs of one id count once and blanks are dropped. Words once read are remembered.
 */
export function createUnknownWordReader(session: InferenceSession, alphabet: UnknownWordAlphabet): UnknownWordReader {
  const characterIds = new Map(alphabet.in.map((character, index) => [character, BigInt(index + 1)]));
  const remembered = new Map<string, string>();
  return async (word) => {
    const known = remembered.get(word);
    if (known !== undefined) return known;
    const ids = [...word].map((character) => characterIds.get(character)).filter((id) => id !== undefined);
    if (ids.length === 0) return undefined;
    const chars = BigInt64Array.from(ids.slice(0, alphabet.maxlen));
    const outputs = await session.run({ chars: new Tensor('int64', chars, [1, chars.length]) });
    const steps = outputs[session.outputNames[0]!]! as TypedTensor<'int64'>;
    const phonemes = collapse(Array.from(steps.data, Number), alphabet.out);
    if (remembered.size >= REMEMBERED_WORDS) remembered.delete(remembered.keys().next().value!);
    remembered.set(word, phonemes);
    return phonemes;
  };
}

function collapse(steps: readonly number[], symbols: readonly string[]): string {
  return steps.map((id, index) => (id === 0 || id === steps[index - 1] ? '' : symbols[id - 1]!)).join('');
}
