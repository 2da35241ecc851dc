import { foldNumbers } from './number-words.ts';

/** Errors of a hypothesis against a reference, in words, after normalization of both. */
export interface WordErrors {
  readonly substitutions: number;
  readonly deletions: number;
  readonly insertions: number;
  readonly referenceWords: number;
  /** (substitutions + deletions + insertions) / referenceWords; 0 when both are empty, 1 when only the reference is. */
  readonly rate: number;
}

/** Name of the normalizer, to be printed wherever a word error rate is. */
export const normalizerName = 'whisper-english-like-1';

/**
 * Normalizes English text for comparison, in the manner of the normalizer published with Whisper (Radford et al. 2022,
 * appendix C): case, punctuation, hesitations, contractions, titles, numbers and British spelling make no difference.
 * Written anew, with a small list of spellings, and gentler on times of day ("2:30 PM" equals "2.30 p.m.").
 */
export function normalizeEnglish(text: string): string[] {
  let plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  plain = plain.replace(/[\u2018\u2019\u02bc`\u00b4]/g, "'").replace(/[\u2010-\u2015\u2212]/g, '-');
  plain = plain.replace(/<[^>]*>|\[[^\]]*\]|\([^)]*\)/g, ' ');
  plain = plain.replace(/\b([ap])\s?\.\s?m\b\.?/g, '$1m').replace(/(\d)([ap]m)\b/g, '$1 $2');
  plain = plain.replace(/\b(\d{1,2})[.:](\d\d)(?= [ap]m\b)/g, '$1 $2').replace(/(\d):(\d)/g, '$1 $2');
  plain = plain.replace(/(\d),(?=\d{3})/g, '$1');
  plain = plain.replace(/\s+'(?=(?:s|t|d|m|re|ve|ll)\b)/g, "'");
  for (const [pattern, replacement] of contractions) plain = plain.replace(pattern, replacement);
  plain = plain.replace(
    /[$\u00a3\u20ac](\d+(?:\.\d+)?)/g,
    (sign, amount) => `${amount} ${currencies[sign.charAt(0)] ?? ''}`,
  );
  plain = plain.replace(/%/g, ' percent ').replace(/&/g, ' and ');
  // A point counts only between digits, an apostrophe nowhere: "o'clock" and "oclock" are one word.
  plain = plain
    .replace(/'/g, '')
    .replace(/(?<!\d)\.|\.(?!\d)/g, ' ')
    .replace(/[^\p{L}\p{N}. ]/gu, ' ');
  const words = plain.split(/\s+/).filter((word) => word !== '' && !hesitations.has(word));
  return foldNumbers(
    words.map((word) => americanSpelling(abbreviations.get(word) ?? word)).flatMap((word) => word.split(' ')),
  );
}

/** Word error rate by the least number of edits (Levenshtein), both texts normalized first. */
export function wordErrorRate(reference: string, hypothesis: string): WordErrors {
  return countWordErrors(normalizeEnglish(reference), normalizeEnglish(hypothesis));
}

/** The rate over many texts: all errors by all reference words, so that a long text weighs more than a short one. */
export function sumWordErrors(all: readonly WordErrors[]): WordErrors {
  const sum = (field: 'substitutions' | 'deletions' | 'insertions' | 'referenceWords') =>
    all.reduce((total, errors) => total + errors[field], 0);
  return withRate(sum('substitutions'), sum('deletions'), sum('insertions'), sum('referenceWords'));
}

/** Edits that turn one list of words into the other; of equally short ways the one with most substitutions. */
export function countWordErrors(reference: readonly string[], hypothesis: readonly string[]): WordErrors {
  interface Path {
    cost: number;
    substitutions: number;
    deletions: number;
    insertions: number;
  }
  let above: Path[] = Array.from({ length: hypothesis.length + 1 }, (_, column) => ({
    cost: column,
    substitutions: 0,
    deletions: 0,
    insertions: column,
  }));
  for (const [row, expected] of reference.entries()) {
    const current: Path[] = [{ cost: row + 1, substitutions: 0, deletions: row + 1, insertions: 0 }];
    for (const [column, found] of hypothesis.entries()) {
      const diagonal = above[column] as Path;
      const deleted = above[column + 1] as Path;
      const inserted = current[column] as Path;
      const wrong = expected === found ? 0 : 1;
      const cost = Math.min(diagonal.cost + wrong, deleted.cost + 1, inserted.cost + 1);
      if (cost === diagonal.cost + wrong) {
        current.push({ ...diagonal, cost, substitutions: diagonal.substitutions + wrong });
      } else if (cost === deleted.cost + 1) {
        current.push({ ...deleted, cost, deletions: deleted.deletions + 1 });
      } else {
        current.push({ ...inserted, cost, insertions: inserted.insertions + 1 });
      }
    }
    above = current;
  }
  const best = above[hypothesis.length] as Path;
  return withRate(best.substitutions, best.deletions, best.insertions, reference.length);
}

function withRate(substitutions: number, deletions: number, insertions: number, referenceWords: number): WordErrors {
  const errors = substitutions + deletions + insertions;
  const rate = referenceWords > 0 ? errors / referenceWords : errors > 0 ? 1 : 0;
  return { substitutions, deletions, insertions, referenceWords, rate };
}

const hesitations = new Set(['uh', 'um', 'uhm', 'erm', 'er', 'hm', 'hmm', 'mm', 'mmm', 'mhm']);

const contractions: readonly (readonly [RegExp, string])[] = [
  [/\bwon't\b/g, 'will not'],
  [/\bcan't\b|\bcannot\b/g, 'can not'],
  [/\bshan't\b/g, 'shall not'],
  [/\bain't\b/g, 'is not'],
  [/\blet's\b/g, 'let us'],
  [/\by'all\b/g, 'you all'],
  [/\bwanna\b/g, 'want to'],
  [/\bgonna\b/g, 'going to'],
  [/\bgotta\b/g, 'got to'],
  [/\b(?:i'ma|imma)\b/g, 'i am going to'],
  [/n't\b/g, ' not'],
  [/'re\b/g, ' are'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/'m\b/g, ' am'],
  [/'d been\b/g, ' had been'],
  [/\b(i|you|he|she|it|we|they|who|there)'d\b/g, '$1 would'],
  [/\b(it|he|she|that|this|there|here|what|where|who|how|when|why)'s been\b/g, '$1 has been'],
  [/\b(it|he|she|that|this|there|here|what|where|who|how|when|why)'s\b/g, '$1 is'],
];

const currencies: Readonly<Record<string, string>> = { $: 'dollars', '\u00a3': 'pounds', '\u20ac': 'euros' };

const abbreviations: ReadonlyMap<string, string> = new Map([
  ['mr', 'mister'],
  ['mrs', 'missus'],
  ['dr', 'doctor'],
  ['prof', 'professor'],
  ['st', 'saint'],
  ['jr', 'junior'],
  ['sr', 'senior'],
  ['vs', 'versus'],
  ['etc', 'et cetera'],
  ['ok', 'okay'],
  ['alright', 'all right'],
  ['tv', 't v'],
]);

/** British → American, by the endings and stems that differ most often. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/^(arm|behavi|col|endeav|fav|flav|glam|harb|hon|hum|lab|neighb|od|parl|ranc|rum|sav|splend|val|vap|vig)our/, '$1or'],
  [/^(cent|fib|lit|met|kilomet|centimet|millimet|somb|theat|calib)re(s?)$/, '$1er$2'],
  [/^(cent)red$/, '$1ered'],
  [
    /^(organ|real|recogn|apolog|critic|emphas|memor|modern|normal|optim|priorit|summar|symbol|util|visual|special)is(e|es|ed|ing|ation)$/,
    '$1iz$2',
  ],
  [/^(anal|paral|catal)ys(e|es|ed|ing)$/, '$1yz$2'],
  [/^(travel|cancel|label|model|signal|level|fuel|marvel|quarrel|counsel)l(ed|ing|er|ers|or|ors)$/, '$1$2'],
  [/^(defen|offen|licen)ce(s?)$/, '$1se$2'],
  [/^(dialog|catalog)ue(s?)$/, '$1$2'],
  [/^(program)me(s?)$/, '$1$2'],
  [/^grey/, 'gray'],
  [/^aeroplane/, 'airplane'],
  [/^(jewel)lery$/, '$1ry'],
  [/^cheque(s?)$/, 'check$1'],
  [/^plough/, 'plow'],
  [/^tyre(s?)$/, 'tire$1'],
];

function americanSpelling(word: string): string {
  for (const [pattern, replacement] of spellings) {
    if (pattern.test(word)) return word.replace(pattern, replacement);
  }
  return word;
}
