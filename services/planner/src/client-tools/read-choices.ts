import { plainWords, readUtterance } from '../fast-path/utterance.ts';
import { similarity } from '../tools/similar.ts';
import { type Parameter, stem, wordsOf } from './tool-vocabulary.ts';

/** What was said of the parameters that have a fixed set of values. */
export interface ChosenValues {
  readonly values: Readonly<Record<string, string>>;
  /** The utterance's words that no choice took, number words as digits. */
  readonly rest: readonly string[];
}

interface Said {
  readonly words: readonly string[];
  /** Words of the parameters and their choices. */
  readonly known: ReadonlySet<string>;
}

interface Candidate {
  readonly parameter: Parameter;
  readonly choice: string;
  readonly start: number;
  readonly end: number;
  /** 0..1. */
  readonly likeness: number;
  /** The parameter's own name stands beside it: "medium roast". */
  readonly cued: boolean;
}

/** As written by a recognizer that does not know the word: "Americana", "skin milk". */
const soundsAlikeFrom = 0.8;
/** Beside its parameter's name a value may be misheard more, and so may the name beside a value: "stubble shot", "medium rose". */
const cuedAlikeFrom = 0.55;
/** What is required, of a function whose choices fill the sentence already. */
const requiredAlikeFrom = 0.62;
const fillsFrom = 2;
/** Of a choice that is a number with its unit, the unit may be misheard: "16 hours". */
const unitAlikeFrom = 0.3;
/** Words that are heard rightly: in place of another word they are no value ("some milk" is no soy milk). */
const ordinary = new Set('a an the of with and or some for to in on at my me is it bit lot'.split(' '));
/** Shorter words sound like too many others. */
const fewestLetters = 4;

/**
 * Finds the parameters' choices in an utterance. What explains most of it chooses first: a value beside its parameter's name, then the
 * longest, then the one that is spelled alike; every word is one value, and every parameter has one.
 */
export function readChoices(said: string, parameters: readonly Parameter[]): ChosenValues {
  const chosen = parameters.filter(({ choices }) => choices.length > 0);
  if (chosen.length === 0) return { values: {}, rest: readUtterance(said).plain.split(' ') };
  const known = new Set(
    chosen
      .flatMap(({ name, choices }) => [name, ...choices])
      .flatMap(wordsOf)
      .flatMap(withStem),
  );
  const words = withoutFusions(readUtterance(said).plain.split(' '), chosen, known);
  const values: Record<string, string> = {};
  const taken = new Set<number>();
  const takeFrom = (wanted: readonly Parameter[], alikeFrom: number, surest: (one: Candidate) => number) => {
    const found = wanted.flatMap((parameter) =>
      parameter.choices.flatMap((choice) => candidatesFor(parameter, choice, { words, known, alikeFrom })),
    );
    for (const { parameter, choice, start, end } of found.toSorted((a, b) => surest(b) - surest(a))) {
      const span = Array.from({ length: end - start }, (_, offset) => start + offset);
      if (Object.hasOwn(values, parameter.name) || span.some((index) => taken.has(index))) continue;
      values[parameter.name] = choice;
      for (const index of span) taken.add(index);
    }
  };
  takeFrom(chosen, soundsAlikeFrom, (one) => explained(one, words));
  const missing = chosen.filter(({ name, required }) => required && !Object.hasOwn(values, name));
  if (Object.keys(values).length >= fillsFrom) takeFrom(missing, requiredAlikeFrom, ({ likeness }) => likeness);
  return { values, rest: words.filter((_, index) => !taken.has(index)) };
}

const withStem = (word: string): string[] => [word, stem(word)].filter((form) => form.length > 2);

/** Letters that are explained; of what is only alike, fewer. */
function explained({ start, end, likeness, cued }: Candidate, words: readonly string[]): number {
  const letters = words.slice(start, end).join('').length;
  return (cued ? 100 : 0) + letters * (likeness >= 0.85 ? likeness : likeness * 0.75);
}

function candidatesFor(parameter: Parameter, choice: string, said: Said & { readonly alikeFrom: number }): Candidate[] {
  const { words, alikeFrom } = said;
  const wanted = plainWords(wordsOf(choice).join(' '));
  const candidates: Candidate[] = [];
  // A word more or less: "soymilk", "cap a chino".
  for (const length of new Set([wanted.length, wanted.length - 1, wanted.length + 1])) {
    for (let start = 0; length > 0 && start + length <= words.length; start++) {
      const likeness = likenessOf(words.slice(start, start + length), wanted);
      if (likeness < cuedAlikeFrom && likeness < alikeFrom) continue;
      const found = withCue({ parameter, choice, start, end: start + length, likeness, cued: false }, said);
      if ((found.cued && length === wanted.length) || likeness >= alikeFrom) candidates.push(found);
    }
  }
  return candidates;
}

function likenessOf(said: readonly string[], wanted: readonly string[]): number {
  const [heard, known] = [said, wanted].map((part) => part.map(stem).join('')) as [string, string];
  if (heard === known) return 1;
  // A number is heard rightly or not at all.
  if (digitsOf(heard) !== digitsOf(known)) return 0;
  if (digitsOf(known) !== '') {
    if (said.length !== wanted.length) return 0;
    return similarity(heard.replace(/\d/g, ''), known.replace(/\d/g, '')) >= unitAlikeFrom ? soundsAlikeFrom : 0;
  }
  if (said.some((word) => ordinary.has(word) && !wanted.includes(word))) return 0;
  return Math.min(heard.length, known.length) < fewestLetters ? 0 : similarity(heard, known);
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** With the word of the parameter's name that stands beside it, which is no other value then. */
function withCue(candidate: Candidate, { words, known }: Said): Candidate {
  const { parameter, start, end } = candidate;
  const names = wordsOf(parameter.name);
  const isName = (word: string | undefined) =>
    word !== undefined &&
    names.some(
      (name) =>
        stem(name) === stem(word) ||
        (/^[a-z]{3}/.test(word) && !known.has(word) && similarity(word, name) >= cuedAlikeFrom),
    );
  if (isName(words[end])) return { ...candidate, end: end + 1, cued: true };
  return isName(words[start - 1]) ? { ...candidate, start: start - 1, cued: true } : candidate;
}

/** "shotlight" is "shot light" where both are words of the parameters; "troubleshot" is "trouble shot", where one is a name. */
function withoutFusions(
  words: readonly string[],
  parameters: readonly Parameter[],
  known: ReadonlySet<string>,
): readonly string[] {
  const names = new Set(parameters.flatMap(({ name }) => wordsOf(name).map(stem)).filter((word) => word.length > 2));
  const soundsKnown = (part: string) => [...known].some((word) => similarity(part, word) >= soundsAlikeFrom);
  return words.flatMap((word) => {
    if (known.has(word)) return [word];
    const cuts = Array.from({ length: word.length }, (_, at) => at);
    const cut =
      cuts.find((at) => known.has(word.slice(0, at)) && known.has(word.slice(at))) ??
      cuts.find((at) => names.has(word.slice(at)) && at >= fewestLetters && soundsKnown(word.slice(0, at)));
    return cut === undefined ? [word] : [word.slice(0, cut), word.slice(cut)];
  });
}
