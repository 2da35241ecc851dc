/** The loudspeaker's side of the audio thread: plays the jitter buffer and says how far it has come. Nothing else. */
import { JitterBuffer } from './jitter-buffer.ts';
import type { PlaybackCommand, PlaybackReport } from './playback-messages.ts';
import type { ProcessorBase, RegisterProcessor } from './worklet-scope.ts';

declare const AudioWorkletProcessor: ProcessorBase;
declare const registerProcessor: RegisterProcessor;
declare const sampleRate: number;

class Playback extends AudioWorkletProcessor {
  readonly #buffer = new JitterBuffer({ rateHz: sampleRate });
  readonly #reportEverySamples = Math.round(sampleRate / 20);
  #sinceReport = 0;
  #wasPlaying = false;
  #item = -1;
  #squares = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<PlaybackCommand>) => {
      if (data.type === 'audio') this.#buffer.push(data.item, data.samples);
      else if (data.type === 'release') this.#buffer.release();
      else if (data.type === 'loudness') this.#buffer.setLoudness(data.factor);
      else this.#buffer.flush();
    };
  }

  process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
    const channel = output?.[0];
    if (!channel) return true;
    // The report of an item's end must not be lost to the next item's beginning.
    const before = { item: this.#buffer.item, played: this.#buffer.playedSamples };
    this.#buffer.read(channel);
    for (const sample of channel) this.#squares += sample * sample;
    this.#sinceReport += channel.length;
    const { isPlaying, item } = this.#buffer;
    if (item !== this.#item && before.item >= 0 && before.item === this.#item) this.#report(before.item, before.played);
    const changed = isPlaying !== this.#wasPlaying || item !== this.#item;
    if (changed || (isPlaying && this.#sinceReport >= this.#reportEverySamples)) {
      this.#report(item, this.#buffer.playedSamples);
    }
    this.#wasPlaying = isPlaying;
    this.#item = item;
    return true;
  }

  #report(item: number, playedSamples: number): void {
    const { queuedSamples, isPlaying, underruns, audibleSamples } = this.#buffer;
    const level = this.#sinceReport > 0 ? Math.sqrt(this.#squares / this.#sinceReport) : 0;
    const report = { item, playedSamples, queuedSamples, isPlaying, underruns, audibleSamples, level };
    this.port.postMessage(report satisfies PlaybackReport);
    this.#sinceReport = 0;
    this.#squares = 0;
  }
}

registerProcessor('cascade-playback', Playback);
