import { highPass, normalizeSpeechLevel } from '@cascade/audio';
import { inputRateHz } from '@cascade/contracts';
import type { AudioCut } from '../../recognition-engine.ts';
import { coreOf } from '../../stable-text.ts';
import { greedyDecode } from './greedy-decode.ts';
import { type MoonshineModel, vocabularySize } from './moonshine-model.ts';
import type { NoiseSuppressor } from './noise-suppressor.ts';
import { BranchFinder, searchPhrases } from './phrase-search.ts';
import type { PhraseNode } from './phrase-trie.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { VocabularyCache } from './vocabulary.ts';

/** Faster than anyone speaks: more tokens than this are a loop of the decoder. From the makers of the model. */
const maxTokensPerSecond = 6.5;
/** Even the shortest word may take some tokens (a spelled name, "2:30"). */
const minTokenLimit = 6;

/** What the phrases in use are worth; the README of the stage has the numbers. */
const phraseRewards = { boost: 1.5, mostBoost: 6 };
/** How much is tried for them in one cut. */
const phraseLimits = { reach: 4, maxBranches: 6, maxSteps: 32 };

/** One piece of work for the worker: structured clone carries it there. */
export interface MoonshineJob {
  /** 16 kHz mono. */
  readonly samples: Float32Array;
  /** Stretches of `samples` to decode, one or more; the hypothesis that the network is surest of is returned. */
  readonly cuts: readonly AudioCut[];
  readonly noiseReduction: boolean;
  /** Preferred where the network is not `sureEnough`. */
  readonly phrases: readonly string[];
  /** A hypothesis with a higher mean log-probability than this is taken without trying the other cuts. */
  readonly sureEnough: number;
  /** Another cut, or the search for phrases, is begun no later than this after the first: then there is no headroom. */
  readonly headroomMs: number;
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
  /** Other texts that were tried, likeliest first: of other cuts, and before a phrase was preferred. */
  readonly alternatives: readonly string[];
  readonly tokens: readonly number[];
  /** Mean over the tokens, the end of the text not among them; 0 for an empty text. */
  readonly meanLogProbability: number;
  /** Highest one of the cuts, phrases left aside. */
  readonly bestLogProbability: number;
  readonly looped: boolean;
  readonly draftAccepted: number;
  readonly decoderRuns: number;
  /** Which of the cuts it came from. */
  readonly cut: number;
  /** It is another text because of the phrases. */
  readonly biased: boolean;
}

/** What a worker holds to transcribe with. */
export interface Transcriber {
  readonly model: MoonshineModel;
  readonly tokenizer: Tokenizer;
  readonly vocabularies: VocabularyCache;
  /** Loaded when it is first asked for. */
  noiseSuppressor(): Promise<NoiseSuppressor>;
}

/** A cut's text. */
interface Candidate {
  readonly tokens: readonly number[];
  readonly logProbabilities: readonly number[];
  readonly looped: boolean;
  /** Before phrases were looked for. */
  readonly plainTokens: readonly number[];
  readonly plainMean: number;
  /** What cuts are compared by, for each token. */
  readonly score: number;
  readonly rank: number;
  readonly draftAccepted: number;
  readonly runs: number;
  readonly cut: number;
  readonly biased: boolean;
}

/** Decodes every cut, the second with the first one's tokens as its draft, and keeps the best. */
export async function transcribe(
  transcriber: Transcriber,
  job: MoonshineJob,
  isCancelled: () => boolean,
): Promise<MoonshineResult> {
  const { tokenizer, vocabularies } = transcriber;
  const samples = job.noiseReduction ? (await transcriber.noiseSuppressor()).suppress(job.samples) : job.samples;
  const phrases = vocabularies.trieOf(job.phrases);
  const candidates: Candidate[] = [];
  const startMs = performance.now();
  const control = { isCancelled, hasTime: () => performance.now() - startMs <= job.headroomMs };
  for (const cut of job.cuts.keys()) {
    const draft = candidates.at(-1)?.tokens ?? job.draft;
    const candidate = await decodeCut(transcriber, { ...job, samples, draft }, cut, phrases, control);
    candidates.push(candidate);
    if ((candidate.rank === highestRank && candidate.plainMean > job.sureEnough) || !control.hasTime()) break;
  }
  const best = bestOf(candidates, job.sureEnough);
  const { tokens, logProbabilities, looped, draftAccepted, cut, biased } = best;
  const words = tokenizer.words(tokens).map(({ text, firstToken, tokenCount }) => ({
    text,
    confidence: leastSure(tokenizer, tokens, logProbabilities, firstToken, tokenCount),
  }));
  return {
    text: words.map((word) => word.text).join(' '),
    words,
    alternatives: alternativesTo(tokens, candidates, tokenizer),
    tokens,
    meanLogProbability: meanOf(logProbabilities),
    bestLogProbability: Math.max(...candidates.map((candidate) => candidate.plainMean)),
    looped,
    draftAccepted,
    decoderRuns: candidates.reduce((sum, { runs }) => sum + runs, 0),
    cut,
    biased,
  };
}

