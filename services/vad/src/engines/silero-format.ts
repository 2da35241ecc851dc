/** What goes into Silero v5 and v6 and comes out, at 16 kHz. */

/** One probability for each of these frames (32 ms). */
export const frameSamples = 512;
/** Samples before a frame that the model sees along with it; zeros before the first. */
export const contextSamples = 64;
/** Size of the recurrent state, [2, 1, 128]; zeros at first. */
export const stateValues = 256;

export interface SileroJob {
  /** The context, then whole frames: contextSamples + n · frameSamples values. */
  readonly samples: Float32Array;
  readonly state: Float32Array;
}

export interface SileroResult {
  /** Of speech, one for each frame. */
  readonly probabilities: Float32Array;
  /** For the next job of this session. */
  readonly state: Float32Array;
}
