import {
  type DecodedTokens,
  DecodingCancelled,
  pickToken,
  type StepDecoder,
  type TokenChoice,
} from './greedy-decode.ts';
import { type PhraseNode, phraseReward } from './phrase-trie.ts';
import { endToken } from './tokenizer.ts';

export interface PhraseSearchOptions {
  readonly vocabularySize: number;
  readonly maxTokens: number;
  /** Natural logarithm that each token of a whole phrase is worth. */
  readonly boost: number;
  /** Of one phrase no more than this. */
  readonly mostBoost: number;
  /** A phrase's token is tried when its logit is no further than this from the likeliest one. */
  readonly reach: number;
  readonly maxBranches: number;
  /** Tokens decoded for all branches together. */
  readonly maxSteps: number;
  continuesWord(token: number): boolean;
  /** Whether a text may be preferred at all. */
  accepts(tokens: readonly number[]): boolean;
  isCancelled(): boolean;
}

/** A place where a phrase might have been said instead of what was decoded. */
interface Branch {
  /** Tokens before it and their log-probabilities. */
  readonly tokens: readonly number[];
  readonly logProbabilities: readonly number[];
  readonly token: number;
  readonly logProbability: number;
  /** Where the phrase stands after `token`. */
  readonly node: PhraseNode;
  /** Logits behind the likeliest token. */
  readonly deficit: number;
}

const nothingBefore = { tokens: [], logProbabilities: [] };

/** Remembers, while a text is decoded, where phrases might branch off. */
export class BranchFinder {
  readonly branches: Branch[] = [];
  readonly #root: PhraseNode;
  readonly #reach: number;
  /** Places in the trie that the tokens so far lead to. */
  #active: readonly PhraseNode[];
  readonly #tokens: number[];
  readonly #logProbabilities: number[];

  /**
   * @param before what has been decoded before it looks
   * @param open places in the trie that this leads to
   */
  constructor(
    root: PhraseNode,
    reach: number,
    before: { readonly tokens: readonly number[]; readonly logProbabilities: readonly number[] } = nothingBefore,
    open: readonly PhraseNode[] = [],
  ) {
    this.#active = open;
    this.#root = root;
    this.#reach = reach;
    this.#tokens = [...before.tokens];
    this.#logProbabilities = [...before.logProbabilities];
  }

