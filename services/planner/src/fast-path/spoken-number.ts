import { counted, numberInWords } from './number-words.ts';

export interface SpokenNumber {
  readonly words: string;
  /** True when digits were dropped: say "about". */
  readonly rounded: boolean;
  /** As it is said: 1 takes the singular. */
  readonly value: number;
}

const powers: readonly (readonly [number, string])[] = [
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
];

function roundTo(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

function decimalsFor(size: number): number {
  if (size >= 1000) return 0;
  if (size >= 10) return 1;
  return size >= 1 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(size || 1)));
}

/**
 * A number as an ear can take it in: exact when two decimals are enough, else about three significant digits of its
 * fraction; what is huge is said in millions.
 */
export function spokenNumber(value: number): SpokenNumber {
  const size = Math.abs(value);
  if (size >= 1e15) {
    const exponent = Math.floor(Math.log10(size));
    const mantissa = roundTo(value / 10 ** exponent, 2);
    return { words: `${numberInWords(mantissa)} times ten to the ${numberInWords(exponent)}`, rounded: true, value };
  }
  for (const [power, name] of powers) {
    if (size < power) continue;
    const scaled = roundTo(value / power, 3);
    return { words: `${numberInWords(scaled)} ${name}`, rounded: scaled * power !== value, value };
  }
  const exact = Math.abs(roundTo(value, 2) - value) <= 1e-9 * Math.max(1, size);
  const shown = roundTo(value, exact && size < 1e5 ? 2 : decimalsFor(size));
  return { words: numberInWords(shown), rounded: Math.abs(shown - value) > 1e-9 * Math.max(1, size), value: shown };
}

/** "about eight point zero five kilometers". */
export function amountInWords(value: number, singular: string, plural: string): string {
  if (value === 0.5) return `half ${/^(?:hour|[aio])/.test(singular) ? 'an' : 'a'} ${singular}`;
  const number = spokenNumber(value);
  const unit = number.value === 1 ? singular : plural;
  return `${number.rounded ? 'about ' : ''}${number.value === 1 ? counted(1, singular, plural) : `${number.words} ${unit}`}`;
}
