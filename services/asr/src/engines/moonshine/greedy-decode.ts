import { endToken, startToken } from './tokenizer.ts';

/** What decoding needs of a network; `MoonshineModel` after `encode`. */
export interface StepDecoder {
  /** Logits [tokens.length × vocabularySize] after each of the tokens. */
  begin(tokens: readonly number[]): Promise<Float32Array>;
  /** The same for tokens that follow those. */
  continueWith(tokens: readonly number[]): Promise<Float32Array>;
  /** Forgets all but the first `length` tokens. */
  keep(length: number): void;
}

export interface DecodeOptions {
  readonly vocabularySize: number;
  /** Tokens of an earlier hypothesis of nearly the same audio; a good guess saves time and changes nothing. */
  readonly draft: readonly number[];
  /** There is speech for sure: the first token must not be the end. */
  readonly forbidEmpty: boolean;
  /** More tokens than this can't have been said in the time: decoding stops. */
  readonly maxTokens: number;
  isCancelled(): boolean;
  /** Sees what each token was chosen from, the end of the text included. The logits are valid during the call. */
  readonly onChoice?: ((logits: Float32Array, choice: TokenChoice) => void) | undefined;
}

export interface DecodedTokens {
  readonly tokens: number[];
  /** Natural logarithm of the probability of each token, in its context. */
  readonly logProbabilities: number[];
  /** That of the end after them; 0 when decoding was stopped. */
  readonly endLogProbability: number;
  /** Decoding ran into `maxTokens` or began to repeat itself; the repetition is cut off. */
  readonly looped: boolean;
  /** Tokens of the draft that held. */
  readonly draftAccepted: number;
  /** Runs of the decoder. */
  readonly runs: number;
}

/** Thrown when `isCancelled` says so; the caller turns it into the project's own error. */
export class DecodingCancelled extends Error {}

/**
 * A token that leads the next by less than this in a pass over many tokens is decided again in a pass of its own. The
 * network quantizes all rows of a pass with one scale, so that a row's logits depend a little on the rows beside it.
 */
const ambiguousMargin = 0.4;

/**
 * Greedy decoding with draft verification: the draft runs through the decoder in one pass, its longest prefix that the
 * network agrees with is kept, and decoding goes on from there, token by token. The start token never shares a pass with
 * others: beside it, their logits were twice as often wrong.
 */
export async function greedyDecode(decoder: StepDecoder, options: DecodeOptions): Promise<DecodedTokens> {
  const { vocabularySize, maxTokens } = options;
  const tokens: number[] = [];
  const logProbabilities: number[] = [];
  /** What is left of the draft, from the position of the next token on. */
  let draft = options.draft.slice(0, maxTokens);
  let draftAccepted = 0;
  let runs = 1;
  let logits = await decoder.begin([startToken]);
  let row = 0;
  let rows = 1;
  for (;;) {
    const forbidden = options.forbidEmpty && tokens.length === 0 ? endToken : -1;
    const choices = logits.subarray(row * vocabularySize, (row + 1) * vocabularySize);
    const best = pickToken(choices, forbidden);
    if (rows > 1 && best.margin < ambiguousMargin) {
      // Run the token before again, alone; what follows it in the draft is then verified anew.
      decoder.keep(tokens.length);
      logits = await decoder.continueWith(tokens.slice(-1));
      runs++;
      row = 0;
      rows = 1;
      continue;
    }
    const agreed = draft.length > 0 && best.token === draft[0];
    options.onChoice?.(choices, best);
    if (best.token === endToken) {
      const endLogProbability = best.logProbability;
      return { tokens, logProbabilities, endLogProbability, looped: false, draftAccepted, runs };
    }
    tokens.push(best.token);
    logProbabilities.push(best.logProbability);
    const kept = lengthWithoutLoop(tokens);
    if (kept < tokens.length || tokens.length >= maxTokens) {
      tokens.length = kept;
      logProbabilities.length = kept;
      return { tokens, logProbabilities, endLogProbability: 0, looped: true, draftAccepted, runs };
    }
    if (agreed) draftAccepted++;
    if (agreed && row + 1 < rows) {
      draft = draft.slice(1);
      row++;
      continue;
    }
    if (options.isCancelled()) throw new DecodingCancelled('decoding was cancelled');
    decoder.keep(tokens.length);
    const pass = agreed ? draft : [best.token];
    logits = await decoder.continueWith(pass);
    runs++;
    draft = pass.slice(1);
    row = 0;
    rows = pass.length;
  }
}

/** Terms smaller than this share of the largest don't change a sum of 32,768 of them: e^-18 · 32768 < 0.001. */
const negligible = -18;

export interface TokenChoice {
  readonly token: number;
  /** Its logit minus the logarithm of the sum of all exponentials. */
  readonly logProbability: number;
  /** Its lead in logits over the next. */
  readonly margin: number;
}

/** The likeliest token. */
export function pickToken(logits: Float32Array, forbidden: number): TokenChoice {
  let token = -1;
  let highest = Number.NEGATIVE_INFINITY;
  let second = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < logits.length; id++) {
    const value = logits[id] as number;
    if (value <= second || id === forbidden) continue;
    if (value > highest) {
      second = highest;
      highest = value;
      token = id;
    } else {
      second = value;
    }
  }
  let sum = 0;
  for (let id = 0; id < logits.length; id++) {
    const difference = (logits[id] as number) - highest;
    if (difference > negligible) sum += Math.exp(difference);
  }
  return { token, logProbability: -Math.log(sum), margin: highest - second };
}

/** Longest phrase that is looked for, in tokens. */
const longestUnit = 16;
const minLoopTokens = 8;
const minRepeats = 4;

/**
 * How many of the tokens remain when a phrase at their end that repeats without end is cut to its first time.
 * A phrase counts as repeating after four times and at least eight tokens in a row: people do say "no, no, no".
 */
export function lengthWithoutLoop(tokens: readonly number[]): number {
  for (let unit = 1; unit <= longestUnit; unit++) {
    const needed = Math.max(minRepeats * unit, minLoopTokens);
    if (tokens.length < needed) continue;
    let matching = unit;
    while (matching < needed && tokens[tokens.length - 1 - matching] === tokens[tokens.length - 1 - matching + unit]) {
      matching++;
    }
    if (matching >= needed) return tokens.length - needed + unit;
  }
  return tokens.length;
}
