import { inputRateHz } from '@cascade/contracts';
import { coreOf } from '../../stable-text.ts';
import { type DecodedTokens, greedyDecode } from './greedy-decode.ts';
import { type MoonshineModel, vocabularySize } from './moonshine-model.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Faster than anyone speaks: more tokens than this are a loop of the decoder. From the makers of the model. */
const maxTokensPerSecond = 6.5;
/** Even the shortest word may take some tokens (a spelled name, "2:30"). */
const minTokenLimit = 6;

/** One piece of work for the worker: structured clone carries it there. */
export interface MoonshineJob {
  /** 16 kHz mono. */
  readonly samples: Float32Array;
  /** Stretches of `samples` to decode, one or more; the hypothesis that the network is surest of is returned. */
  readonly cuts: readonly { readonly start: number; readonly end: number }[];
  /** A hypothesis with a higher mean log-probability than this is taken without trying the other cuts. */
  readonly sureEnough: number;
  /** Tokens of the hypothesis before, when there is one. */
  readonly draft: readonly number[];
  /** Letters and digits, lower case: a text that begins with them is preferred to one that does not. */
  readonly beginning: string;
  /** There is speech for sure: don't accept an empty text without trying. */
  readonly forbidEmpty: boolean;
}

export interface MoonshineResult {
  readonly text: string;
  /** Joined by spaces they are `text`. */
  readonly words: readonly { readonly text: string; readonly confidence: number }[];
  readonly tokens: number[];
  /** Mean over the tokens, the end of the text not among them; 0 for an empty text. */
  readonly meanLogProbability: number;
  readonly looped: boolean;
  readonly draftAccepted: number;
  readonly decoderRuns: number;
  /** Which of the cuts it came from. */
  readonly cut: number;
}

/** Decodes every cut, the second with the first one's tokens as its draft, and keeps the best. */
export async function transcribe(
  model: MoonshineModel,
  tokenizer: Tokenizer,
  job: MoonshineJob,
  isCancelled: () => boolean,
): Promise<MoonshineResult> {
  let best: (Candidate & { cut: number }) | undefined;
  let draft = job.draft;
  let decoderRuns = 0;
  for (const [cut, { start, end }] of job.cuts.entries()) {
    const seconds = (end - start) / inputRateHz;
    await model.encode(job.samples.subarray(start, end));
    const decoded = await greedyDecode(model, {
      vocabularySize,
      draft,
      forbidEmpty: job.forbidEmpty,
      maxTokens: Math.max(minTokenLimit, Math.ceil(seconds * maxTokensPerSecond)),
      isCancelled,
    });
    decoderRuns += decoded.runs;
    draft = decoded.tokens;
    const candidate = {
      decoded,
      mean: meanOf(decoded.logProbabilities),
      rank: rankOf(decoded, tokenizer, job.beginning),
      cut,
    };
    if (!best || candidate.rank > best.rank || (candidate.rank === best.rank && candidate.mean > best.mean)) {
      best = candidate;
    }
    if (best.rank === highestRank && best.mean > job.sureEnough) break;
  }
  if (!best) throw new RangeError('a job needs at least one cut');
  const { tokens, logProbabilities, looped, draftAccepted } = best.decoded;
  const words = tokenizer.words(tokens).map(({ text, firstToken, tokenCount }) => ({
    text,
    confidence: leastSure(tokenizer, tokens, logProbabilities, firstToken, tokenCount),
  }));
  return {
    text: words.map((word) => word.text).join(' '),
    words,
    tokens,
    meanLogProbability: best.mean,
    looped,
    draftAccepted,
    decoderRuns,
    cut: best.cut,
  };
}

interface Candidate {
  readonly decoded: DecodedTokens;
  readonly mean: number;
  readonly rank: number;
}

const highestRank = 3;

/**
 * A loop is always very sure of itself, and an empty text has nothing to be unsure of: both lose to a real text, and one
 * that contradicts what has been shown loses to one that does not.
 */
function rankOf({ tokens, looped }: DecodedTokens, tokenizer: Tokenizer, beginning: string): number {
  if (tokens.length === 0) return 0;
  if (looped) return 1;
  const core = coreOf(tokenizer.decode(tokens));
  return core.startsWith(beginning) || beginning.startsWith(core) ? highestRank : 2;
}

const meanOf = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Probability of the word's least sure token; a comma that might have been a full stop says nothing about the word. */
function leastSure(
  tokenizer: Tokenizer,
  tokens: readonly number[],
  logProbabilities: readonly number[],
  firstToken: number,
  tokenCount: number,
): number {
  const own = logProbabilities.slice(firstToken, firstToken + tokenCount);
  const spoken = own.filter((_, index) => !tokenizer.isPunctuation(tokens[firstToken + index] ?? 0));
  return Math.exp(Math.min(...(spoken.length > 0 ? spoken : own)));
}
