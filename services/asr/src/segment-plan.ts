import { inputRateHz } from '@cascade/contracts';
import type { SpeechStretch } from './speech-timeline.ts';

export interface SegmentLimits {
  /** From here on a good pause ends a segment. */
  readonly softMs: number;
  /** From here on any pause does. */
  readonly hardMs: number;
  /** From here on a segment is cut without a pause. */
  readonly forcedMs: number;
  /** How long a good pause is. */
  readonly goodPauseMs: number;
  /** A segment is at least this long: the recognizer needs context. */
  readonly shortestMs: number;
}

/** Finish the first `stretches` of the open speech as a segment, or cut the speech within these bounds. */
export type SegmentPlan =
  | { readonly kind: 'at-pause'; readonly stretches: number; readonly endSample: number }
  | { readonly kind: 'forced'; readonly earliestSample: number; readonly latestSample: number };

const toSamples = (milliseconds: number) => (milliseconds * inputRateHz) / 1000;

/**
 * Whether the open speech has grown long enough to finish a part of it, and where. The longest pause wins; a pause
 * counts once speech has gone on after it.
 */
export function planSegment(
  stretches: readonly SpeechStretch[],
  nowSample: number,
  limits: SegmentLimits,
): SegmentPlan | undefined {
  const first = stretches[0];
  const last = stretches.at(-1);
  if (!first || !last) return undefined;
  const length = (last.endSample ?? nowSample) - first.startSample;
  if (length < toSamples(limits.softMs)) return undefined;
  let best: { pause: number; stretches: number; endSample: number } | undefined;
  for (const [index, { endSample }] of stretches.slice(0, -1).entries()) {
    const next = stretches[index + 1];
    if (endSample === undefined || !next || endSample - first.startSample < toSamples(limits.shortestMs)) continue;
    const pause = next.startSample - endSample;
    if (!best || pause >= best.pause) best = { pause, stretches: index + 1, endSample };
  }
  if (best && (best.pause >= toSamples(limits.goodPauseMs) || length >= toSamples(limits.hardMs))) {
    return { kind: 'at-pause', stretches: best.stretches, endSample: best.endSample };
  }
  if (length < toSamples(limits.forcedMs)) return undefined;
  // The later half: the longer the segment, the better it is heard. Its last second is left for the next one.
  return {
    kind: 'forced',
    earliestSample: Math.round(first.startSample + length / 2),
    latestSample: Math.round(first.startSample + length - toSamples(1000)),
  };
}

/** The middle of the quietest 60 ms between the two samples. */
export function quietestSample(audio: Float32Array, startSample: number): number {
  const span = toSamples(60);
  const step = toSamples(10);
  let quietest = Number.POSITIVE_INFINITY;
  let found = 0;
  for (let at = 0; at + span <= audio.length; at += step) {
    let energy = 0;
    for (let index = at; index < at + span; index++) energy += (audio[index] as number) ** 2;
    if (energy < quietest) {
      quietest = energy;
      found = at;
    }
  }
  return startSample + found + span / 2;
}
