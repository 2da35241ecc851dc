import { findEntities } from '../rewrite/find-entities.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { soundsOf } from '../text/sound.ts';
import { wordsOf } from '../text/words.ts';
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
  return { text, terms, topicTerms, entities: found.map(({ entity }) => entity), evidence: evidenceAskedFor(text) };
}

/** Words that carry a question without being what it is about: they count a third. */
const light = new Set(
  'come comes came take takes make makes need needs use uses used work works happen happens keep look looks find put set going 1st 2nd actually really please new possible available already around still want ever needed difference different compare compared'.split(
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
