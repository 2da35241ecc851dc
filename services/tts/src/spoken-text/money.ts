import { applyRules, oneOf, type TextRule } from './text-rule.ts';

const NUMBER = '\\d+(?:,\\d{3})*(?:\\.\\d+)?';
const SCALE = '(?:hundred|thousand|million|billion|trillion)\\b|(?:[kKmMbB]|bn|mn|tn)\\b';
const SCALE_WORDS: Readonly<Record<string, string>> = {
  k: 'thousand',
  m: 'million',
  b: 'billion',
  bn: 'billion',
  mn: 'million',
  tn: 'trillion',
};
const SIGN_NAMES: Readonly<Record<string, readonly [one: string, many: string]>> = {
  $: ['dollar', 'dollars'],
  '£': ['pound', 'pounds'],
  '€': ['euro', 'euros'],
};
const DOLLARS: Readonly<Record<string, string>> = {
  US: 'US',
  A: 'Australian',
  AU: 'Australian',
  C: 'Canadian',
  CA: 'Canadian',
  NZ: 'New Zealand',
  HK: 'Hong Kong',
  S: 'Singapore',
};
const CODES: Readonly<Record<string, readonly [one: string, many: string]>> = {
  USD: ['US dollar', 'US dollars'],
  EUR: ['euro', 'euros'],
  GBP: ['pound', 'pounds'],
  JPY: ['yen', 'yen'],
  CNY: ['yuan', 'yuan'],
  INR: ['rupee', 'rupees'],
  CHF: ['Swiss franc', 'Swiss francs'],
  CAD: ['Canadian dollar', 'Canadian dollars'],
  AUD: ['Australian dollar', 'Australian dollars'],
  MXN: ['Mexican peso', 'Mexican pesos'],
};
const PER: Readonly<Record<string, string>> = {
  mo: 'month',
  yr: 'year',
  hr: 'hour',
  h: 'hour',
  wk: 'week',
  min: 'minute',
  lb: 'pound',
  kg: 'kilogram',
  g: 'gram',
  oz: 'ounce',
  gal: 'gallon',
  L: 'liter',
  ea: 'each',
  mi: 'mile',
  km: 'kilometer',
  kWh: 'kilowatt hour',
  GB: 'gigabyte',
  sqft: 'square foot',
};
/** Things that are worth so much: "a 20 dollar bill", not "dollars". */
const PRICED =
  'bill|note|coin|gift|fee|fine|discount|ticket|coupon|deposit|tip|credit|prize|charge|donation|limit|budget|minimum|maximum|purchase|order|voucher|loan|bonus|increase|cut|payment|refund|price|subscription|plan|bet|raise|grant|deal';

const scaleWord = (scale: string): string => SCALE_WORDS[scale] ?? SCALE_WORDS[scale.toLowerCase()] ?? scale;
const withScale = (scale: string | undefined): string => (scale === undefined ? '' : ` ${scaleWord(scale)}`);
const form = (amount: string, names: readonly [string, string]): string =>
  /^1(?:\.0+)?$/.test(amount) ? names[0] : names[1];

const rules: readonly TextRule[] = [
  // A minus on either side of the sign.
  { pattern: /(?<![\w$£€])-([$£€])(?=\d)|([$£€])-(?=\d)/gu, say: (match) => `minus ${match[1] ?? match[2]}` },
  {
    pattern: new RegExp(`(?<!\\w)(${oneOf(Object.keys(DOLLARS))})\\$\\s?(${NUMBER})(?:\\s?(${SCALE}))?`, 'gu'),
    say: ([, country, amount, scale]) =>
      `${amount}${withScale(scale)} ${DOLLARS[country!]} ${scale === undefined ? form(amount!, SIGN_NAMES.$!) : 'dollars'}`,
  },
  {
    pattern: new RegExp(`(?<![\\w.,])(${NUMBER})(?:\\s?(${SCALE}))?\\s?(${oneOf(Object.keys(CODES))})\\b`, 'gu'),
    say: ([, amount, scale, code]) =>
      `${amount}${withScale(scale)} ${scale === undefined ? form(amount!, CODES[code!]!) : CODES[code!]![1]}`,
  },
  {
    pattern: new RegExp(`(?<!\\w)(JPY|CNY|INR|CHF|CAD|AUD|MXN)\\s?(${NUMBER})(?:\\s?(${SCALE}))?`, 'gu'),
    say: ([, code, amount, scale]) =>
      `${amount}${withScale(scale)} ${scale === undefined ? form(amount!, CODES[code!]!) : CODES[code!]![1]}`,
  },
  {
    pattern: new RegExp(`(?<![\\w.,$£€])(${NUMBER})\\s?([€£$])(?![\\d\\w])`, 'gu'),
    say: ([, amount, sign]) => `${amount} ${form(amount!, SIGN_NAMES[sign!]!)}`,
  },
  // "$5–10", "$5-$10 million": the sign counts for both.
  {
    pattern: new RegExp(`([$£€])(${NUMBER})\\s?(?:-|–|—)\\s?([$£€]?)(${NUMBER})(?![\\w.]\\d)(?:\\s?(${SCALE}))?`, 'gu'),
    say: ([, sign, from, second, to, scale]) => {
      if (scale !== undefined) return `${from} to ${to} ${scaleWord(scale)} ${SIGN_NAMES[sign!]![1]}`;
      return from!.includes('.') ? `${sign}${from} to ${second || sign}${to}` : `${from} to ${second || sign}${to}`;
    },
  },
  {
    pattern: new RegExp(`([$£€])(${NUMBER})\\s?(bn|mn|tn)\\b`, 'gu'),
    say: ([, sign, amount, scale]) => `${amount} ${scaleWord(scale!)} ${SIGN_NAMES[sign!]![1]}`,
  },
  {
    pattern: new RegExp(
      `([$£€])(\\d+(?:,\\d{3})*)[- ](hundred |thousand |million |billion )?(?=(?:${PRICED})s?\\b)`,
      'gu',
    ),
    say: ([, sign, amount, scale]) => `${amount} ${scale ?? ''}${SIGN_NAMES[sign!]![0]} `,
  },
  // Cents have two digits: "$5.2" is "five dollars and twenty cents"; more than two are a plain decimal.
  {
    pattern: new RegExp(`([$£€])(\\d+(?:,\\d{3})*\\.\\d)(?!\\d|\\s?(?:${SCALE}))`, 'gu'),
    say: (match) => `${match[0]}0`,
  },
  {
    pattern: new RegExp(`([$£€])(\\d+(?:,\\d{3})*\\.\\d{3,})(?!\\d|\\s?(?:${SCALE}))`, 'gu'),
    say: ([, sign, amount]) => `${amount} ${SIGN_NAMES[sign!]![1]}`,
  },
  {
    pattern: /(?<=[$£€]\d[\d,.]*(?: ?[kKmMbB])?|dollars?|euros?|pounds?|cents?)\s?\/\s?([A-Za-z]+)/gu,
    say: ([, unit]) => (unit === 'ea' ? ' each' : ` per ${PER[unit!] ?? unit}`),
  },
];

/** Amounts of money that the voice's own rules misread. `$5.20` and `$3.2 million` are left to those. */
export function readMoney(text: string): string {
  return applyRules(text, rules);
}
