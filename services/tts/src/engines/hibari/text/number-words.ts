/**
 * Numbers in English words, British style with "and" ("one thousand, two hundred and thirty-four"). Numbers come as
 * digit strings, so that their length has no limit; beyond the named scales they are read digit by digit.
 */

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const SCALES = [
  '',
  'thousand',
  'million',
  'billion',
  'trillion',
  'quadrillion',
  'quintillion',
  'sextillion',
  'septillion',
  'octillion',
  'nonillion',
  'decillion',
];
const IRREGULAR_ORDINALS = new Map([
  ['one', 'first'],
  ['two', 'second'],
  ['three', 'third'],
  ['five', 'fifth'],
  ['eight', 'eighth'],
  ['nine', 'ninth'],
  ['twelve', 'twelfth'],
]);

/** Below one hundred: "seven", "nineteen", "forty-two". */
function tensWords(value: number): string {
  if (value < 20) return SMALL[value]!;
  const unit = value % 10;
  return TENS[Math.floor(value / 10)]! + (unit === 0 ? '' : `-${SMALL[unit]}`);
}

/** Below one thousand: "three hundred and five". */
function hundredsWords(value: number): string {
  const hundreds = Math.floor(value / 100);
  const rest = value % 100;
  if (hundreds === 0) return tensWords(rest);
  return `${SMALL[hundreds]} hundred${rest === 0 ? '' : ` and ${tensWords(rest)}`}`;
}

/** Every digit by its own name: "0 0 7" as "zero zero seven". */
export function digitWords(digits: string): string {
  return [...digits].map((digit) => SMALL[Number(digit)]!).join(' ');
}

/** A whole number in words. `digits` is made of 0–9 only; leading zeros have no meaning. */
export function cardinalWords(digits: string | number): string {
  const text = String(digits).replace(/^0+(?=\d)/, '');
  if (text.length > SCALES.length * 3) return digitWords(text);
  if (text.length <= 3) return hundredsWords(Number(text));
  const groups: string[] = [];
  let lowestGroup = 0;
  for (let end = text.length, scale = 0; end > 0; end -= 3, scale += 1) {
    const group = Number(text.slice(Math.max(0, end - 3), end));
    if (scale === 0) lowestGroup = group;
    if (group > 0) groups.unshift(hundredsWords(group) + (scale === 0 ? '' : ` ${SCALES[scale]}`));
  }
  if (lowestGroup === 0 || lowestGroup >= 100) return groups.join(', ');
  return `${groups.slice(0, -1).join(', ')} and ${groups.at(-1)}`;
}

/** A rank in words: "twenty-third", "one hundred and first". */
export function ordinalWords(digits: string | number): string {
  const words = cardinalWords(digits);
  const lastStart = Math.max(words.lastIndexOf(' '), words.lastIndexOf('-')) + 1;
  const last = words.slice(lastStart);
  const rank = IRREGULAR_ORDINALS.get(last) ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`);
  return words.slice(0, lastStart) + rank;
}

/** A year, read in pairs: "nineteen oh-five", "nineteen hundred", "twenty twenty-one"; 2005 as "two thousand and five". */
export function yearWords(digits: string): string {
  const year = Number(digits);
  const century = Math.floor(year / 100);
  const rest = year % 100;
  if (century === 0 || (century % 10 === 0 && rest < 10)) return cardinalWords(digits);
  const restWords = rest === 0 ? 'hundred' : rest < 10 ? `oh-${SMALL[rest]}` : tensWords(rest);
  return `${cardinalWords(century)} ${restWords}`;
}

/** A decimal number: "three point one four". Trailing zeros are not read; "5.0" is "five". */
export function decimalWords(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  const significant = fraction.replace(/0+$/, '');
  const words = cardinalWords(whole === '' ? '0' : whole);
  return significant === '' ? words : `${words} point ${digitWords(significant)}`;
}
