import {
  type AudioFormat,
  CascadeError,
  type Clock,
  type InputClear,
  type InputCommit,
  type InputEvent,
  inputRateHz,
} from '@cascade/contracts';
import { bytesPerSample, InputDecoder } from './audio-codec.ts';

export interface InputAudioOptions {
  readonly clock: Clock;
  readonly format: AudioFormat;
  /** Audio may run so far ahead of real time. */
  readonly aheadMs: number;
  /** False when the event found no room. */
  emit(event: InputEvent): boolean;
}

const samplesPerMs = inputRateHz / 1000;
/** Shorter pieces are joined, so that a client that sends sample by sample costs no more than others. */
const minChunkMs = 10;
/** What comes faster than real time is joined into chunks of this length, as nobody waits for it. */
const hurriedChunkMs = 100;
/** From so much ahead of real time on, audio counts as hurried. */
const hurriedAheadMs = 500;
const minCommitMs = 100;

/**
 * The client's audio: decodes it, resamples it to 16 kHz and cuts it into chunks that follow each other without gap on
 * the session's audio clock. What comes faster than twice real time uses up the allowance `aheadMs`.
 */
export class InputAudio {
  readonly #options: InputAudioOptions;
  #decoder: InputDecoder;
  #held: Float32Array[] = [];
  #heldSamples = 0;
  #heldSinceMs = 0;
  #chunkIndex = 0;
  #positionSample = 0;
  /** Where the last turn, commit or clear ended: a commit needs 100 ms beyond it. */
  #usedSample = 0;
  #aheadMs = 0;
  #aheadAtMs: number;
  #refusedMs = 0;
  #receivedMs = 0;

  constructor(options: InputAudioOptions) {
    this.#options = options;
    this.#decoder = new InputDecoder(options.format);
    this.#aheadAtMs = options.clock.nowMs();
  }

  /** One past the last sample handed on. */
  get positionSample(): number {
    return this.#positionSample;
  }

  /** Audio refused because it came too fast. */
  get refusedMs(): number {
    return this.#refusedMs;
  }

  /** Audio that has arrived from the client, taken or refused. Silence put in its place is none. */
  get receivedMs(): number {
    return this.#receivedMs;
  }

  setFormat(format: AudioFormat): void {
    if (format.codec === this.#decoder.format.codec && format.rateHz === this.#decoder.format.rateHz) return;
    this.#flush();
    this.#decoder = new InputDecoder(format);
  }

  /** What is wrong with the bytes, if anything. Whole samples before a half one are kept. */
  append(bytes: Uint8Array): CascadeError | undefined {
    const { format } = this.#decoder;
    const size = bytesPerSample(format);
    const whole = bytes.length - (bytes.length % size);
    const durationMs = (whole / size / format.rateHz) * 1000;
    this.#receivedMs += durationMs;
    if (!this.#allow(durationMs)) {
      this.#refusedMs += durationMs;
      return new CascadeError('audio_overrun', 'Audio arrives faster than it can be heard.', { stage: 'gateway' });
    }
    if (whole > 0) this.#take(this.#decoder.decode(bytes.subarray(0, whole)));
    if (whole === bytes.length) return undefined;
    const message = `The audio is not whole samples: ${bytes.length} bytes of ${size} bytes each.`;
    return new CascadeError('invalid_audio', message, { stage: 'gateway', param: 'audio' });
  }

  /** Silence in place of audio that the client does not send. */
  appendSilence(durationMs: number): void {
    this.#take(this.#decoder.flush());
    this.#take(new Float32Array(Math.round(durationMs * samplesPerMs)));
    this.#emitHeld();
  }

  commit(): InputCommit | CascadeError {
    this.#flush();
    const unusedMs = (this.#positionSample - this.#usedSample) / samplesPerMs;
    if (unusedMs < minCommitMs) {
      const message = `The buffer holds ${Math.max(0, Math.round(unusedMs))} ms of audio; a commit needs ${minCommitMs}.`;
      return new CascadeError('input_audio_buffer_empty', message, { stage: 'gateway' });
    }
    this.#usedSample = this.#positionSample;
    return { type: 'input-commit', endSample: this.#positionSample };
  }

  clear(): InputClear {
    this.#flush();
    this.#usedSample = this.#positionSample;
    return { type: 'input-clear', endSample: this.#positionSample };
  }

  /** A turn has used the audio up to here. */
  used(endSample: number): void {
    this.#usedSample = Math.max(this.#usedSample, endSample);
  }

  /** A leaking bucket: fills with audio, empties at twice real time. */
  #allow(durationMs: number): boolean {
    const nowMs = this.#options.clock.nowMs();
    this.#aheadMs = Math.max(0, this.#aheadMs - 2 * (nowMs - this.#aheadAtMs));
    this.#aheadAtMs = nowMs;
    if (this.#aheadMs + durationMs > this.#options.aheadMs) return false;
    this.#aheadMs += durationMs;
    return true;
  }

  #take(samples: Float32Array): void {
    if (samples.length === 0) return;
    this.#held.push(samples);
    this.#heldSamples += samples.length;
    this.#heldSinceMs = this.#options.clock.nowMs();
    const least = this.#aheadMs > hurriedAheadMs ? hurriedChunkMs : minChunkMs;
    if (this.#heldSamples >= least * samplesPerMs) this.#emitHeld();
  }

  #flush(): void {
    this.#take(this.#decoder.flush());
    this.#emitHeld();
  }

  #emitHeld(): void {
    if (this.#heldSamples === 0) return;
    const samples = joined(this.#held, this.#heldSamples);
    this.#held = [];
    this.#heldSamples = 0;
    const longest = hurriedChunkMs * samplesPerMs;
    for (let from = 0; from < samples.length; from += longest) {
      const part = samples.length <= longest ? samples : samples.slice(from, from + longest);
      const taken = this.#options.emit({
        type: 'audio-chunk',
        index: this.#chunkIndex,
        startSample: this.#positionSample,
        samples: part,
        receivedAtMs: this.#heldSinceMs,
      });
      if (!taken) {
        // Refused as a whole: the next chunk takes its place, so that the clock has no hole.
        this.#refusedMs += (samples.length - from) / samplesPerMs;
        return;
      }
      this.#chunkIndex++;
      this.#positionSample += part.length;
    }
  }
}

function joined(chunks: readonly Float32Array[], length: number): Float32Array {
  if (chunks.length === 1) return chunks[0]!;
  const all = new Float32Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
