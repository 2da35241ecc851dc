/** A stretch of speech between two pauses, on the audio clock. `endSample` is missing while it goes on. */
export interface SpeechStretch {
  readonly startSample: number;
  readonly endSample: number | undefined;
}

/** Where there was speech since the utterance began, as the voice activity detector told it. */
export class SpeechTimeline {
  #stretches: { startSample: number; endSample: number | undefined }[] = [];
  /** Nothing before it belongs to the utterance. */
  #floorSample: number;
  /** First stretch of the speech that may still turn out to be a misfire. */
  #undecidedFrom = 0;

  constructor(floorSample = 0) {
    this.#floorSample = floorSample;
  }

  get stretches(): readonly SpeechStretch[] {
    return this.#stretches;
  }

  get floorSample(): number {
    return this.#floorSample;
  }

  /** The stretch that goes on now. */
  get open(): SpeechStretch | undefined {
    const last = this.#stretches.at(-1);
    return last && last.endSample === undefined ? last : undefined;
  }

  start(startSample: number): void {
    this.pause(startSample);
    this.#undecidedFrom = this.#stretches.length;
    this.#open(startSample);
  }

  pause(endSample: number): void {
    const last = this.#stretches.at(-1);
    if (!last || last.endSample !== undefined) return;
    last.endSample = endSample;
    if (endSample <= last.startSample) this.#stretches.pop();
  }

  /** Speech goes on after a pause, which may have been in the utterance before. */
  resume(startSample: number): void {
    if (!this.open) this.#open(Math.round(startSample));
  }

  /** The speech since `start` was none. */
  misfire(): void {
    this.#stretches.length = Math.min(this.#stretches.length, this.#undecidedFrom);
  }

  /** Forgets what was before `sample`; speech that goes on there begins there. */
  dropBefore(sample: number): void {
    this.#floorSample = Math.max(this.#floorSample, sample);
    const dropped = this.#stretches.filter(
      (stretch) => (stretch.endSample ?? Number.POSITIVE_INFINITY) <= sample,
    ).length;
    this.#stretches.splice(0, dropped);
    this.#undecidedFrom = Math.max(0, this.#undecidedFrom - dropped);
    const first = this.#stretches[0];
    if (first && first.startSample < sample) first.startSample = sample;
  }

  #open(startSample: number): void {
    // Detectors look back: keep stretches apart and behind the floor.
    const before = this.#stretches.at(-1)?.endSample ?? this.#floorSample;
    this.#stretches.push({ startSample: Math.max(startSample, before, this.#floorSample), endSample: undefined });
  }
}

/** The speech between two samples, all of it closed. */
export function closeStretches(
  stretches: readonly SpeechStretch[],
  fromSample: number,
  toSample: number,
): { startSample: number; endSample: number }[] {
  return stretches
    .map(({ startSample, endSample }) => ({
      startSample: Math.max(startSample, fromSample),
      endSample: Math.min(endSample ?? toSample, toSample),
    }))
    .filter(({ startSample, endSample }) => endSample > startSample);
}