  observe(logits: Float32Array, choice: TokenChoice): void {
    const best = logits[choice.token] as number;
    const nodes = [...this.#active, this.#root];
    const tried = new Set<number>([choice.token]);
    for (const node of nodes) {
      for (const [token, child] of node.next) {
        const deficit = best - (logits[token] as number);
        if (deficit > this.#reach || tried.has(token)) continue;
        tried.add(token);
        this.branches.push({
          tokens: [...this.#tokens],
          logProbabilities: [...this.#logProbabilities],
          token,
          logProbability: choice.logProbability - deficit,
          node: child,
          deficit,
        });
      }
    }
    this.#active = nodes.flatMap((node) => node.next.get(choice.token) ?? []);
    this.#tokens.push(choice.token);
    this.#logProbabilities.push(choice.logProbability);
  }
}

/** A whole text that contains phrases, or the plain one. */
export interface PhraseHypothesis {
  readonly tokens: readonly number[];
  readonly logProbabilities: readonly number[];
  readonly endLogProbability: number;
  /** Its log-probability and what its phrases are worth. */
  readonly score: number;
}

export interface PhraseSearchResult extends PhraseHypothesis {
  readonly branches: number;
  readonly steps: number;
}

/** Stands for the end that a loop never came to. */
const endlessLogProbability = -10;

/**
 * Biasing by branches: wherever a phrase's token was nearly chosen, the text is decoded once more with that phrase in its
 * place, and the network itself says how likely the whole is. Of all texts the one with the highest log-probability wins,
 * a whole phrase counting `boost` for each of its tokens (shallow fusion with a bounded reward; a phrase that is not
 * finished gets nothing). The work is bounded by branches and steps, and a branch ends as soon as it can't win any more.
 */
export async function searchPhrases(
  decoder: StepDecoder,
  root: PhraseNode,
  plain: DecodedTokens,
  found: readonly Branch[],
  options: PhraseSearchOptions,
): Promise<PhraseSearchResult> {
  const open = [...found];
  const cache = new CachedPrefix(decoder, plain.tokens);
  const endLogProbability = plain.looped ? endlessLogProbability : plain.endLogProbability;
  let best: PhraseHypothesis = scored({ ...plain, endLogProbability }, root, options);
  let branches = 0;
  let steps = 0;
  const tried = new Set<string>();
  while (branches < options.maxBranches && steps < options.maxSteps) {
    const branch = takeMostLikely(open);
    if (!branch) break;
    const key = [...branch.tokens, branch.token].join(' ');
    if (tried.has(key)) continue;
    tried.add(key);
    branches++;
    const result = await follow(cache, root, branch, best.score, { ...options, maxSteps: options.maxSteps - steps });
    steps += result.steps;
    const { hypothesis } = result;
    if (!hypothesis || hypothesis.score <= best.score || !options.accepts(hypothesis.tokens)) continue;
    best = hypothesis;
    open.push(...result.branches);
  }
  return { ...best, branches, steps };
}

function takeMostLikely(open: Branch[]): Branch | undefined {
  if (open.length === 0) return undefined;
  const index = open.reduce((least, branch, at) => (branch.deficit < (open[least] as Branch).deficit ? at : least), 0);
  return open.splice(index, 1)[0];
}

/** Decodes on from a branch: the phrase to its end, then what the network finds likeliest. */
async function follow(
  cache: CachedPrefix,
  root: PhraseNode,
  branch: Branch,
  toBeat: number,
  options: PhraseSearchOptions,
): Promise<{ hypothesis: PhraseHypothesis | undefined; branches: readonly Branch[]; steps: number }> {
  const { vocabularySize, maxTokens, reach, maxSteps } = options;
  const tokens = [...branch.tokens, branch.token];
  const logProbabilities = [...branch.logProbabilities, branch.logProbability];
  let finder: BranchFinder | undefined;
  let node: PhraseNode | undefined = branch.node;
  /** The phrase that was left where it may end: a longer one that begins with it is a branch. */
  let left: PhraseNode[] = [];
  let total = logProbabilities.reduce((sum, value) => sum + value, 0);
  for (let steps = 1; ; steps++) {
    const none = { hypothesis: undefined, branches: [], steps };
    // All that is still to come can only make it less likely, apart from what phrases are worth.
    if (total + options.mostBoost * 2 <= toBeat || tokens.length >= maxTokens || steps > maxSteps) {
      return { ...none, steps: steps - 1 };
    }
    if (options.isCancelled()) throw new DecodingCancelled('decoding was cancelled');
    const logits = await cache.logitsAfter(tokens);
    const likeliest = pickToken(logits.subarray(0, vocabularySize), -1);
    let choice = likeliest;
    if (node) {
      const within = likeliestOf(node, logits, likeliest);
      const goesOn = within && (!node.ends || within.logProbability + options.boost > likeliest.logProbability);
      if (within && goesOn && likeliest.logProbability - within.logProbability <= reach) {
        choice = within;
        node = node.next.get(choice.token);
      } else {
        if (!node.ends) return none;
        left = [node];
        node = undefined;
      }
    }
    if (!node) finder ??= new BranchFinder(root, reach, { tokens, logProbabilities }, left);
    finder?.observe(logits, choice);
    if (choice.token === endToken) {
      const whole = { tokens, logProbabilities, endLogProbability: choice.logProbability };
      return { hypothesis: scored(whole, root, options), branches: finder?.branches ?? [], steps };
    }
    tokens.push(choice.token);
    logProbabilities.push(choice.logProbability);
    total += choice.logProbability;
  }
}

function likeliestOf(node: PhraseNode, logits: Float32Array, likeliest: TokenChoice): TokenChoice | undefined {
  let token = -1;
  for (const candidate of node.next.keys()) {
    if (token < 0 || (logits[candidate] as number) > (logits[token] as number)) token = candidate;
  }
  if (token < 0) return undefined;
  const deficit = (logits[likeliest.token] as number) - (logits[token] as number);
  return { token, logProbability: likeliest.logProbability - deficit, margin: 0 };
}

function scored(
  text: {
    readonly tokens: readonly number[];
    readonly logProbabilities: readonly number[];
    readonly endLogProbability: number;
  },
  root: PhraseNode,
  { boost, mostBoost, continuesWord }: PhraseSearchOptions,
): PhraseHypothesis {
  const { tokens, logProbabilities, endLogProbability } = text;
  const reward = phraseReward(tokens, root, boost, mostBoost, continuesWord);
  const score = logProbabilities.reduce((sum, value) => sum + value, endLogProbability) + reward;
  return { tokens, logProbabilities, endLogProbability, score };
}

/** Keeps count of what is in the decoder's cache, so that only what differs is run again. */
class CachedPrefix {
  readonly #decoder: StepDecoder;
  #held: number[];

  constructor(decoder: StepDecoder, tokens: readonly number[]) {
    this.#decoder = decoder;
    // Where decoding was stopped, the last token has not been run.
    this.#held = tokens.slice(0, -1);
  }

  /** Logits after the last of the tokens. */
  async logitsAfter(tokens: readonly number[]): Promise<Float32Array> {
    let common = 0;
    while (common < tokens.length - 1 && common < this.#held.length && this.#held[common] === tokens[common]) common++;
    this.#decoder.keep(1 + common);
    const missing = tokens.slice(common);
    this.#held = [...tokens];
    const logits = await this.#decoder.continueWith(missing);
    const size = logits.length / missing.length;
    return logits.subarray((missing.length - 1) * size);
  }
}
