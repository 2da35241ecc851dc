import { type FixtureClip, openFixtures } from '../../fixtures/index.ts';
import type { Measure } from '../../results-schema/index.ts';
import { fixtureSeed } from '../fixture-seed.ts';
import { hashParts } from '../hash-parts.ts';
import type { LoadedSuite, LoadOptions, Suite, SuiteItem } from '../suite.ts';
import { metricsOf } from '../suite-metrics.ts';
import { asrMeasures } from './asr-metrics.ts';
import { asrOutcomeSchema } from './outcome.ts';
import type { Recording } from './replay.ts';
import { serviceVocabulary } from './service-vocabulary.ts';

interface AsrItem extends SuiteItem {
  readonly clip: FixtureClip;
}

export const asrSuite: Suite = {
  kind: 'asr',
  about: 'recordings through voice activity detection and the recognizer: errors, entities, stability, time, cost',
  bench: new URL('./asr-bench.ts', import.meta.url),
  code: [
    'services/asr/src',
    'services/vad/src',
    'packages/audio/src',
    'packages/runtime/src',
    'evals/src/suites/asr',
    'evals/src/recordings',
  ],
  shown: ['wer', 'entity_error', 'recognition_ms', 'first_partial_ms', 'upwr', 'cost_usd'],
  metrics: metricsOf(
    'wer',
    'cer',
    'entity_error',
    'biased_wer',
    'unbiased_wer',
    'empty_transcript',
    'upwr',
    'recognition_ms',
    'first_partial_ms',
    'real_time_factor',
    'cost_usd',
  ),
  load: loadAsr,
  measure(item, outcome): Record<string, Measure> {
    const { text, entities, vocabulary } = (item as AsrItem).clip;
    return asrMeasures({ reference: text, entities, vocabulary }, asrOutcomeSchema.parse(outcome));
  },
  hypothesisOf: (outcome) => asrOutcomeSchema.parse(outcome).text,
};

async function loadAsr(options: LoadOptions): Promise<LoadedSuite> {
  const suite = options.size === 'smoke' ? 'smoke' : 'asr';
  const { name, sha256, clips } = await openFixtures({ ...options, suite, seed: fixtureSeed });
  const words = await serviceVocabulary();
  const items = clips.map((clip): AsrItem => {
    const vocabulary = [...new Set([...clip.vocabulary, ...words])];
    return {
      id: clip.id,
      group: clip.group,
      slices: slicesOf(clip),
      weight: clip.weight,
      sha256: hashParts(clip.sha256, vocabulary),
      reference: clip.text,
      input: async (): Promise<Recording> => ({ samples: await clip.audio(), vocabulary }),
      audio: () => clip.audio(),
      clip,
    };
  });
  return { name, sha256: hashParts(sha256, words), items };
}

/** What a recording's entities are is a slice of its own. */
const slicesOf = ({ slices, entities }: FixtureClip): string[] => [
  ...new Set([...slices, ...entities.map(({ type }) => `entity:${type}`)]),
];
