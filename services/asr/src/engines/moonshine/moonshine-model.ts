import { CascadeError } from '@cascade/contracts';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Shape of Moonshine tiny. */
const layerCount = 6;
const headCount = 8;
const headSize = 36;
const hiddenSize = headCount * headSize;
export const vocabularySize = 32_768;

/** Shortest audio the encoder is given; what is shorter is padded with silence at its end. 0.3 s. */
export const minEncoderSamples = 4_800;

export interface MoonshineFiles {
  readonly encoder: string;
  readonly decoder: string;
  readonly tokenizer: string;
}

const cacheNames = (side: 'decoder' | 'encoder') =>
  Array.from({ length: layerCount }, (_, layer) => ['key', 'value'].map((part) => `${layer}.${side}.${part}`)).flat();
const decoderCacheNames = cacheNames('decoder');
const encoderCacheNames = cacheNames('encoder');

/** Frames that the encoder makes of so many samples: its three convolutions, 127/64, 7/3 and 3/2, about 41 a second. */
export function encoderFrames(sampleCount: number): number {
  const first = Math.floor((sampleCount - 127) / 64) + 1;
  const second = Math.floor((first - 7) / 3) + 1;
  return Math.floor((second - 3) / 2) + 1;
}

/** A Float32Array that is replaced by a larger one when needed and otherwise used again. */
class ScratchBuffer {
  #data = new Float32Array(0);

  view(length: number): Float32Array {
    if (this.#data.length < length) this.#data = new Float32Array(Math.ceil(length * 1.5));
    return this.#data.subarray(0, length);
  }
}

/**
 * The two networks of Moonshine, with the decoder's key/value cache, for one audio at a time: `encode`, then `begin`,
 * then any number of `keep` and `continueWith`. All outputs are written to buffers that are used again, so that decoding leaves
 * nothing to the garbage collector; what a method returns is valid until the next call.
 */
export class MoonshineModel {
  readonly #encoder: InferenceSession;
  readonly #decoder: InferenceSession;
  readonly #padded = new ScratchBuffer();
  readonly #hidden = new ScratchBuffer();
  readonly #logits = new ScratchBuffer();
  readonly #encoderCache = encoderCacheNames.map(() => new ScratchBuffer());
  /** Read and written in turns: a run reads one set and writes the other. */
  readonly #decoderCache = [0, 1].map(() => decoderCacheNames.map(() => new ScratchBuffer()));
  readonly #firstRun = new Tensor('bool', Uint8Array.of(0), [1]);
  readonly #laterRun = new Tensor('bool', Uint8Array.of(1), [1]);
  readonly #nothing = new Tensor('float32', new Float32Array(0), [1, headCount, 0, headSize]);
  #ones = new BigInt64Array(0);
  #feeds: Record<string, Tensor> = {};
  #frames = 0;
  #length = 0;
  #writeSet = 0;

  private constructor(encoder: InferenceSession, decoder: InferenceSession) {
    this.#encoder = encoder;
    this.#decoder = decoder;
  }

  /** @throws CascadeError `model_corrupt` when the runtime refuses a file */
  static async load(files: Pick<MoonshineFiles, 'encoder' | 'decoder'>): Promise<MoonshineModel> {
    const options: InferenceSession.SessionOptions = {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      executionProviders: ['cpu'],
    };
    try {
      return new MoonshineModel(
        await InferenceSession.create(files.encoder, options),
        await InferenceSession.create(files.decoder, options),
      );
    } catch (error) {
      throw CascadeError.from(error, 'model_corrupt', 'The recognizer\u2019s network could not be loaded.', {
        stage: 'asr',
      });
    }
  }

  /** Positions in the decoder's cache: the start token and the tokens taken so far. */
  get length(): number {
    return this.#length;
  }

