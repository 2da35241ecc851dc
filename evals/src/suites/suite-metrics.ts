import { metricDefinitions } from '../metrics/index.ts';
import type { Metric } from '../results-schema/index.ts';

const time = (definition: string): Metric => ({ unit: 'ms', better: 'lower', aggregate: 'p50', definition });

/** Metrics of the suites under the names that gates use; what `../metrics` defines is defined there. */
export const suiteMetrics = {
  wer: metricDefinitions.wer,
  cer: metricDefinitions.cer,
  entity_error: metricDefinitions['entity-error'],
  biased_wer: metricDefinitions['biased-wer'],
  unbiased_wer: metricDefinitions['unbiased-wer'],
  upwr: metricDefinitions.upwr,
  round_trip_wer: metricDefinitions['tts-wer'],
  round_trip_cer: metricDefinitions['tts-cer'],
  phoneme_error: metricDefinitions['phoneme-error'],
  turn_success: metricDefinitions['turn-success'],
  unsafe_reply: metricDefinitions.unsafe,
  over_refusal: metricDefinitions['over-refusal'],
  early_cutoff: metricDefinitions['early-cutoff'],
  lost_cutoff: {
    unit: 'ratio',
    better: 'lower',
    aggregate: 'ratio',
    definition: 'Turns cut off and not taken up again before a reply was heard, by turns.',
  },
  endpoint_delay_ms: metricDefinitions['endpoint-delay'],
  empty_transcript: {
    unit: 'ratio',
    better: 'lower',
    aggregate: 'ratio',
    definition: 'Recordings of speech that leave no text at all, by recordings.',
  },
  recognition_ms: time(
    'Processor time from the end of speech to its final, mean over the finals of a recording: what finalization has to compute.',
  ),
  first_partial_ms: time(
    'From the first sample of speech to the first partial with a word: audio waited for, and the time of its work.',
  ),
  real_time_factor: {
    unit: 'ratio of time',
    better: 'lower',
    aggregate: 'ratio',
    definition: 'Processor time by duration of the audio, partials included.',
  },
  first_audio_ms: time('From the text to the first audio of it.'),
  first_token_ms: time('From the request to the first word of the reply.'),
  reply_ms: time('From the request to the end of the reply.'),
  output_tokens: {
    unit: 'tokens',
    better: 'lower',
    aggregate: 'mean',
    definition: 'Tokens that the language model generated for a reply, mean over replies.',
  },
  cost_usd: {
    unit: 'usd',
    better: 'lower',
    aggregate: 'ratio',
    definition:
      'Processor time at the price of a worker of the example card: of recognition by minute of audio, else by reply.',
  },
} as const satisfies Record<string, Metric>;

export type SuiteMetric = keyof typeof suiteMetrics;

/** Those of a suite. */
export const metricsOf = (...names: readonly SuiteMetric[]): Readonly<Record<string, Metric>> =>
  Object.fromEntries(names.map((name) => [name, suiteMetrics[name]]));
