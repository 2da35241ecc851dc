import type { EvalRun } from '../src/results-schema/index.ts';

export interface MadeClip {
  readonly id: string;
  readonly slices?: readonly string[];
  readonly group?: string;
  /** Wrong words of ten. */
  readonly errors?: number;
  readonly ms?: number;
}

/** A run over made-up clips of ten words each. */
export function madeRun(entry: string, clips: readonly MadeClip[], changes: Partial<EvalRun> = {}): EvalRun {
  return {
    schema: 'cascade-eval-1',
    entry,
    suite: { name: 'made', sha256: 'a'.repeat(64) },
    seed: 1,
    startedAt: '2026-11-23T10:00:00Z',
    settings: {},
    versions: {},
    contentHashes: {},
    machine: 'a machine',
    metrics: {
      wer: { unit: 'ratio', better: 'lower', aggregate: 'ratio', definition: 'word errors by words' },
      recognition_ms: { unit: 'ms', better: 'lower', aggregate: 'p50', definition: 'time of the final' },
    },
    clips: clips.map(({ id, slices = [], group, errors = 0, ms = 100 }) => ({
      id,
      slices: [...slices],
      ...(group === undefined ? {} : { group }),
      metrics: {
        wer: { numerator: errors, denominator: 10 },
        recognition_ms: { numerator: ms, denominator: 1 },
      },
    })),
    ...changes,
  };
}

/** `count` clips of a slice; the n-th has as many errors as `errorsOf(n)`. */
export const madeClips = (slice: string, count: number, errorsOf: (index: number) => number, ms = 100): MadeClip[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `${slice}-${index}`,
    slices: [slice],
    errors: errorsOf(index),
    ms,
  }));
