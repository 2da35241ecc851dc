/** The microphone's side of the audio thread: blocks in, frames of 20 ms at 16 kHz as PCM16 out. Nothing else. */
import { encodePcm16, rms } from '@cascade/audio';
import type { CaptureCommand, CapturedFrame } from './capture-messages.ts';
import { captureFrameMs, captureRateHz } from './capture-messages.ts';
import { FrameCutter } from './frame-cutter.ts';
import type { ProcessorBase, RegisterProcessor } from './worklet-scope.ts';

declare const AudioWorkletProcessor: ProcessorBase;
declare const registerProcessor: RegisterProcessor;
declare const sampleRate: number;

class Capture extends AudioWorkletProcessor {
  #isMuted = false;
  #isOver = false;
  readonly #cutter: FrameCutter;

  constructor() {
    super();
    const options = { fromHz: sampleRate, toHz: captureRateHz, frameMs: captureFrameMs };
    this.#cutter = new FrameCutter(options, (frame) => this.#post(frame));
    this.port.onmessage = ({ data }: MessageEvent<CaptureCommand>) => {
      if (data.type === 'mute') this.#isMuted = data.isMuted;
      else this.#isOver = true;
    };
  }

  process([input]: Float32Array[][]): boolean {
    const channel = input?.[0];
    if (channel) this.#cutter.add(channel);
    return !this.#isOver;
  }

  #post(frame: Float32Array): void {
    const level = rms(frame);
    // Muted is silence, not absence: the service's audio clock goes on.
    if (this.#isMuted) frame.fill(0);
    const pcm = encodePcm16(frame).buffer as ArrayBuffer;
    this.port.postMessage({ pcm, level } satisfies CapturedFrame, [pcm]);
  }
}

registerProcessor('cascade-capture', Capture);
