import { applyRules, oneOf, sentenceStop, spellDigits, type TextRule } from './text-rule.ts';

const STREETS: Readonly<Record<string, string>> = {
  St: 'Street',
  Ave: 'Avenue',
  Av: 'Avenue',
  Blvd: 'Boulevard',
  Rd: 'Road',
  Dr: 'Drive',
  Ln: 'Lane',
  Ct: 'Court',
  Pl: 'Place',
  Sq: 'Square',
  Ter: 'Terrace',
  Cir: 'Circle',
  Pkwy: 'Parkway',
  Hwy: 'Highway',
};
const DIRECTIONS: Readonly<Record<string, string>> = {
  N: 'North',
  S: 'South',
  E: 'East',
  W: 'West',
  NE: 'Northeast',
  NW: 'Northwest',
  SE: 'Southeast',
  SW: 'Southwest',
};
const ROOMS: Readonly<Record<string, string>> = {
  Apt: 'Apartment',
  Ste: 'Suite',
  Rm: 'Room',
  Bldg: 'Building',
  Fl: 'Floor',
};
const STATES: Readonly<Record<string, string>> = {
  AL: 'Alabama',
  AK: 'Alaska',
  AZ: 'Arizona',
  AR: 'Arkansas',
  CA: 'California',
  CO: 'Colorado',
  CT: 'Connecticut',
  DE: 'Delaware',
  FL: 'Florida',
  GA: 'Georgia',
  HI: 'Hawaii',
  ID: 'Idaho',
  IL: 'Illinois',
  IN: 'Indiana',
  IA: 'Iowa',
  KS: 'Kansas',
  KY: 'Kentucky',
  LA: 'Louisiana',
  ME: 'Maine',
  MD: 'Maryland',
  MA: 'Massachusetts',
  MI: 'Michigan',
  MN: 'Minnesota',
  MS: 'Mississippi',
  MO: 'Missouri',
  MT: 'Montana',
  NE: 'Nebraska',
  NV: 'Nevada',
  NH: 'New Hampshire',
  NJ: 'New Jersey',
  NM: 'New Mexico',
  NY: 'New York',
  NC: 'North Carolina',
  ND: 'North Dakota',
  OH: 'Ohio',
  OK: 'Oklahoma',
  OR: 'Oregon',
  PA: 'Pennsylvania',
  RI: 'Rhode Island',
  SC: 'South Carolina',
  SD: 'South Dakota',
  TN: 'Tennessee',
  TX: 'Texas',
  UT: 'Utah',
  VT: 'Vermont',
  VA: 'Virginia',
  WA: 'Washington',
  WV: 'West Virginia',
  WI: 'Wisconsin',
  WY: 'Wyoming',
  DC: 'D.C.',
};
/** States whose letters are words or have other meanings: taken for states only with a ZIP code, or after "in Town,". */
const AMBIGUOUS_STATES = new Set([
  'OK',
  'HI',
  'OH',
  'IN',
  'OR',
  'ME',
  'PA',
  'MA',
  'LA',
  'ID',
  'AI',
  'AL',
  'CO',
  'MD',
  'MS',
  'MT',
  'CT',
  'DE',
]);
const plainStates = Object.keys(STATES).filter((state) => !AMBIGUOUS_STATES.has(state));
const STREET = oneOf(Object.keys(STREETS));
const DIRECTION = oneOf(Object.keys(DIRECTIONS));
const NAME = "[A-Z][\\w'’]*\\.?|\\d{1,3}(?:st|nd|rd|th)";

const rules: readonly TextRule[] = [
  // The point of the compass in "123 N. Main" and in "1600 Pennsylvania Ave NW".
  {
    pattern: new RegExp(`(?<=(?<![\\w.,])\\d{1,5}[A-Z]? )(${DIRECTION})\\.?(?= (?:${NAME}))`, 'gu'),
    say: ([, direction]) => DIRECTIONS[direction!]!,
  },
  {
    pattern: new RegExp(`(?<=\\b(?:${STREET}|Street|Avenue|Road|Drive|Boulevard)\\.? )(NE|NW|SE|SW)\\b`, 'gu'),
    say: ([, direction]) => DIRECTIONS[direction!]!,
  },
  // The kind of street behind a house number and a name, or behind a name after "on", "at" and the like.
  {
    pattern: new RegExp(
      `((?<![\\w.,])\\d{1,5}[A-Za-z]?(?: (?:${NAME})){1,3}|\\b(?:on|at|near|to|of|off|along|from|down|and|cross|onto|is)(?: (?:St\\.|(?!(?:Saint|The) )[A-Z][\\w'’]*)){1,3}) (${STREET})(\\.|(?!\\w))`,
      'gu',
    ),
    say: (match) => {
      const stop = /^ (?:Suite|Ste|Apt|Apartment|Unit|Floor|#|NE|NW|SE|SW|North|South)/.test(
        match.input.slice(match.index + match[0].length),
      )
        ? ''
        : sentenceStop(match, match[3]!);
      return `${match[1]} ${STREETS[match[2]!]}${stop}`;
    },
  },
  {
    pattern: new RegExp(`\\b(${oneOf(Object.keys(ROOMS))})\\.? (?=#?\\d|[A-Z]\\b)`, 'gu'),
    say: ([, room]) => `${ROOMS[room!]} `,
  },
  // City, state and ZIP code.
  {
    pattern: new RegExp(`\\b(${oneOf(Object.keys(STATES))}),? (\\d{5})(?:-(\\d{4}))?(?![\\d-])`, 'gu'),
    say: ([, state, code, more]) =>
      `${STATES[state!]}, ${spellDigits(code!)}${more === undefined ? '' : `, ${spellDigits(more)}`}`,
  },
  {
    pattern: new RegExp(`(?<=[A-Z][a-z]+, )(${oneOf(plainStates)})\\b`, 'gu'),
    say: ([, state]) => STATES[state!]!,
  },
  {
    pattern: new RegExp(
      `(?<=\\b(?:in|from|to|near|of|at|for|around|outside|visit) [A-Z][a-z]+(?: [A-Z][a-z]+)?, )(${oneOf([...AMBIGUOUS_STATES].filter((state) => state in STATES))})\\b`,
      'gu',
    ),
    say: ([, state]) => STATES[state!]!,
  },
  {
    pattern: /\b((?:[Zz][Ii][Pp]|[Pp]ostal)(?: code)?(?: is|:)?) (\d{5})(?:-(\d{4}))?\b/gu,
    say: ([, words, code, more]) =>
      `${words} ${spellDigits(code!)}${more === undefined ? '' : `, ${spellDigits(more)}`}`,
  },
  { pattern: /\b(?:Rte|Rt)\.? (?=\d)/gu, say: () => 'Route ' },
];

/** Streets, directions, states and ZIP codes, as on an envelope. */
export function readAddresses(text: string): string {
  return applyRules(text, rules);
}
