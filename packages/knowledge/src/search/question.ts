import { findEntities } from '../rewrite/find-entities.ts';
import { isCommon } from '../text/common-words.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { soundsOf } from '../text/sound.ts';
import { type Word, wordsOf } from '../text/words.ts';
import { relatedStems } from './concepts.ts';
import { type Evidence, evidenceAskedFor } from './evidence.ts';
import type { KnownEntity, ReaderView } from './reader-view.ts';

/** A word that an answer has to be about. */
export interface Term {
  readonly norm: string;
  readonly stem: string;
  /** Inverse document frequency among what the reader may see. */
  readonly idf: number;
  readonly related: ReadonlySet<string>;
  readonly sounds: readonly string[];
  /** A name or a code, or part of one. */
  readonly isEntity: boolean;
}

export interface AnalyzedQuestion {
  readonly text: string;
  readonly terms: readonly Term[];
  /** Of the conversation before. */
  readonly topicTerms: readonly Term[];
  readonly entities: readonly KnownEntity[];
  readonly evidence: Evidence;
  /** Names with numbers that no name of the documents is, as normalized words. */
  readonly numbered: readonly (readonly [name: string, number: string])[];
  /** What is counted: the words after "how many", up to the verb. */
  readonly counted: readonly Term[];
}

export function analyzeQuestion(text: string, topic: string, view: ReaderView): AnalyzedQuestion {
  const words = wordsOf(text);
  const found = findEntities(words, view);
  const inEntity = new Set(found.flatMap(({ index, length }) => Array.from({ length }, (_, at) => index + at)));
  const terms = uniqueTerms(
    words.flatMap(({ norm, stem }, index) =>
      isFunctionWord(norm) && !inEntity.has(index) ? [] : [termOf(norm, stem, inEntity.has(index), view)],
    ),
  );
  const known = new Set(terms.map(({ stem }) => stem));
  const topicTerms = uniqueTerms(
    wordsOf(topic)
      .filter(({ norm, stem }) => !isFunctionWord(norm) && !known.has(stem))
      .map(({ norm, stem }) => termOf(norm, stem, false, view)),
  );
  return {
    text,
    terms,
    topicTerms,
    entities: found.map(({ entity }) => entity),
    evidence: evidenceAskedFor(text),
    numbered: numberedNames(words, view),
    counted: countedThings(words, terms),
  };
}

/** "The Arlen 300", "a Zafira 90": a word that is no word of the language but a name, and the number after it. */
function numberedNames(words: readonly Word[], view: ReaderView): AnalyzedQuestion['numbered'] {
  const firsts = new Set(view.entities.filter(({ kind }) => kind === 'name').map(({ words: [first] }) => first?.norm));
  return words.flatMap(({ norm }, index) => {
    const next = words[index + 1]?.norm ?? '';
    const isName = firsts.has(norm) || (!view.hasWord(norm) && !isCommon(norm));
    // "One" is no number of a product: "a new one".
    const isNumbered = /^\p{L}{3,}$/u.test(norm) && /^\d+$/.test(next) && next !== '1';
    return isName && isNumbered && !view.entityOf.has(`${norm} ${next}`) ? [[norm, next] as const] : [];
  });
}

function countedThings(words: readonly Word[], terms: readonly Term[]): readonly Term[] {
  const many = words.findIndex(({ norm }, index) => norm === 'many' && words[index - 1]?.norm === 'how');
  if (many < 0) return [];
  const after = words.slice(many + 1);
  const verb = after.findIndex(({ norm }) => isFunctionWord(norm));
  const named = new Set(after.slice(0, verb < 0 ? 1 : Math.min(verb, 2)).map(({ stem }) => stem));
  return terms.filter(({ stem }) => named.has(stem));
}

/** Words that carry a question without being what it is about: they count a third. */
const light = new Set(
  'come comes came take takes make makes need needs use uses used work works happen happens keep look looks find put set going 1st 2nd actually really please new possible available already around still want ever needed difference different compare compared shows blinks blinking flashes flashing wrong happened says'.split(
    ' ',
  ),
);

function termOf(norm: string, stem: string, isEntity: boolean, view: ReaderView): Term {
  const idf = view.idf(stem) * (light.has(norm) ? 1 / 3 : 1);
  return { norm, stem, idf, related: relatedStems(norm), sounds: soundsOf(norm), isEntity };
}

function uniqueTerms(terms: readonly Term[]): Term[] {
  return [...new Map(terms.map((term) => [term.stem, term])).values()];
}
