import { withoutBrackets, withoutSymbolsAndDiacritics } from './basic-normalizer.ts';
import { normalizeEnglishNumbers } from './english-numbers.ts';
import spellings from './english-spellings.json' with { type: 'json' };
import { collapseSpaces, pythonPattern, splitWords } from './python-text.ts';

type Replacement = readonly [RegExp, string];

/** In this order: "'s been" has to go before "'s". */
const irregular = {
  "won't": 'will not',
  "can't": 'can not',
  "let's": 'let us',
  "ain't": 'aint',
  "y'all": 'you all',
  wanna: 'want to',
  gotta: 'got to',
  gonna: 'going to',
  "i'ma": 'i am going to',
  imma: 'i am going to',
  woulda: 'would have',
  coulda: 'could have',
  shoulda: 'should have',
  "ma'am": 'madam',
} as const;

const titles = {
  mr: 'mister',
  mrs: 'missus',
  st: 'saint',
  dr: 'doctor',
  prof: 'professor',
  capt: 'captain',
  gov: 'governor',
  ald: 'alderman',
  gen: 'general',
  sen: 'senator',
  rep: 'representative',
  pres: 'president',
  rev: 'reverend',
  hon: 'honorable',
  asst: 'assistant',
  assoc: 'associate',
  lt: 'lieutenant',
  col: 'colonel',
  jr: 'junior',
  sr: 'senior',
  esq: 'esquire',
} as const;

const endings = {
  "'d been": 'had been',
  "'s been": 'has been',
  "'d gone": 'had gone',
  "'s gone": 'has gone',
  "'d done": 'had done',
  "'s got": 'has got',
  "n't": 'not',
  "'re": 'are',
  "'s": 'is',
  "'d": 'would',
  "'ll": 'will',
  "'t": 'not',
  "'ve": 'have',
  "'m": 'am',
} as const;

/** What the package whisper-normalizer 0.1.15 has beyond OpenAI's rules. */
const packageAdditions = {
  kinda: 'kind of',
  sorta: 'sort of',
  dunno: 'do not know',
  cause: 'because',
} as const;

const wholeWords = (words: Readonly<Record<string, string>>, after = ''): Replacement[] =>
  Object.entries(words).map(([word, meaning]) => [pythonPattern(`\\b${word}\\b`), `${meaning}${after}`]);

const replacements: readonly Replacement[] = [
  ...wholeWords(irregular),
  ...wholeWords(titles, ' '),
  ...Object.entries(endings).map(([ending, meaning]): Replacement => [pythonPattern(`${ending}\\b`), ` ${meaning}`]),
];
const packageReplacements: readonly Replacement[] = [...wholeWords(packageAdditions), ...replacements];

const hesitations = pythonPattern('\\b(hmm|mm|mhm|mmm|uh|um)\\b');
const spaceBeforeApostrophe = pythonPattern("\\s+'");
const commaInNumber = pythonPattern('(\\d),(\\d)');

/**
 * The English rules published with Whisper (Radford et al. 2022, "Robust speech recognition via large-scale weak supervision",
 * appendix C), version 20250625 of openai-whisper, held to it by golden vectors: case, punctuation, hesitations, contractions,
 * titles, numbers, currencies and British spellings make no difference. May begin or end with a space, as theirs.
 */
export const normalizeWhisperEnglish = (text: string): string => normalize(text, replacements);

/** The rules of the package whisper-normalizer 0.1.15: the same, and "kinda", "sorta", "dunno", "cause" written out. */
export const normalizeWhisperPackage = (text: string): string => normalize(text, packageReplacements);

function normalize(text: string, contractions: readonly Replacement[]): string {
  let plain = withoutBrackets(text.toLowerCase()).replace(hesitations, '').replace(spaceBeforeApostrophe, "'");
  for (const [pattern, meaning] of contractions) plain = plain.replace(pattern, meaning);
  plain = plain.replace(commaInNumber, '$1$2').replace(/\.([^0-9]|$)/gu, ' $1');
  plain = normalizeEnglishNumbers(withoutSymbolsAndDiacritics(plain, '.%$¢€£'));
  plain = splitWords(plain).map(americanSpelling).join(' ');
  return collapseSpaces(plain.replace(/[.$¢€£]([^0-9])/gu, ' $1').replace(/([^0-9])%/gu, '$1 '));
}

/** After the list at tysto.com, as packed with openai-whisper (MIT): see english-spellings.LICENSE. */
function americanSpelling(word: string): string {
  return Object.hasOwn(spellings, word) ? spellings[word as keyof typeof spellings] : word;
}
