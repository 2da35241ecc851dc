import { applyRules, oneOf, type TextRule } from './text-rule.ts';

const NUMBER = '\\d+(?:,\\d{3})*(?:\\.\\d+)?';
type Forms = readonly [one: string, many: string];
const same = (word: string): Forms => [word, word];
const plural = (word: string): Forms => [word, `${word}s`];

/** Units that the voice's own rules do not know. */
const UNITS: Readonly<Record<string, Forms>> = {
  m: plural('meter'),
  g: plural('gram'),
  L: plural('liter'),
  l: plural('liter'),
  mL: plural('milliliter'),
  dL: plural('deciliter'),
  h: plural('hour'),
  nm: plural('nanometer'),
  'km²': plural('square kilometer'),
  'm²': plural('square meter'),
  'cm²': plural('square centimeter'),
  'ft²': ['square foot', 'square feet'],
  'mi²': plural('square mile'),
  'in²': ['square inch', 'square inches'],
  'm³': plural('cubic meter'),
  'cm³': plural('cubic centimeter'),
  'ft³': ['cubic foot', 'cubic feet'],
  'sq. ft.': ['square foot', 'square feet'],
  'sq. mi.': plural('square mile'),
  'sq m': plural('square meter'),
  'sq km': plural('square kilometer'),
  ha: plural('hectare'),
  W: plural('watt'),
  V: plural('volt'),
  kV: plural('kilovolt'),
  mA: plural('milliamp'),
  mV: plural('millivolt'),
  mW: plural('milliwatt'),
  Wh: plural('watt hour'),
  dB: plural('decibel'),
  rpm: same('R P M'),
  bpm: same('beats per minute'),
  psi: same('P S I'),
  kcal: plural('kilocalorie'),
  gal: plural('gallon'),
  qt: plural('quart'),
  pt: plural('pint'),
  tbsp: plural('tablespoon'),
  tsp: plural('teaspoon'),
  px: plural('pixel'),
  dpi: same('D P I'),
  kbps: same('kilobits per second'),
  Kbps: same('kilobits per second'),
  Tbps: same('terabits per second'),
  PB: plural('petabyte'),
  kJ: plural('kilojoule'),
  kPa: plural('kilopascal'),
  hPa: plural('hectopascal'),
  yr: plural('year'),
  yrs: same('years'),
  wk: plural('week'),
  wks: same('weeks'),
  mo: plural('month'),
  mos: same('months'),
  inHg: same('inches of mercury'),
  AU: plural('astronomical unit'),
  ly: plural('light year'),
  mol: plural('mole'),
};
/** Units that may stand after "per": with their word, and in front of it theirs. */
const RATES: Readonly<Record<string, Forms>> = {
  m: plural('meter'),
  km: plural('kilometer'),
  mi: plural('mile'),
  ft: ['foot', 'feet'],
  g: plural('gram'),
  mg: plural('milligram'),
  kg: plural('kilogram'),
  L: plural('liter'),
  l: plural('liter'),
  mL: plural('milliliter'),
  ml: plural('milliliter'),
  MB: plural('megabyte'),
  GB: plural('gigabyte'),
  kWh: plural('kilowatt hour'),
  gal: plural('gallon'),
  mm: plural('millimeter'),
  cm: plural('centimeter'),
};
const RATE_PER: Readonly<Record<string, string>> = {
  s: 'second',
  sec: 'second',
  min: 'minute',
  h: 'hour',
  hr: 'hour',
  day: 'day',
  d: 'day',
  wk: 'week',
  mo: 'month',
  yr: 'year',
  m: 'meter',
  L: 'liter',
  l: 'liter',
  dL: 'deciliter',
  dl: 'deciliter',
  kg: 'kilogram',
  g: 'gram',
  gal: 'gallon',
  'm²': 'square meter',
  'm³': 'cubic meter',
  'cm³': 'cubic centimeter',
  's²': 'second squared',
};
const HYPHENATED: Readonly<Record<string, string>> = {
  km: 'kilometer',
  mi: 'mile',
  m: 'meter',
  cm: 'centimeter',
  mm: 'millimeter',
  ft: 'foot',
  in: 'inch',
  lb: 'pound',
  kg: 'kilogram',
  oz: 'ounce',
  g: 'gram',
  gal: 'gallon',
  L: 'liter',
  mph: 'mile per hour',
  hr: 'hour',
  min: 'minute',
  sec: 'second',
  GB: 'gigabyte',
  TB: 'terabyte',
  W: 'watt',
  kW: 'kilowatt',
  yd: 'yard',
  yr: 'year',
};

