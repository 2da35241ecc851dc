import {
  biasedErrors,
  characterErrors,
  entityErrors,
  entityResults,
  errorMeasure,
  oneOf,
  single,
  sumMeasures,
  type TaggedEntity,
  unstablePartialWords,
  wordErrors,
} from '../../metrics/index.ts';
import type { Measure } from '../../results-schema/index.ts';
import { processorPrice } from '../processor-price.ts';
import type { AsrOutcome } from './outcome.ts';

/** What is known of a recording beforehand. */
export interface Spoken {
  readonly reference: string;
  readonly entities: readonly TaggedEntity[];
  /** Words of this list count as biased. */
  readonly vocabulary: readonly string[];
}

const msPerMinute = 60_000;

/** Numerators and denominators of one recording. */
export function asrMeasures({ reference, entities, vocabulary }: Spoken, outcome: AsrOutcome): Record<string, Measure> {
  const { text, finalsMs, shown, processorMs, audioMs, speechStartMs } = outcome;
  const { biased, unbiased } = biasedErrors(reference, text, vocabulary);
  const entityMeasures = Object.values(entityErrors(entityResults(reference, entities, text)));
  const firstWord = shown.find((partial) => partial.text !== '');
  const firstPartialMs =
    firstWord === undefined || speechStartMs === undefined ? undefined : firstWord.atMs - speechStartMs;
  const measures: Record<string, Measure> = {
    wer: errorMeasure(wordErrors(reference, text)),
    cer: errorMeasure(characterErrors(reference, text)),
    entity_error: sumMeasures(entityMeasures),
    biased_wer: biased,
    unbiased_wer: unbiased,
    empty_transcript: oneOf(text === ''),
    upwr: unstablePartialWords(shown),
    recognition_ms: single(finalsMs.length === 0 ? undefined : sum(finalsMs) / finalsMs.length),
    first_partial_ms: single(firstPartialMs),
    real_time_factor: { numerator: processorMs, denominator: audioMs },
    cost_usd: { numerator: processorPrice(processorMs), denominator: audioMs / msPerMinute },
  };
  return Object.fromEntries(Object.entries(measures).filter(([, { denominator }]) => denominator > 0));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
