/** What the playback worklet and the page tell each other. */
export const playbackRateHz = 24_000;

export type PlaybackCommand =
  | { readonly type: 'audio'; readonly item: number; readonly samples: Float32Array }
  | { readonly type: 'release' }
  | { readonly type: 'flush' }
  /** A factor, 0 … 1. */
  | { readonly type: 'loudness'; readonly factor: number };

/** Sent about 20 times a second while something plays, and when playing begins, ends or is flushed. */
export interface PlaybackReport {
  readonly item: number;
  readonly playedSamples: number;
  readonly queuedSamples: number;
  readonly isPlaying: boolean;
  readonly underruns: number;
  readonly audibleSamples: number;
  /** Root mean square since the last report. */
  readonly level: number;
}
