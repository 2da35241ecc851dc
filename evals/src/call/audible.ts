import { dbfsToAmplitude } from '@cascade/audio';
import { outputRateHz } from '@cascade/contracts';
import type { Loudspeaker, PlayedStretch } from './loudspeaker.ts';

/** What a listener takes for sound: −40 dBFS, the threshold of every voice-to-voice and stop latency. */
const audibleDbfs = -40;
const audible = dbfsToAmplitude(audibleDbfs);

/** When the first audible sample of these items came out; undefined when none has yet. */
export function firstAudibleMs(loudspeaker: Loudspeaker, itemIds: readonly string[]): number | undefined {
  for (const { startSample, count } of stretchesOf(loudspeaker, itemIds)) {
    for (let sample = startSample; sample < startSample + count; sample++) {
      if (Math.abs(loudspeaker.sampleAt(sample)) > audible) return loudspeaker.timeOf(sample);
    }
  }
  return undefined;
}

/** When the last audible sample of these items came out; undefined when none has yet. */
export function lastAudibleMs(loudspeaker: Loudspeaker, itemIds: readonly string[]): number | undefined {
  for (const { startSample, count } of stretchesOf(loudspeaker, itemIds).reverse()) {
    for (let sample = startSample + count - 1; sample >= startSample; sample--) {
      if (Math.abs(loudspeaker.sampleAt(sample)) > audible) return loudspeaker.timeOf(sample);
    }
  }
  return undefined;
}

/** How much of an item had been played when it could be heard for the last time, in milliseconds of its audio. */
export function audiblyPlayedMs(loudspeaker: Loudspeaker, itemId: string): number {
  const stretches = stretchesOf(loudspeaker, [itemId]);
  const faded = stretches.findLastIndex(({ gainDb }) => gainDb > audibleDbfs) + 1;
  return stretches.slice(0, faded).reduce((sum, { count }) => sum + count, 0) / (outputRateHz / 1000);
}

const stretchesOf = ({ stretches }: Loudspeaker, itemIds: readonly string[]): PlayedStretch[] =>
  stretches.filter(({ itemId }) => itemIds.includes(itemId));
