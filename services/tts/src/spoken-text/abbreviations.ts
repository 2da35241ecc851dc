import { applyRules, oneOf, sentenceStop, type TextRule } from './text-rule.ts';

/** Latin and other abbreviations whose full stops are no ends of sentences. */
const PHRASES: Readonly<Record<string, string>> = {
  'e.g.': 'for example',
  'i.e.': 'that is',
  'E.g.': 'For example',
  'I.e.': 'That is',
  'a.k.a.': 'also known as',
  'b/c': 'because',
  'viz.': 'namely',
  'ca.': 'about',
  'P.S.': 'P S',
  'P.O.': 'P O',
};
const WORDS: Readonly<Record<string, string>> = {
  incl: 'including',
  excl: 'excluding',
  misc: 'miscellaneous',
  avg: 'average',
  tel: 'telephone',
  govt: 'government',
  dept: 'department',
  asst: 'assistant',
  mgr: 'manager',
  orig: 'originally',
  esp: 'especially',
  max: 'maximum',
  temp: 'temperature',
  tbsp: 'tablespoon',
  tsp: 'teaspoon',
  intl: 'international',
  natl: 'national',
  Intl: 'International',
  Natl: 'National',
  Mfg: 'Manufacturing',
  Esq: 'Esquire',
  hrs: 'hours',
  mins: 'minutes',
  secs: 'seconds',
  lbs: 'pounds',
};
/** Only in front of a number. */
const BEFORE_NUMBER: Readonly<Record<string, string>> = {
  no: 'number',
  nos: 'numbers',
  p: 'page',
  pg: 'page',
  pp: 'pages',
  vol: 'volume',
  Vol: 'Volume',
  ch: 'chapter',
  Ch: 'Chapter',
  chap: 'chapter',
  fig: 'figure',
  Fig: 'Figure',
  figs: 'figures',
  sec: 'section',
  Sec: 'Section',
  eq: 'equation',
  Eq: 'Equation',
  ver: 'version',
  ref: 'reference',
  art: 'article',
  Art: 'Article',
};

const rules: readonly TextRule[] = [
  {
    pattern: new RegExp(`(?<![\\w.])(${oneOf(Object.keys(PHRASES))})(?!\\w)`, 'gu'),
    say: (match) => PHRASES[match[1]!]!,
  },
  {
    pattern: /(?<![\w.])etc\.?(?!\w)/gu,
    say: (match) => `etc${sentenceStop(match, match[0])}`,
  },
  { pattern: /(?<!\w)(Ctrl|Cmd)(?!\w)/gu, say: ([key]) => (key === 'Cmd' ? 'Command' : 'Control') },
  { pattern: /(?<![\w.])est\. (?=\d{4}\b)/gu, say: () => 'established ' },
  { pattern: /(?<![\w.])est\. (?=[$£€]?\d)/gu, say: () => 'estimated ' },
  { pattern: /(?<=\d(?:st|nd|rd|th) )ed\.(?!\w)/gu, say: (match) => `edition${sentenceStop(match, match[0])}` },
  {
    pattern: new RegExp(`(?<![\\w.'’])(${oneOf(Object.keys(BEFORE_NUMBER))})\\. ?(?=\\d)`, 'gu'),
    say: ([, abbreviation]) => `${BEFORE_NUMBER[abbreviation!]} `,
  },
  {
    pattern: new RegExp(`(?<![\\w.'’])(${oneOf(Object.keys(WORDS))})\\.(?!\\w)`, 'gu'),
    say: (match) => `${WORDS[match[1]!]}${sentenceStop(match, match[0])}`,
  },
  { pattern: /(?<!\d\s?)(?<![\w.])min\.(?= [a-z])/gu, say: () => 'minimum' },
  // Within a name ("King Jr. Day") the full stop is no end of a sentence.
  {
    pattern: /(?<=[A-Z]\w+,? )(Jr|Sr)\.(?= (?!(?:He|She|It|The|They|This|That|I|We|You|In|On|At|But|And)\b)[A-Z])/gu,
    say: (match) => (match[1] === 'Jr' ? 'Junior' : 'Senior'),
  },
];

/** Abbreviations, with the context that they need: "no. 5" is a number, "no." is an answer. */
export function readAbbreviations(text: string): string {
  return applyRules(text, rules);
}
