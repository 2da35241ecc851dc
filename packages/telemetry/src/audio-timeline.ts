import { type AudioChunk, inputRateHz } from '@cascade/contracts';

interface ChunkArrival {
  readonly index: number;
  readonly startSample: number;
  readonly endSample: number;
  readonly receivedAtMs: number;
  /** Mean square of its samples. */
  readonly power: number;
}

/** What client buffering did to the chunks of one stretch of audio. */
export interface BufferingSummary {
  readonly firstChunkIndex: number;
  readonly lastChunkIndex: number;
  /** Median audio in a chunk. */
  readonly chunkMs: number;
  /** 95th percentile of how much later than the steadiest chunk one arrived. */
  readonly jitterMs: number;
  /** 95th percentile of the age of a chunk's oldest sample on arrival: its length and its lateness. */
  readonly bufferingMs: number;
}

/** How loud the speech of a stretch is, and how far above what is around it. */
export interface LevelSummary {
  /** Of the chunks within 20 dB of the loudest one: pauses are not speech. */
  readonly levelDbfs: number;
  /** That, less the level of the quietest tenth of the audio from two seconds before on; 60 at most. */
  readonly snrDb: number;
}

const samplesPerMs = inputRateHz / 1000;
const keptChunks = 4096;
/** Nothing for so long, and later ever after, is a client that did not send. Networks are later by that much for a while. */
const pauseMs = 300;

/**
 * Relates the audio clock to the session's clock. A client sends a chunk at the earliest when its last sample exists,
 * so the chunk that arrived earliest relative to its position tells when the others could have: their lateness above
 * it is jitter. Network delay that never varies cannot be seen from here.
 */
export class AudioTimeline {
  #chunks: ChunkArrival[] = [];
  #isDelayed = false;

  /** From now on what comes later is late: audio is held back on purpose, as a drill does. */
  expectDelay(): void {
    this.#isDelayed = true;
  }

  add(chunk: AudioChunk): void {
    const endSample = chunk.startSample + chunk.samples.length;
    this.#chunks.push({
      index: chunk.index,
      startSample: chunk.startSample,
      endSample,
      receivedAtMs: chunk.receivedAtMs,
      power: meanSquare(chunk.samples),
    });
    if (this.#chunks.length > 2 * keptChunks) this.#chunks = this.#chunks.slice(-keptChunks);
  }

  /** One past the last sample received. */
  get endSample(): number {
    return this.#chunks.at(-1)?.endSample ?? 0;
  }

  /** When the client captured `sample`, as far as the arrivals around it tell; before any, as if the session began with it. */
  capturedAtMs(sample: number): number {
    const windowSamples = 10 * inputRateHz;
    if (this.#chunks.length === 0) return sample / samplesPerMs;
    const around = this.#withoutPauses(this.#between(sample - windowSamples, sample + windowSamples), sample);
    return offsetMs(around.length > 0 ? around : this.#chunks) + sample / samplesPerMs;
  }

  /** When the chunk that holds `sample` arrived. */
  receivedAtMs(sample: number): number | undefined {
    return this.#chunks.findLast((chunk) => chunk.startSample <= sample && sample < chunk.endSample)?.receivedAtMs;
  }

  buffering(startSample: number, endSample: number): BufferingSummary | undefined {
    const chunks = this.#between(startSample, endSample);
    const [first, last] = [chunks[0], chunks.at(-1)];
    if (!first || !last) return undefined;
    const offset = offsetMs(this.#withoutPauses(chunks, endSample - 1));
    const durations = chunks.map((chunk) => (chunk.endSample - chunk.startSample) / samplesPerMs);
    const lateness = chunks.map((chunk) => chunk.receivedAtMs - chunk.endSample / samplesPerMs - offset);
    return {
      firstChunkIndex: first.index,
      lastChunkIndex: last.index,
      chunkMs: quantile(durations, 0.5),
      jitterMs: quantile(lateness, 0.95),
      bufferingMs: quantile(
        durations.map((duration, index) => duration + (lateness[index] ?? 0)),
        0.95,
      ),
    };
  }

  /** Undefined where nothing but digital silence came. */
  levels(startSample: number, endSample: number): LevelSummary | undefined {
    const powers = this.#between(startSample, endSample).map(({ power }) => power);
    const loudest = Math.max(0, ...powers);
    if (loudest === 0) return undefined;
    const speech = powers.filter((power) => power > loudest / 100);
    const levelDbfs = decibels(speech.reduce((sum, power) => sum + power, 0) / speech.length);
    const around = this.#between(startSample - 2 * inputRateHz, endSample).map(({ power }) => power);
    return { levelDbfs, snrDb: Math.min(mostSnrDb, levelDbfs - decibels(quantile(around, 0.1))) };
  }

  #withoutPauses(chunks: readonly ChunkArrival[], sample: number): readonly ChunkArrival[] {
    return this.#isDelayed ? chunks : withoutPauses(chunks, sample);
  }

  #between(startSample: number, endSample: number): ChunkArrival[] {
    return this.#chunks.filter((chunk) => chunk.endSample > startSample && chunk.startSample < endSample);
  }
}

const mostSnrDb = 60;

const meanSquare = (samples: Float32Array): number => {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : sum / samples.length;
};

const decibels = (power: number): number => 10 * Math.log10(power);

/**
 * A client that stops sending (a closed microphone, push to talk) and goes on later leaves no gap on the audio clock: everything after
 * it would seem to be late. A network that stands still gives what it held in a burst, and is as early as before.
 */
function withoutPauses(chunks: readonly ChunkArrival[], sample: number): readonly ChunkArrival[] {
  let from = 0;
  for (let index = 1; index < chunks.length; index++) {
    const [before, chunk] = [chunks[index - 1]!, chunks[index]!];
    if (chunk.receivedAtMs - before.receivedAtMs < pauseMs) continue;
    if (offsetMs(chunks.slice(index)) - offsetMs(chunks.slice(from, index)) < pauseMs / 2) continue;
    if (chunk.startSample > sample) return chunks.slice(from, index);
    from = index;
  }
  return chunks.slice(from);
}

const offsetMs = (chunks: readonly ChunkArrival[]): number =>
  chunks.reduce((least, chunk) => Math.min(least, chunk.receivedAtMs - chunk.endSample / samplesPerMs), Infinity);

/** Nearest-rank quantile of a non-empty list. */
export function quantile(values: readonly number[], probability: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(probability * sorted.length - 1e-9) - 1)] ?? sorted[0] ?? 0;
}