  /** Takes new audio, 16 kHz mono. */
  async encode(samples: Float32Array): Promise<void> {
    const count = Math.max(samples.length, minEncoderSamples);
    let input = samples;
    if (samples.length < count) {
      input = this.#padded.view(count);
      input.fill(0);
      input.set(samples);
    }
    if (this.#ones.length < count) this.#ones = new BigInt64Array(Math.ceil(count * 1.5)).fill(1n);
    const mask = new Tensor('int64', this.#ones.subarray(0, count), [1, count]);
    this.#frames = encoderFrames(count);
    const hidden = new Tensor('float32', this.#hidden.view(this.#frames * hiddenSize), [1, this.#frames, hiddenSize]);
    await this.#encoder.run(
      { input_values: new Tensor('float32', input, [1, count]), attention_mask: mask },
      { last_hidden_state: hidden },
    );
    this.#feeds = { encoder_attention_mask: mask, encoder_hidden_states: hidden };
    this.#length = 0;
  }

  /**
   * Runs the first tokens (the start token first) in one pass.
   * Returns logits [tokens.length × vocabulary]: row `i` predicts the token after `tokens[i]`.
   */
  async begin(tokens: readonly number[]): Promise<Float32Array> {
    const feeds = this.#feeds;
    for (const name of [...decoderCacheNames, ...encoderCacheNames]) feeds[`past_key_values.${name}`] = this.#nothing;
    feeds.use_cache_branch = this.#firstRun;
    feeds.input_ids = new Tensor('int64', BigInt64Array.from(tokens, BigInt), [1, tokens.length]);
    const shape = [1, headCount, this.#frames, headSize];
    const encoderOutputs = Object.fromEntries(
      encoderCacheNames.map((name, index) => [
        `present.${name}`,
        new Tensor('float32', this.#scratch(this.#encoderCache, index).view(this.#frames * hiddenSize), shape),
      ]),
    );
    this.#length = 0;
    const logits = await this.#run(tokens.length, encoderOutputs);
    for (const name of encoderCacheNames) {
      feeds[`past_key_values.${name}`] = encoderOutputs[`present.${name}`] as Tensor;
    }
    return logits;
  }

  /** Runs more tokens after those in the cache. Returns logits [tokens.length × vocabulary] as `begin` does. */
  continueWith(tokens: readonly number[]): Promise<Float32Array> {
    this.#feeds.use_cache_branch = this.#laterRun;
    this.#feeds.input_ids = new Tensor('int64', BigInt64Array.from(tokens, BigInt), [1, tokens.length]);
    return this.#run(tokens.length, {});
  }

  /** Forgets all but the first `length` positions of the cache. */
  keep(length: number): void {
    if (length >= this.#length) return;
    decoderCacheNames.forEach((name, index) => {
      const from = (this.#feeds[`past_key_values.${name}`] as Tensor).data as Float32Array;
      const to = this.#scratch(this.#decoderCache[this.#writeSet] ?? [], index).view(length * hiddenSize);
      for (let head = 0; head < headCount; head++) {
        const start = head * this.#length * headSize;
        to.set(from.subarray(start, start + length * headSize), head * length * headSize);
      }
      this.#feeds[`past_key_values.${name}`] = new Tensor('float32', to, [1, headCount, length, headSize]);
    });
    this.#writeSet = 1 - this.#writeSet;
    this.#length = length;
  }

  async release(): Promise<void> {
    await Promise.all([this.#encoder.release(), this.#decoder.release()]);
  }

  async #run(tokenCount: number, alsoFetched: Record<string, Tensor>): Promise<Float32Array> {
    const length = this.#length + tokenCount;
    const shape = [1, headCount, length, headSize];
    const logits = this.#logits.view(tokenCount * vocabularySize);
    const fetches: Record<string, Tensor> = {
      logits: new Tensor('float32', logits, [1, tokenCount, vocabularySize]),
      ...alsoFetched,
    };
    decoderCacheNames.forEach((name, index) => {
      const buffer = this.#scratch(this.#decoderCache[this.#writeSet] ?? [], index).view(length * hiddenSize);
      fetches[`present.${name}`] = new Tensor('float32', buffer, shape);
    });
    await this.#decoder.run(this.#feeds, fetches);
    for (const name of decoderCacheNames) this.#feeds[`past_key_values.${name}`] = fetches[`present.${name}`] as Tensor;
    this.#writeSet = 1 - this.#writeSet;
    this.#length = length;
    return logits;
  }

  #scratch(buffers: readonly ScratchBuffer[], index: number): ScratchBuffer {
    const buffer = buffers[index];
    if (!buffer) throw new RangeError(`no buffer ${index}`);
    return buffer;
  }
}
