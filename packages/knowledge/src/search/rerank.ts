import { isFunctionWord } from '../text/function-words.ts';
import { soundsOf } from '../text/sound.ts';
import { wordsOf } from '../text/words.ts';
import { hasEvidence, isStated } from './evidence.ts';
import type { StoredPassage, StoredSentence } from './passages.ts';
import type { AnalyzedQuestion, Term } from './question.ts';
import type { KnownEntity } from './reader-view.ts';

export const rerankVersion = 'rerank-1';

/** What a word of the question is worth when a text has a related word, or one that sounds the same, in its place. */
const worth = { exact: 1, related: 0.7, sound: 0.45 };

/** What is known of a passage with regard to a question; each 0..1. */
export interface Features {
  /** Share of the question's words, weighted by rarity, in title, headings and text. */
  readonly coverage: number;
  /** … in title and headings. */
  readonly above: number;
  /** … in the best sentence with title and headings. */
  readonly together: number;
  /** … in the best sentence itself. */
  readonly sentence: number;
  /** … of the words that are no part of a name, in the best sentence with title and headings; 1 when there are none. */
  readonly focus: number;
  /** Share of the best sentence, weighted by rarity, that the question is about. */
  readonly precision: number;
  /** The best sentence begins with a name or code of the question; ½ when it has none. */
  readonly subject: number;
  /** Share of the names and codes of the question; 1 when it has none. */
  readonly entities: number;
  /** The best sentence has in it what the form of the question asks for; ½ when the form asks for nothing. */
  readonly evidence: number;
  /** Rarity of the rarest word that title, headings and text lack. */
  readonly missing: number;
  /** Fused rank score, against that of the best candidate. */
  readonly fused: number;
  /** Cosine similarity of the embeddings of question and best sentence; 0 without a dense retriever. */
  readonly dense: number;
}

export interface RankedPassage {
  readonly passage: StoredPassage;
  readonly features: Features;
  /** 0..1: that the passage answers the question. */
  readonly score: number;
  /** Of each sentence, for choosing what is spoken. */
  readonly sentenceScores: readonly number[];
}

export interface SoundOptions {
  readonly phonetic: boolean;
}

/** Likeness of the question to each sentence of a passage, from embeddings. */
export type SentenceLikeness = (passage: StoredPassage) => readonly number[] | undefined;

type Weights = Readonly<Record<keyof Features | 'bias', number>>;

/** Of a logistic regression on the development questions of the sample; how they were found is in the README. */
const lexicalWeights: Weights = {
  ...{ bias: -9.14, coverage: 1.87, above: 1.1, together: 1.86, sentence: 0.61, focus: 1.18, precision: 1.22 },
  ...{ subject: 0.67, entities: 1.27, evidence: 1.35, missing: -0.65, fused: 1.96, dense: 0 },
};
const denseWeights: Weights = {
  ...{ bias: -9.29, coverage: 1.6, above: 0.7, together: 1.55, sentence: 0.58, focus: 1.22, precision: 1.01 },
  ...{ subject: 0.62, entities: 1.25, evidence: 1.14, missing: -0.67, fused: 1.55, dense: 2.41 },
};

/** What is left of the score of a passage that has no amount, number or unit of the kind that is asked for. */
const unstated = 0.4;

export function rankPassages(
  question: AnalyzedQuestion,
  candidates: readonly { readonly passage: StoredPassage; readonly fused: number }[],
  idf: (stem: string) => number,
  options: SoundOptions,
  likeness: SentenceLikeness = () => undefined,
): RankedPassage[] {
  // The rarity of what no document has is the highest.
  const highestIdf = idf('');
  const bestFused = candidates[0]?.fused ?? 1;
  const ranked = candidates.map(({ passage, fused }) => {
    const dense = likeness(passage);
    const all = new Set([...passage.above, ...passage.sentences.flatMap(({ stems }) => [...stems])]);
    const terms = termsFor(question, all);
    const sentences = passage.sentences.map((sentence, index) =>
      scoreSentence({ ...question, terms }, passage, sentence, dense?.[index] ?? 0, idf, options),
    );
    const best = sentences.reduce((left, right) => (right.score > left.score ? right : left), sentences[0]!);
    const features: Features = {
      coverage: coverage(terms, all, options),
      above: coverage(terms, passage.above, options),
      together: best.together,
      sentence: best.own,
      focus: best.focus,
      precision: best.precision,
      subject: question.entities.length === 0 ? 0.5 : Number(best.isSubject),
      entities: entityShare(question, all),
      evidence: question.evidence === 'open' ? 0.5 : Number(best.evidence),
      missing: rarestMissing(terms, all, options) / highestIdf,
      fused: fused / bestFused,
      dense: dense ? Math.max(...dense) : 0,
    };
    const isStatedHere = passage.sentences.some(({ text }) => hasEvidence(text, question.evidence));
    const stated = isStated(question.evidence) && !isStatedHere ? unstated : 1;
    return {
      passage,
      features,
      score: stated * standing(question, passage) * probability(features, dense ? denseWeights : lexicalWeights),
      sentenceScores: sentences.map(({ score }) => score),
    };
  });
  return ranked.sort((left, right) => right.score - left.score || left.passage.rowId - right.passage.rowId);
}

/** What is left of the score of a passage that is about another thing, however alike, or that counts something else. */
const otherThing = 0.3;
const otherCount = 0.3;

