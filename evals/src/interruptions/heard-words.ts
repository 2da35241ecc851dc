import type { TimedWord } from '../call/reply.ts';

/** Words whose end lies so close to where playback was cut may be counted either way. */
export const nearCutMs = 60;

export interface HistoryVerdict {
  readonly itemId: string;
  /** Of the item's audio, what came out of the loudspeaker. */
  readonly playedMs: number;
  /** By the client's own samples and the times of the words. */
  readonly heardText: string;
  /** What the service keeps. */
  readonly keptText: string;
  /** `near`: they differ by one word that ends within 60 ms of the cut. */
  readonly verdict: 'equal' | 'near' | 'different';
}

/** Compares what the service keeps of a reply with the words whose sound had ended when playback was cut. */
export function judgeHistory(
  { itemId, text, words }: { readonly itemId: string; readonly text: string; readonly words: readonly TimedWord[] },
  playedMs: number,
  keptText: string,
): HistoryVerdict {
  const heard = words.filter(({ endMs }) => endMs <= playedMs + rounding).length;
  const heardText = text.slice(0, words[heard - 1]?.endChar ?? 0).trim();
  const begun = { itemId, playedMs, heardText, keptText };
  // Text that was never said is kept: no count of words makes that right.
  const start = text.length - text.trimStart().length;
  if (!text.slice(start).startsWith(keptText)) return { ...begun, verdict: 'different' };
  const kept = words.filter(({ endChar }) => endChar <= start + keptText.length).length;
  if (kept === heard) return { ...begun, verdict: 'equal' };
  const differing = words[Math.min(kept, heard)]!;
  const near = Math.abs(kept - heard) === 1 && Math.abs(differing.endMs - playedMs) <= nearCutMs;
  return { ...begun, verdict: near ? 'near' : 'different' };
}

/** Acknowledged times are whole microseconds. */
const rounding = 0.001;
