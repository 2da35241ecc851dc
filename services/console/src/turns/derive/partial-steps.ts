import type { TurnRecord } from '@cascade/contracts';

/** The transcript as it stood on the screen from one moment on. */
export interface PartialStep {
  readonly atMs: number;
  /** Will not change any more. */
  readonly stableText: string;
  /** What follows it, as it was shown. */
  readonly unstableText: string;
  /** Words that had been shown and are changed or gone. */
  readonly withdrawnWords: number;
}

const words = (text: string): string[] => text.split(/\s+/u).filter((word) => word !== '');

/** How the transcript grew, in the order of time, with what was taken back on the way. */
export function partialSteps(partials: TurnRecord['partials']): PartialStep[] {
  let shown: string[] = [];
  return partials
    .toSorted((a, b) => a.at_ms - b.at_ms)
    .map(({ at_ms: atMs, text, stable_text: stable }) => {
      const now = words(text);
      const kept = shown.findIndex((word, index) => word !== now[index]);
      const withdrawnWords = kept === -1 ? 0 : shown.length - kept;
      shown = now;
      const stableText = text.startsWith(stable) ? stable : '';
      return { atMs, stableText, unstableText: text.slice(stableText.length), withdrawnWords };
    });
}
