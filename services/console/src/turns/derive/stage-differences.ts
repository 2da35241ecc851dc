import type { RecordSpan, TurnRecord } from '@cascade/contracts';
import { type PartKind, partTotals } from './span-parts.ts';
import { criticalSpans } from './stage-interval.ts';
import { type RowId, rowOf, spanTitle } from './stages.ts';

/** One step of the critical path in two turns. */
export interface StageDifference {
  /** Stage and name of the step; unique in the list. */
  readonly key: string;
  readonly row: RowId;
  readonly title: string;
  /** Null when that turn has no such step. */
  readonly aMs: number | null;
  readonly bMs: number | null;
  /** The second turn's time minus the first one's; a step that is missing took no time. */
  readonly differenceMs: number;
  /** The difference by what the time was: the three add up to `differenceMs`. */
  readonly partsMs: Readonly<Record<PartKind, number>>;
}

const stepOrder = [
  'vad speech-tail',
  'gateway client-buffering',
  'vad pause',
  'asr final',
  'turn end-of-turn',
  'planner first-clause',
  'tts first-audio',
  'gateway playback',
  'gateway delivery',
];

/**
 * Where two turns differ, by the steps of their critical paths in the order of time. Because each path runs without gap
 * from the last speech sample to the first audible one, the differences add up to the difference of the two
 * voice-to-voice times.
 */
export function differenceByStage(a: TurnRecord, b: TurnRecord): StageDifference[] {
  const ofA = steps(a);
  const ofB = steps(b);
  const known = (key: string) => (stepOrder.includes(key) ? stepOrder.indexOf(key) : stepOrder.length);
  const keys = [...new Set([...ofA.keys(), ...ofB.keys()])].toSorted((x, y) => known(x) - known(y));
  return keys.map((key) => {
    const inA = ofA.get(key);
    const inB = ofB.get(key);
    const { span } = (inB ?? inA)!;
    const part = (kind: PartKind) => (inB?.[kind] ?? 0) - (inA?.[kind] ?? 0);
    const partsMs = { queue: part('queue'), compute: part('compute'), wait: part('wait') };
    return {
      key,
      row: rowOf(span),
      title: spanTitle(span),
      aMs: inA?.totalMs ?? null,
      bMs: inB?.totalMs ?? null,
      differenceMs: (inB?.totalMs ?? 0) - (inA?.totalMs ?? 0),
      partsMs,
    };
  });
}

type Step = Record<PartKind, number> & { readonly span: RecordSpan; totalMs: number };

function steps(record: TurnRecord): Map<string, Step> {
  const found = new Map<string, Step>();
  for (const span of criticalSpans(record)) {
    const key = `${span.stage} ${span.name}`;
    const step = found.get(key) ?? { span, totalMs: 0, queue: 0, compute: 0, wait: 0 };
    const { queue, compute, wait } = partTotals(span);
    step.queue += queue;
    step.compute += compute;
    step.wait += wait;
    step.totalMs += queue + compute + wait;
    found.set(key, step);
  }
  return found;
}
