type Suffix = '' | 's' | 'st' | 'nd' | 'rd' | 'th';

export interface Quantity {
  readonly kind: 'one' | 'ten' | 'multiplier';
  readonly value: bigint;
  /** Of a plural or an ordinal, which ends the number; empty for a cardinal. */
  readonly suffix: Suffix;
}

/** What a word can do to the number that is being read. */
export type NumberWord =
  | { readonly kind: 'zero' }
  | Quantity
  | { readonly kind: 'sign'; readonly prefix: string }
  | { readonly kind: 'currency'; readonly prefix: string }
  | { readonly kind: 'percent' | 'per' | 'and' | 'point' }
  | { readonly kind: 'repeat'; readonly times: number };

const belowTwenty = `one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
  seventeen eighteen nineteen`.split(/\s+/);
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const powers = `thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion
  decillion`.split(/\s+/);
const irregularOrdinals: Readonly<Record<string, readonly [string, Suffix]>> = {
  one: ['first', 'st'],
  two: ['second', 'nd'],
  three: ['third', 'rd'],
  five: ['fifth', 'th'],
  eight: ['eighth', 'th'],
  // Sic: the rules know "nineth", and leave "ninth" as it is.
  nine: ['nineth', 'th'],
  twelve: ['twelfth', 'th'],
};

export const numberWords: ReadonlyMap<string, NumberWord> = new Map<string, NumberWord>([
  ...['o', 'oh', 'zero'].map((name) => [name, { kind: 'zero' }] as const),
  ['zeroth', { kind: 'one', value: 0n, suffix: 'th' }],
  ...belowTwenty.flatMap((name, index) => {
    const [ordinal, suffix] = irregularOrdinals[name] ?? [`${name}th`, 'th'];
    return family('one', BigInt(index + 1), { name, plural: name === 'six' ? 'sixes' : `${name}s`, ordinal, suffix });
  }),
  ...tens.flatMap((name, index) => {
    const stem = name.slice(0, -1);
    return family('ten', BigInt(20 + 10 * index), { name, plural: `${stem}ies`, ordinal: `${stem}ieth`, suffix: 'th' });
  }),
  ...[['hundred', 100n] as const, ...powers.map((name, index) => [name, 1000n ** BigInt(index + 1)] as const)].flatMap(
    ([name, value]) => family('multiplier', value, { name, plural: `${name}s`, ordinal: `${name}th`, suffix: 'th' }),
  ),
  ...signed('-', 'sign', 'minus', 'negative'),
  ...signed('+', 'sign', 'plus', 'positive'),
  ...signed('£', 'currency', 'pound', 'pounds'),
  ...signed('€', 'currency', 'euro', 'euros'),
  ...signed('$', 'currency', 'dollar', 'dollars'),
  ...signed('¢', 'currency', 'cent', 'cents'),
  ['per', { kind: 'per' }],
  ['percent', { kind: 'percent' }],
  ['and', { kind: 'and' }],
  ['point', { kind: 'point' }],
  ['double', { kind: 'repeat', times: 2 }],
  ['triple', { kind: 'repeat', times: 3 }],
]);

/** Signs that may stand before a number. */
export const numberPrefixes = '-+£€$¢';

/** Can follow "point". */
export function isDecimalWord(word: string | undefined): boolean {
  const entry = word === undefined ? undefined : numberWords.get(word);
  return entry?.kind === 'zero' || isCardinal(entry, 'one') || isCardinal(entry, 'ten');
}

export function isCardinal(entry: NumberWord | undefined, kind: Quantity['kind']): boolean {
  return entry?.kind === kind && 'suffix' in entry && entry.suffix === '';
}

interface Names {
  readonly name: string;
  readonly plural: string;
  readonly ordinal: string;
  readonly suffix: Suffix;
}

function family(
  kind: Quantity['kind'],
  value: bigint,
  { name, plural, ordinal, suffix }: Names,
): [string, NumberWord][] {
  return [
    [name, { kind, value, suffix: '' }],
    [plural, { kind, value, suffix: 's' }],
    [ordinal, { kind, value, suffix }],
  ];
}

function signed(prefix: string, kind: 'sign' | 'currency', ...names: string[]): [string, NumberWord][] {
  return names.map((name) => [name, { kind, prefix }]);
}