async function decodeCut(
  { model, tokenizer }: Transcriber,
  job: MoonshineJob,
  cut: number,
  phrases: PhraseNode | undefined,
  { isCancelled, hasTime }: { isCancelled(): boolean; hasTime(): boolean },
): Promise<Candidate> {
  const audio = prepare(job.samples, job.cuts[cut] as AudioCut);
  await model.encode(audio);
  const maxTokens = Math.max(minTokenLimit, Math.ceil((audio.length / inputRateHz) * maxTokensPerSecond));
  const finder = phrases && new BranchFinder(phrases, phraseLimits.reach);
  const plain = await greedyDecode(model, {
    vocabularySize,
    draft: job.draft,
    forbidEmpty: job.forbidEmpty,
    maxTokens,
    isCancelled,
    onChoice: finder ? (logits, choice) => finder.observe(logits, choice) : undefined,
  });
  const plainMean = meanOf(plain.logProbabilities);
  const rank = rankOf(plain.tokens, plain.looped, tokenizer, job.beginning);
  const { looped, draftAccepted, runs } = plain;
  const asDecoded = { ...plain, plainTokens: plain.tokens, plainMean, score: plainMean, rank, cut, biased: false };
  if (!phrases || !finder || plain.tokens.length === 0) return asDecoded;
  if ((rank === highestRank && plainMean > job.sureEnough) || !hasTime()) return asDecoded;
  const found = await searchPhrases(model, phrases, plain, finder.branches, {
    ...phraseRewards,
    ...phraseLimits,
    vocabularySize,
    maxTokens,
    continuesWord: (token) => tokenizer.continuesWord(token),
    accepts: (tokens) => rankOf(tokens, false, tokenizer, job.beginning) >= rank,
    isCancelled,
  });
  const biased = found.tokens !== plain.tokens;
  return {
    tokens: found.tokens,
    logProbabilities: found.logProbabilities,
    looped: looped && !biased,
    plainTokens: plain.tokens,
    plainMean,
    score: found.score / (found.tokens.length + 1),
    rank: biased ? rankOf(found.tokens, false, tokenizer, job.beginning) : rank,
    draftAccepted,
    runs: runs + found.steps,
    cut,
    biased,
  };
}

function prepare(samples: Float32Array, { start, end, highPassHz, levelDbfs }: AudioCut): Float32Array {
  const cut = samples.subarray(start, end);
  const filtered = highPassHz === undefined ? cut : highPass(cut, highPassHz, inputRateHz);
  return levelDbfs === undefined ? filtered : normalizeSpeechLevel(filtered, levelDbfs, inputRateHz);
}

/** A sure text needs no comparison; of the others the highest rank wins, then the score. */
function bestOf(candidates: readonly Candidate[], sureEnough: number): Candidate {
  const last = candidates.at(-1);
  if (!last) throw new RangeError('a job needs at least one cut');
  if (last.rank === highestRank && last.plainMean > sureEnough) return last;
  return candidates.reduce((best, candidate) =>
    candidate.rank > best.rank || (candidate.rank === best.rank && candidate.score > best.score) ? candidate : best,
  );
}

/** Loops and empty texts are no other reading of what was said; neither is the same text with other commas. */
function alternativesTo(tokens: readonly number[], candidates: readonly Candidate[], tokenizer: Tokenizer): string[] {
  const spoken = new Set([coreOf(tokenizer.decode(tokens)), '']);
  const tried = candidates
    .filter(({ looped }) => !looped)
    .flatMap(({ tokens: chosen, score, plainTokens, plainMean }) => [
      { tokens: chosen, score },
      { tokens: plainTokens, score: plainMean },
    ])
    .sort((a, b) => b.score - a.score);
  return tried.flatMap((other) => {
    const text = tokenizer.decode(other.tokens).trim();
    if (spoken.has(coreOf(text))) return [];
    spoken.add(coreOf(text));
    return [text];
  });
}

const highestRank = 3;

/**
 * A loop is always very sure of itself, and an empty text has nothing to be unsure of: both lose to a real text, and one
 * that contradicts what has been shown loses to one that does not.
 */
function rankOf(tokens: readonly number[], looped: boolean, tokenizer: Tokenizer, beginning: string): number {
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
