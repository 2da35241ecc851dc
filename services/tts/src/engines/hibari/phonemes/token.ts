/** A piece of text on its way to phonemes. */
export interface Token {
  text: string;
  /** Penn Treebank part of speech. */
  tag: string;
  /** White space followed in the text. */
  spaceAfter: boolean;
  /** Undefined until pronounced. */
  phonemes: string | undefined;
  /** The first piece of what was one token. */
  isHead: boolean;
  /** Read as this instead of as its text. */
  alias: string | undefined;
  /** `$`, `£` or `€` stood in front of this amount. */
  currency: string | undefined;
  /** A space belongs before its phonemes within a merged word. */
  spaceBefore: boolean;
}

export function createToken(text: string, tag: string, spaceAfter: boolean, phonemes?: string): Token {
  return {
    text,
    tag,
    spaceAfter,
    phonemes,
    isHead: true,
    alias: undefined,
    currency: undefined,
    spaceBefore: false,
  };
}

/** The text of several tokens, with the spaces between them but not after the last. */
export function joinText(tokens: readonly Token[]): string {
  return tokens
    .map((token, index) => (index < tokens.length - 1 && token.spaceAfter ? `${token.text} ` : token.text))
    .join('');
}

/** Capitals count double: the part of a compound with the most of them gives the part of speech. */
function tagWeight(token: Token): number {
  let weight = 0;
  for (const character of token.text) weight += character === character.toLowerCase() ? 1 : 2;
  return weight;
}

/** One token of several; not yet pronounced. */
export function mergeTokens(tokens: readonly Token[]): Token {
  const first = tokens[0]!;
  const heaviest = tokens.reduce((best, token) => (tagWeight(token) > tagWeight(best) ? token : best));
  const currencies = tokens.map((token) => token.currency).filter((currency) => currency !== undefined);
  return {
    text: joinText(tokens),
    tag: heaviest.tag,
    spaceAfter: tokens.at(-1)!.spaceAfter,
    phonemes: undefined,
    isHead: first.isHead,
    alias: undefined,
    currency: currencies.sort().at(-1),
    spaceBefore: first.spaceBefore,
  };
}

/** One token of several that were pronounced apart. */
export function mergePronounced(tokens: readonly Token[]): Token {
  let phonemes = '';
  for (const token of tokens) {
    if (token.spaceBefore && token.phonemes && phonemes !== '' && !/\s$/u.test(phonemes)) phonemes += ' ';
    phonemes += token.phonemes ?? '';
  }
  return { ...mergeTokens(tokens), phonemes };
}
