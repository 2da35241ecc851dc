/** The newest samples of a stream, addressed by their position since the stream began. */
export interface SampleRing {
  readonly capacitySamples: number;
  /** Position of the oldest sample still held. */
  readonly startSample: number;
  /** One past the newest sample: where the next chunk goes. */
  readonly endSample: number;
  /** Adds a chunk at `endSample`; what no longer fits falls off the front. */
  append(chunk: Float32Array): void;
  /**
   * A copy of [startSample, endSample).
   * @throws RangeError when a part of it is no longer, or not yet, held
   */
  read(startSample: number, endSample: number): Float32Array;
  /** Forgets everything before `sample` (all, at most); positions go on. */
  dropBefore(sample: number): void;
}

/** @param startSample position of the first sample to come */
export function createSampleRing(capacitySamples: number, startSample = 0): SampleRing {
  if (!Number.isInteger(capacitySamples) || capacitySamples <= 0) {
    throw new RangeError(`A ring holds a whole positive number of samples, got ${capacitySamples}`);
  }
  const storage = new Float32Array(capacitySamples);
  let start = startSample;
  let end = startSample;
  const slot = (sample: number) => ((sample % capacitySamples) + capacitySamples) % capacitySamples;
  return {
    capacitySamples,
    get startSample() {
      return start;
    },
    get endSample() {
      return end;
    },
    append(chunk) {
      const kept = chunk.length > capacitySamples ? chunk.subarray(chunk.length - capacitySamples) : chunk;
      const at = slot(end + chunk.length - kept.length);
      const first = Math.min(kept.length, capacitySamples - at);
      storage.set(kept.subarray(0, first), at);
      storage.set(kept.subarray(first), 0);
      end += chunk.length;
      start = Math.max(start, end - capacitySamples);
    },
    read(from, to) {
      if (from < start || to > end || from > to) {
        throw new RangeError(`Samples ${from} to ${to} are not held: the ring has ${start} to ${end}`);
      }
      const copy = new Float32Array(to - from);
      const at = slot(from);
      const first = Math.min(copy.length, capacitySamples - at);
      copy.set(storage.subarray(at, at + first));
      copy.set(storage.subarray(0, copy.length - first), first);
      return copy;
    },
    dropBefore(sample) {
      start = Math.min(end, Math.max(start, sample));
    },
  };
}