/** 1 for a passage that has each name with its number, and a sentence with what is counted; less for any other. */
function standing(
  { numbered, counted }: AnalyzedQuestion,
  { above, title, headings, sentences }: StoredPassage,
): number {
  const texts = [...[title, ...headings].map((text) => wordsOf(text)), ...sentences.map(({ words }) => words)];
  const hasPair = ([name, number]: readonly [string, string]) =>
    texts.some((words) => words.some(({ norm }, at) => norm === name && words[at + 1]?.norm === number));
  const isNamed = numbered.every(hasPair);
  const isSaid = ({ stem, related }: Term, stems: ReadonlySet<string>) =>
    stems.has(stem) || [...related].some((other) => stems.has(other));
  const isCounted =
    counted.length === 0 ||
    sentences.some(
      ({ text, stems }) =>
        hasEvidence(text, 'quantity') && counted.every((term) => isSaid(term, stems) || isSaid(term, above)),
    );
  return (isNamed ? 1 : otherThing) * (isCounted ? 1 : otherCount);
}

/** The logistic function of the weighted sum. */
function probability(features: Features, weights: Weights): number {
  let sum = weights.bias;
  for (const name of Object.keys(features) as (keyof Features)[]) sum += weights[name] * features[name];
  return 1 / (1 + Math.exp(-sum));
}

function scoreSentence(
  question: AnalyzedQuestion,
  passage: StoredPassage,
  sentence: StoredSentence,
  dense: number,
  idf: (stem: string) => number,
  options: SoundOptions,
) {
  const own = coverage(question.terms, sentence.stems, options);
  const inContext = new Set([...passage.above, ...sentence.stems]);
  const together = coverage(question.terms, inContext, options);
  const others = question.terms.filter(({ isEntity }) => !isEntity);
  const focus = others.length === 0 ? 1 : coverage(others, inContext, options);
  const precision = precisionOf(question, sentence, idf);
  const evidence = hasEvidence(sentence.text, question.evidence);
  const isSubject = beginsWithEntity(question, sentence);
  const expected = question.evidence === 'open' ? 0 : Number(evidence) * 0.9;
  const score = together + 0.7 * own + 0.5 * precision + expected + 0.8 * dense + (isSubject ? 0.2 : 0);
  return { own, together, focus, precision, evidence, isSubject, score };
}

/** "The Arden 200 costs …", "On an Arden, E4 means …" */
function beginsWithEntity({ entities }: AnalyzedQuestion, { words }: StoredSentence): boolean {
  const start = words.findIndex(({ norm }) => !isFunctionWord(norm));
  return entities.some((entity) => entity.words.every(({ norm }, at) => words[start + at]?.norm === norm));
}

const comparing = /\b(?:or|than|between|difference|compared?|versus|both|same)\b/i;

/** A question about several things may be answered one at a time: what a passage does not name does not count against it. */
function termsFor({ text, terms, entities }: AnalyzedQuestion, stems: ReadonlySet<string>): readonly Term[] {
  if (entities.length < 2 || !comparing.test(text) || entities.some(({ kind }) => kind === 'code')) return terms;
  const isPresent = ({ words }: KnownEntity) => words.every(({ stem }) => stems.has(stem));
  const present = entities.filter(isPresent);
  if (present.length === 0 || present.length === entities.length) return terms;
  const wanted = new Set(present.flatMap(({ words }) => words.map(({ stem }) => stem)));
  return terms.filter(({ isEntity, stem }) => !isEntity || wanted.has(stem));
}

/** Words that the question says nothing of speak against a sentence: "a pump for the Arden costs" is not about the Arden. */
function precisionOf(
  { terms, topicTerms }: AnalyzedQuestion,
  { words }: StoredSentence,
  idf: (stem: string) => number,
) {
  const asked = new Set([...terms, ...topicTerms].flatMap(({ stem, related }) => [stem, ...related]));
  let total = 0;
  let matched = 0;
  for (const { norm, stem } of words) {
    if (isFunctionWord(norm)) continue;
    const weight = idf(stem);
    total += weight;
    if (asked.has(stem)) matched += weight;
  }
  return total === 0 ? 0 : matched / total;
}

/** Share of the terms, weighted by rarity, that a text has. */
export function coverage(terms: readonly Term[], stems: ReadonlySet<string>, { phonetic }: SoundOptions): number {
  let total = 0;
  let covered = 0;
  for (const term of terms) {
    total += term.idf;
    covered += term.idf * worthOf(term, stems, phonetic);
  }
  return total === 0 ? 0 : covered / total;
}

function worthOf(term: Term, stems: ReadonlySet<string>, phonetic: boolean): number {
  if (stems.has(term.stem)) return worth.exact;
  for (const related of term.related) if (stems.has(related)) return worth.related;
  if (!phonetic || term.norm.length < 4 || /\d/.test(term.norm)) return 0;
  for (const stem of stems) if (soundsAlike(term, stem)) return worth.sound;
  return 0;
}

const soundCache = new Map<string, string>();

function soundsAlike(term: Term, stem: string): boolean {
  if (stem.length < 3 || stem[0] !== term.stem[0]) return false;
  let code = soundCache.get(stem);
  if (code === undefined) {
    code = soundsOf(stem)[0] ?? '';
    if (soundCache.size > 50_000) soundCache.clear();
    soundCache.set(stem, code);
  }
  return code.length > 1 && code === soundsOf(term.stem)[0];
}

function rarestMissing(terms: readonly Term[], stems: ReadonlySet<string>, { phonetic }: SoundOptions): number {
  return terms.reduce((rarest, term) => Math.max(rarest, term.idf * (1 - worthOf(term, stems, phonetic))), 0);
}

function entityShare({ entities }: AnalyzedQuestion, stems: ReadonlySet<string>): number {
  if (entities.length === 0) return 1;
  const present = entities.filter(({ words }) => words.every(({ stem }) => stems.has(stem)));
  return present.length / entities.length;
}
