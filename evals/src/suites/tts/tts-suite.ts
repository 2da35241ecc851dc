import { type FixtureClip, openFixtures } from '../../fixtures/index.ts';
import {
  entityErrors,
  entityResults,
  intelligibility,
  phonemeErrors,
  phonemesOf,
  single,
  sumMeasures,
} from '../../metrics/index.ts';
import type { Measure } from '../../results-schema/index.ts';
import { fixtureSeed } from '../fixture-seed.ts';
import { hashParts } from '../hash-parts.ts';
import { processorPrice } from '../processor-price.ts';
import { spread } from '../runner/order.ts';
import type { LoadedSuite, LoadOptions, Suite, SuiteItem } from '../suite.ts';
import { metricsOf } from '../suite-metrics.ts';
import { type TtsOutcome, ttsOutcomeSchema } from './outcome.ts';
import { broadly, type Pronunciation, pronunciations } from './pronunciations.ts';
import type { TtsInputItem } from './tts-bench.ts';

interface TtsItem extends SuiteItem {
  readonly expected: Pick<FixtureClip, 'text' | 'entities'> | Pronunciation;
}

export const ttsSuite: Suite = {
  kind: 'tts',
  about: 'texts to the voice: what the recognizer hears of them, pronunciation, time, cost',
  bench: new URL('./tts-bench.ts', import.meta.url),
  code: ['services/tts/src', 'services/asr/src', 'packages/audio/src', 'packages/runtime/src', 'evals/src/suites/tts'],
  shown: ['round_trip_wer', 'entity_error', 'phoneme_error', 'first_audio_ms', 'real_time_factor', 'cost_usd'],
  metrics: metricsOf(
    'round_trip_wer',
    'round_trip_cer',
    'entity_error',
    'phoneme_error',
    'first_audio_ms',
    'real_time_factor',
    'cost_usd',
  ),
  load: loadTts,
  measure: (item, outcome) => measure((item as TtsItem).expected, ttsOutcomeSchema.parse(outcome)),
  hypothesisOf(outcome) {
    const { heard, phonemes } = ttsOutcomeSchema.parse(outcome);
    return heard ?? phonemes ?? '';
  },
};

async function loadTts(options: LoadOptions): Promise<LoadedSuite> {
  const suite = options.size === 'smoke' ? 'smoke' : 'asr';
  const { clips } = await openFixtures({ ...options, suite, seed: fixtureSeed });
  // The same sentence under noise is the same sentence to the voice.
  const sentences = [...Map.groupBy(clips, ({ text }) => text).values()].map(([clip]) => clip!);
  const replies = sentences.map((clip) => itemOf(clip.id, slicesOf(clip), { type: 'reply', text: clip.text }, clip));
  const words = spread(await pronunciations(), options.size === 'smoke' ? 3 : Number.POSITIVE_INFINITY).map(
    (expected) => itemOf(`word-${expected.word}`, [expected.slice], { type: 'word', word: expected.word }, expected),
  );
  const items = [...replies, ...words];
  return { name: 'texts', sha256: hashParts(items.map(({ sha256, expected }) => [sha256, expected])), items };
}

/** What the sentence is about; how it was recorded is nothing to the voice. */
const slicesOf = ({ entities }: FixtureClip): string[] => [...new Set(entities.map(({ type }) => `entity:${type}`))];

const itemOf = (
  id: string,
  slices: readonly string[],
  input: TtsInputItem,
  expected: TtsItem['expected'],
): TtsItem => ({
  id,
  group: id,
  slices,
  sha256: hashParts(input),
  reference: input.type === 'reply' ? input.text : input.word,
  input: async () => input,
  expected: 'word' in expected ? expected : { text: expected.text, entities: expected.entities },
});

function measure(expected: TtsItem['expected'], outcome: TtsOutcome): Record<string, Measure> {
  const { heard = '', phonemes = '', firstAudioMs, processorMs, audioMs } = outcome;
  if ('word' in expected) {
    const accepted = expected.accepted.map(phonemesOf);
    return { phoneme_error: phonemeErrors(accepted, phonemesOf(broadly(phonemes))) };
  }
  const { words, characters } = intelligibility(expected.text, heard);
  const entities = Object.values(entityErrors(entityResults(expected.text, expected.entities, heard)));
  const measures = {
    round_trip_wer: words,
    round_trip_cer: characters,
    entity_error: sumMeasures(entities),
    first_audio_ms: single(firstAudioMs),
    real_time_factor: { numerator: processorMs, denominator: audioMs },
    cost_usd: single(processorPrice(processorMs)),
  };
  return Object.fromEntries(Object.entries(measures).filter(([, { denominator }]) => denominator > 0));
}