const form = (amount: string, [one, many]: Forms): string => (/^-?1(?:\.0+)?$/.test(amount) ? one : many);
/** Whole words of the units that recipes and distances use parts of. */
const FULL: Readonly<Record<string, Forms>> = {
  tsp: plural('teaspoon'),
  tbsp: plural('tablespoon'),
  oz: plural('ounce'),
  lb: plural('pound'),
  lbs: plural('pound'),
  mi: plural('mile'),
  ft: ['foot', 'feet'],
  in: ['inch', 'inches'],
  gal: plural('gallon'),
  qt: plural('quart'),
  pt: plural('pint'),
  hr: plural('hour'),
  hrs: plural('hour'),
  km: plural('kilometer'),
  kg: plural('kilogram'),
};
const ABBREVIATED = oneOf(Object.keys(FULL));
/** Not within a word, a price or a longer number. */
const START = '(?<![\\w.,/$£€])';

const rules: readonly TextRule[] = [
  // Height and length in feet and inches: 6'2", 5 ft 10 in, 5' tall, 12".
  {
    pattern: /(?<![\w.,])(\d{1,2})\s?(?:'|′|ft\.?|feet) ?(\d{1,2}(?:\.\d+)?)\s?(?:"|″|”|in\b\.?|inches)/gu,
    say: ([, feet, inches]) =>
      `${feet} ${form(feet!, ['foot', 'feet'])} ${inches} ${form(inches!, ['inch', 'inches'])}`,
  },
  {
    pattern: /(?<![\w.,])(\d{1,2})['′](\d{1,2})(?![\w"″”])/gu,
    say: ([, feet, inches]) => `${feet} ${form(feet!, ['foot', 'feet'])} ${inches}`,
  },
  { pattern: /(?<![\w.,])(\d{1,3})['′](?= (?:tall|long|wide|deep|high|by|x)\b)/gu, say: ([, feet]) => `${feet} feet` },
  {
    pattern: /(?<![\w.,"“])(\d{1,3}(?:\.\d+)?)["″](?=\s|[.,;)]|$)(?![^"]*(?<=[\s(])"[^"]*$)/gu,
    say: ([, inches]) => `${inches} ${form(inches!, ['inch', 'inches'])}`,
  },
  {
    pattern: /(?<![\w.,])(\d+(?:\.\d+)?) in\.?(?= (?:of rain|of snow|tall|long|wide|deep|high|by|x)\b)/gu,
    say: ([, inches]) => `${inches} ${form(inches!, ['inch', 'inches'])}`,
  },
  { pattern: /(?<=\b[Dd]egrees? )([CF])\b/gu, say: ([, scale]) => (scale === 'C' ? 'Celsius' : 'Fahrenheit') },
  // Rates: "9.8 m/s²", "90 mg/dL". Kilometers per hour and megabits are known to the voice.
  {
    pattern: new RegExp(
      `${START}(-?${NUMBER})\\s?(${oneOf(Object.keys(RATES))})\\/(${oneOf(Object.keys(RATE_PER))})(?![\\w²³])`,
      'gu',
    ),
    say: ([, amount, unit, per]) => `${amount} ${form(amount!, RATES[unit!]!)} per ${RATE_PER[per!]}`,
  },
  {
    pattern: new RegExp(`${START}(${NUMBER})-(${oneOf(Object.keys(HYPHENATED))})(?=[\\s,;]+[a-z])`, 'gu'),
    say: ([, amount, unit]) => `${amount} ${HYPHENATED[unit!]}`,
  },
  {
    pattern: new RegExp(`${START}(-?${NUMBER})\\s?(${oneOf(Object.keys(UNITS))})(?![\\w²³/'’-]|\\.\\w)`, 'gu'),
    say: ([, amount, unit]) => `${amount} ${form(amount!, UNITS[unit!]!)}`,
  },
  // Parts of a unit: "1/4 tsp", and "1 1/2 mi" of which the signs' rules made "1 and one half".
  {
    pattern: new RegExp(`(?<![\\w/])(\\d{1,2}/\\d{1,2}) (${ABBREVIATED})(?!\\w)`, 'gu'),
    say: ([, part, unit]) => `${part} ${FULL[unit!]![0]}`,
  },
  {
    pattern: new RegExp(
      `\\b((and )?(?:one|\\d) (?:half|third|quarter|fifth|sixth|eighth)s?) (${ABBREVIATED})(?!\\w)`,
      'gu',
    ),
    say: ([, part, more, unit]) => `${part} ${FULL[unit!]![more === undefined ? 0 : 1]}`,
  },
  // The full stop of a unit's abbreviation within a sentence is no pause: "a 5 lb. bag".
  {
    pattern:
      /(?<=\d\s?(?:lbs?|oz|ft|yd|mi|km|kg|cm|mm|hrs?|mins?|secs?|sq ft|pounds?|gallons?|quarts?|pints?|tablespoons?|teaspoons?|years?|weeks?|months?))\.(?=\s+[a-z(\d]|,)/gu,
    say: () => '',
  },
];

/** Measures that the voice's own rules misread. `5 km`, `20°C` and `3 hrs` are left to those. */
export function readUnits(text: string): string {
  return applyRules(text, rules);
}
