/**
 * Turns spelled numbers in a list of words into digits: "twenty five" and "25", "one hundred and five" and "105",
 * "nineteen eighty four" and "1984", "first" and "1st" become the same word. Digits said one by one ("four one five")
 * are joined, whether they were spelled or written.
 */
export function foldNumbers(words: readonly string[]): string[] {
  const folded: string[] = [];
  let index = 0;
  while (index < words.length) {
    const number = readNumber(words, index);
    if (number) {
      folded.push(number.text);
      index += number.wordCount;
    } else {
      folded.push(words[index] as string);
      index++;
    }
  }
  return joinDigits(folded);
}

const small = new Map(
  [
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen',
    'seventeen eighteen nineteen',
  ]
    .join(' ')
    .split(' ')
    .map((word, value) => [word, value]),
);
const tens = new Map(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, index) => [word, (index + 2) * 10]),
);
const scales = new Map([
  ['hundred', 100],
  ['thousand', 1_000],
  ['million', 1_000_000],
  ['billion', 1_000_000_000],
]);
const ordinals = new Map<string, number>([
  ...'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'
    .split(' ')
    .map((word, index): [string, number] => [word, index + 1]),
  ...[...small].filter(([, value]) => value > 12).map(([word, value]): [string, number] => [`${word}th`, value]),
  ...[...tens].map(([word, value]): [string, number] => [word.replace(/y$/, 'ieth'), value]),
  ['hundredth', 100],
  ['thousandth', 1_000],
]);

interface FoundNumber {
  readonly text: string;
  readonly wordCount: number;
}

/** The longest number that begins at `start`, or undefined when none does. */
function readNumber(words: readonly string[], start: number): FoundNumber | undefined {
  let total = 0;
  /** Below a thousand, still growing. */
  let group = 0;
  /** What may follow: a number below this fits under the tens or hundreds said before. */
  let room = Number.POSITIVE_INFINITY;
  let index = start;
  let last = start;
  for (; index < words.length; index++) {
    const word = words[index] as string;
    const value = small.get(word) ?? tens.get(word);
    const ordinal = ordinals.get(word);
    const scale = scales.get(word);
    if (value !== undefined && value < room && (value > 0 || index === start)) {
      group += value;
      room = tens.has(word) ? 10 : 0;
    } else if (ordinal !== undefined && ordinal < room) {
      return { text: withOrdinalEnding(total + group + ordinal), wordCount: index - start + 1 };
    } else if (scale !== undefined && index > start && group > 0) {
      if (scale === 100) {
        group *= 100;
        room = 100;
      } else {
        total += group * scale;
        group = 0;
        room = 1_000;
      }
    } else if (word === 'and' && (room === 100 || room === 1_000) && isBelowHundred(words[index + 1])) {
      continue;
    } else {
      break;
    }
    last = index + 1;
  }
  return last === start ? undefined : { text: String(total + group), wordCount: last - start };
}

function isBelowHundred(word: string | undefined): boolean {
  return word !== undefined && (small.has(word) || tens.has(word) || ordinals.has(word));
}

function withOrdinalEnding(value: number): string {
  const teen = value % 100 >= 11 && value % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
  return `${value}${ending}`;
}

/** "19 84" and "1984", "4 1 5" and "415" become one word; decimals and ordinals stay apart. */
function joinDigits(words: readonly string[]): string[] {
  const joined: string[] = [];
  let open = false;
  for (const word of words) {
    const digits = /^\d+$/.test(word);
    if (digits && open) joined[joined.length - 1] += word;
    else joined.push(word);
    open = digits;
  }
  return joined;
}
