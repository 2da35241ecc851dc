/** Phrases as sequences of tokens, sharing their beginnings. */
export interface PhraseNode {
  readonly next: ReadonlyMap<number, PhraseNode>;
  /** A phrase may end here. */
  readonly ends: boolean;
}

interface GrowingNode {
  readonly next: Map<number, GrowingNode>;
  ends: boolean;
}

export function buildPhraseTrie(phrases: Iterable<readonly number[]>): PhraseNode {
  const root: GrowingNode = { next: new Map(), ends: false };
  for (const phrase of phrases) {
    let node = root;
    for (const token of phrase) {
      const child: GrowingNode = node.next.get(token) ?? { next: new Map(), ends: false };
      node.next.set(token, child);
      node = child;
    }
    if (node !== root) node.ends = true;
  }
  return root;
}

/**
 * What the whole phrases in a text are worth: `boost` for each token, no more than `most` for one phrase, and each phrase
 * once, so that saying it again and again is worth nothing. Longest match first, from left to right.
 * @param continuesWord whether a token goes on with the word before it: "light" is not said in "lighthouse"
 */
export function phraseReward(
  tokens: readonly number[],
  root: PhraseNode,
  boost: number,
  most: number,
  continuesWord: (token: number) => boolean,
): number {
  let reward = 0;
  const counted = new Set<PhraseNode>();
  for (let at = 0; at < tokens.length; ) {
    const match = longestMatch(tokens, at, root, continuesWord);
    if (match && !counted.has(match.node)) {
      counted.add(match.node);
      reward += Math.min(most, boost * match.length);
    }
    at += match?.length ?? 1;
  }
  return reward;
}

function longestMatch(
  tokens: readonly number[],
  start: number,
  root: PhraseNode,
  continuesWord: (token: number) => boolean,
): { readonly node: PhraseNode; readonly length: number } | undefined {
  let longest: { readonly node: PhraseNode; readonly length: number } | undefined;
  let node: PhraseNode | undefined = root;
  for (let at = start; at < tokens.length; at++) {
    node = node.next.get(tokens[at] as number);
    if (!node) break;
    const following = tokens[at + 1];
    if (node.ends && (following === undefined || !continuesWord(following))) longest = { node, length: at + 1 - start };
  }
  return longest;
}
