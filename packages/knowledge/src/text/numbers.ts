const words = (list: string) => list.split(' ');

const small = new Map<string, number>([
  ...words(
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  ).map((word, value) => [word, value] as const),
  ...words('twenty thirty forty fifty sixty seventy eighty ninety').map(
    (word, index) => [word, (index + 2) * 10] as const,
  ),
]);

/** "Second" is left out: it is a unit of time as often. */
const ordinals = new Map<string, string>([
  ['first', '1st'],
  ['third', '3rd'],
  ...words(
    'fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth',
  ).map((word, index) => [word, `${index + 4}th`] as const),
]);

/** "third" → "3rd"; undefined for what is no ordinal. */
export const ordinalWord = (word: string): string | undefined => ordinals.get(word);

export const isNumberWord = (word: string): boolean => small.has(word);

export interface ReadNumber {
  readonly value: number;
  /** How many words it took. */
  readonly length: number;
}

/**
 * The number that begins at a word: "two hundred" is 200, "two fifty" 250, "twenty twenty six" 2026, "six thousand four
 * hundred and eighty" 6480; "one four" are two numbers.
 */
export function readNumber(tokens: readonly string[], start: number): ReadNumber | undefined {
  const thousands = readHundreds(tokens, start);
  if (!thousands) return undefined;
  if (tokens[start + thousands.length] === 'thousand') return withRest(tokens, start, thousands, 1000);
  return thousands;
}

function readHundreds(tokens: readonly string[], start: number): ReadNumber | undefined {
  const head = readBelowHundred(tokens, start);
  if (!head) return undefined;
  if (tokens[start + head.length] === 'hundred') return withRest(tokens, start, head, 100);
  const tail = readBelowHundred(tokens, start + head.length);
  const isPair = tail !== undefined && tail.value >= 10 && head.value > 0 && (head.value < 10 || head.value >= 18);
  return isPair ? { value: head.value * 100 + tail.value, length: head.length + tail.length } : head;
}

/** `head` hundred, or `head` thousand, with what comes after it. */
function withRest(tokens: readonly string[], start: number, head: ReadNumber, unit: 100 | 1000): ReadNumber {
  const length = head.length + 1;
  const and = tokens[start + length] === 'and' ? 1 : 0;
  const rest = (unit === 1000 ? readHundreds : readBelowHundred)(tokens, start + length + and);
  if (!rest || rest.value === 0) return { value: head.value * unit, length };
  return { value: head.value * unit + rest.value, length: length + and + rest.length };
}

function readBelowHundred(tokens: readonly string[], start: number): ReadNumber | undefined {
  const first = small.get(tokens[start] ?? '');
  if (first === undefined) return undefined;
  const unit = small.get(tokens[start + 1] ?? '');
  const isTens = first >= 20;
  if (isTens && unit !== undefined && unit > 0 && unit < 10) return { value: first + unit, length: 2 };
  return { value: first, length: 1 };
}
