import type { AudioChunk } from '@cascade/contracts';

/** Whole frames ready for the model, with the samples before them. */
export interface FrameBatch {
  /** On the audio clock, of the first frame. */
  readonly startSample: number;
  readonly frames: number;
  /** `contextSamples`, then the frames. */
  readonly samples: Float32Array;
}

export interface FrameCutterOptions {
  readonly frameSamples: number;
  readonly contextSamples: number;
  /** A batch longer than this would keep other sessions waiting. */
  readonly maxFrames: number;
}

/** Cuts a stream of chunks of any length into frames, and remembers what is left over. */
export class FrameCutter {
  readonly #options: FrameCutterOptions;
  /** The context, then the samples that are not yet a whole frame. */
  #held: Float32Array;
  #heldStart = 0;

  constructor(options: FrameCutterOptions) {
    this.#options = options;
    this.#held = new Float32Array(options.contextSamples);
  }

  /** The next frames, in batches. After a gap in the positions, cutting starts anew where the audio goes on. */
  cut(chunks: readonly AudioChunk[]): readonly FrameBatch[] {
    const batches: FrameBatch[] = [];
    let run: AudioChunk[] = [];
    for (const chunk of chunks) {
      const before = run.at(-1);
      const expected = before ? before.startSample + before.samples.length : this.#endSample;
      if (chunk.startSample !== expected) {
        batches.push(...this.#cutRun(run));
        run = [];
        this.#held = new Float32Array(this.#options.contextSamples);
        this.#heldStart = chunk.startSample;
      }
      run.push(chunk);
    }
    batches.push(...this.#cutRun(run));
    return batches;
  }

  get #endSample(): number {
    return this.#heldStart + this.#held.length - this.#options.contextSamples;
  }

  #cutRun(run: readonly AudioChunk[]): readonly FrameBatch[] {
    const { frameSamples, contextSamples, maxFrames } = this.#options;
    const joined = new Float32Array(run.reduce((sum, chunk) => sum + chunk.samples.length, this.#held.length));
    joined.set(this.#held);
    let end = this.#held.length;
    for (const { samples } of run) {
      joined.set(samples, end);
      end += samples.length;
    }
    const batches: FrameBatch[] = [];
    let from = 0;
    for (let left = Math.floor((end - contextSamples) / frameSamples); left > 0; ) {
      const frames = Math.min(left, maxFrames);
      const samples = joined.slice(from, from + contextSamples + frames * frameSamples);
      batches.push({ startSample: this.#heldStart + from, frames, samples });
      from += frames * frameSamples;
      left -= frames;
    }
    this.#held = joined.slice(from);
    this.#heldStart += from;
    return batches;
  }
}
