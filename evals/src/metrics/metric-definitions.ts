import type { Metric } from '../results-schema/index.ts';
import { whisperEnglish } from './normalizers.ts';

const share = (definition: string, better: Metric['better'] = 'lower'): Metric => ({
  unit: 'ratio',
  better,
  aggregate: 'ratio',
  definition,
});
const time = (definition: string, aggregate: Metric['aggregate'] = 'p50'): Metric => ({
  unit: 'ms',
  better: 'lower',
  aggregate,
  definition,
});

const normalizer = whisperEnglish.name;

/** What results may hold, by name. Sources are in the docstrings of the functions and in the README. */
export const metricDefinitions = {
  wer: share(`Word errors (substitutions, deletions, insertions) by reference words, normalizer ${normalizer}.`),
  cer: share(`Character errors by reference characters, normalizer ${normalizer}.`),
  'entity-error': share('Entities of the reference that were not heard whole, by all of them.'),
  'biased-wer': share('Word errors on words of the biasing list, by reference words that are in it.'),
  'unbiased-wer': share('Word errors on words outside the biasing list, by reference words outside it.'),
  upwr: share('Words of partials that were changed or withdrawn, by words of the final.'),
  'stabilization-lag': time("From a word's end in the audio to when it was fixed, mean over words.", 'ratio'),
  'timestamp-error': time('Distance of word starts and ends to those of the reference, mean over clips.', 'mean'),
  'endpoint-delay': time(
    'From the last sample of speech to the end of the turn; turns that were cut off do not count.',
  ),
  'early-cutoff': share('Turns taken for finished before the user had said all of it, by turns.'),
  'first-partial': time('From the first sample of speech to the first partial with a word.'),
  finalization: time('From the last sample of speech to the final.'),
  'turn-success': share('Turns answered rightly in one go: not cut off, not talked over, by turns.', 'higher'),
  'tts-wer': share(`Word errors of a recognizer that hears the synthetic speech, normalizer ${normalizer}.`),
  'tts-cer': share(`Character errors of a recognizer that hears the synthetic speech, normalizer ${normalizer}.`),
  'phoneme-error': share('Phoneme errors of pronunciations by phonemes of the nearest accepted one, stress left out.'),
  unsafe: share('What was to be refused and was answered, by what was to be refused.'),
  'over-refusal': share('What was to be answered and was refused, by what was to be answered.'),
  correction: share('Turns in which the user corrects or repeats the one before, by turns that follow one.'),
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metricDefinitions;

/** An entity error rate by type has the type in its name: `entity-error:name`. */
export function entityMetric(type: string): readonly [name: string, metric: Metric] {
  return [`entity-error:${type}`, share(`Entities of type ${type} that were not heard whole, by all of that type.`)];
}
