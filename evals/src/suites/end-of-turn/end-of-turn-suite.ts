import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { openFixtures } from '../../fixtures/index.ts';
import { notCounted, oneOf, single } from '../../metrics/index.ts';
import { type RecordedClip, spokenPauses } from '../../turn-lab/recorded-clip.ts';
import { recordClips } from '../../turn-lab/recorder.ts';
import { readRecordings } from '../../turn-lab/recordings.ts';
import { fixtureSeed } from '../fixture-seed.ts';
import { hashParts } from '../hash-parts.ts';
import { spread } from '../runner/order.ts';
import type { LoadedSuite, LoadOptions, Suite } from '../suite.ts';
import { metricsOf } from '../suite-metrics.ts';
import { endingOutcomeSchema } from './outcome.ts';

export const endOfTurnSuite: Suite = {
  kind: 'end-of-turn',
  about: 'recorded turns: how often people are cut off, and how long they wait',
  bench: new URL('./end-of-turn-bench.ts', import.meta.url),
  code: ['services/turn/src', 'evals/src/turn-lab', 'evals/src/recordings', 'evals/src/suites/end-of-turn'],
  mostProcesses: 1,
  shown: ['early_cutoff', 'endpoint_delay_ms', 'lost_cutoff'],
  metrics: metricsOf('early_cutoff', 'lost_cutoff', 'endpoint_delay_ms'),
  load: loadRecordings,
  measure(_item, outcome) {
    const { cutoffs, reopened, delayMs } = endingOutcomeSchema.parse(outcome);
    const measures = {
      early_cutoff: oneOf(cutoffs > 0),
      lost_cutoff: oneOf(cutoffs > reopened),
      // Of turns that were cut off nothing is counted, or cutting off would look fast.
      endpoint_delay_ms: cutoffs > 0 ? notCounted : single(delayMs),
    };
    return Object.fromEntries(Object.entries(measures).filter(([, { denominator }]) => denominator > 0));
  },
  hypothesisOf(outcome) {
    const { cutoffs, delayMs } = endingOutcomeSchema.parse(outcome);
    if (cutoffs > 0) return `cut off ${cutoffs} times`;
    return delayMs === undefined ? 'never ended' : `ended after ${delayMs.toFixed(0)} ms`;
  },
};

/** People as they were recorded, and synthetic turns with pauses in them. */
async function loadRecordings(options: LoadOptions): Promise<LoadedSuite> {
  const own = await readRecordings();
  const recordings = options.size === 'smoke' ? spread(own, smokeItems) : [...own, ...(await synthetic(options))];
  const items = recordings.map((recording) => ({
    id: recording.id,
    group: recording.group,
    slices: recording.slices,
    sha256: hashParts(recording),
    reference: recording.pauses.at(-1)?.text ?? '',
    input: async () => recording,
  }));
  return { name: 'recorded turns', sha256: hashParts(items.map(({ sha256 }) => sha256)), items };
}

const smokeItems = 20;

/** What the models say of them, once: it does not depend on the entry. */
async function synthetic({ cache, onProgress, signal, ...options }: LoadOptions): Promise<RecordedClip[]> {
  const fixtures = {
    ...options,
    cache,
    onProgress,
    signal,
    suite: 'endpointing',
    manifests: [],
    seed: fixtureSeed,
  } as const;
  const { clips } = await openFixtures(fixtures);
  const spoken = await Promise.all(
    clips.map(async ({ id, slices, group, audio }) => ({ id, slices, group, samples: await audio() })),
  );
  const width = availableParallelism();
  let done = 0;
  // Models of their own for each part: recording is a turn at a time.
  const parts = Array.from({ length: width }, (_, part) => spoken.filter((__, index) => index % width === part));
  const recorded = await Promise.all(
    parts.map((part) =>
      recordClips(part, {
        cacheFolder: join(cache, 'end-of-turn', 'recordings'),
        fresh: false,
        onProgress: () => onProgress(`${++done} of ${clips.length} clips recorded`),
        signal,
      }),
    ),
  );
  const byId = new Map(recorded.flat().map((recording) => [recording.id, recording]));
  // In the order of the suite, whatever the number of cores.
  return spoken.flatMap(({ id }) => byId.get(id) ?? []).filter((recording) => spokenPauses(recording).length > 0);
}
