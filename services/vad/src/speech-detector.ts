import { inputRateHz, type VadEvent } from '@cascade/contracts';
import { FrameProcessor, type FrameProcessorOptions } from '@ricky0123/vad-node/dist/_common/frame-processor.js';
import { Message } from '@ricky0123/vad-node/dist/_common/messages.js';

export interface SpeechDetectorOptions {
  readonly frameSamples: number;
  /** Speech probability that opens speech, 0..1. */
  readonly threshold: number;
  /** Silence after which a pause is told. */
  readonly pauseMs: number;
  /** Silence that closes a stretch of speech. */
  readonly hangoverMs: number;
  /** Less speech than this within a stretch is none. */
  readonly minSpeechMs: number;
}

/** Shares of the threshold: a frame above the first still belongs to speech, one below the second counts to the hangover. */
const speechGoesOn = 0.7;
const surelySilent = 0.3;
/** How far back the onset may lie when the model grew sure only slowly. */
const maxOnsetMs = 256;
const maxSilenceMs = 10_000;

interface Stretch {
  readonly startSample: number;
  endSample: number;
  paused: boolean;
}

const noAudio = new Float32Array(0);

/**
 * Turns the probabilities of frames into speech events. vad-node's FrameProcessor holds the thresholds, the hangover and
 * the judgement of what is too short; pauses, onset and silence are told on top of it. Knows positions, no clock.
 */
export class SpeechDetector {
  readonly #options: SpeechDetectorOptions;
  readonly #processor: FrameProcessor;
  #threshold: number;
  #probability = 0;
  #stretch: Stretch | undefined;
  /** Where the last closed stretch ended, speech or misfire: silence is counted from here. */
  #soundUntil: number | undefined;
  /** Start of the unbroken run of frames that could be speech. */
  #runStart: number | undefined;
  #atSample = 0;

  constructor(options: SpeechDetectorOptions) {
    this.#options = options;
    this.#threshold = options.threshold;
    this.#processor = new FrameProcessor(
      async () => ({ isSpeech: this.#probability, notSpeech: 1 - this.#probability }),
      // The audio goes on after a segment was closed by a commit, and so does the model's state.
      () => undefined,
      this.#processorOptions(),
    );
    this.#processor.resume();
  }

  /** Applies from the next frame on. */
  setThreshold(threshold: number): void {
    this.#threshold = threshold;
    this.#processor.options = this.#processorOptions();
  }

  /** Takes the next frame, in order. */
  async next(startSample: number, probability: number): Promise<readonly VadEvent[]> {
    this.#probability = probability;
    this.#atSample = startSample + this.#options.frameSamples;
    if (probability >= this.#threshold * speechGoesOn) this.#runStart ??= startSample;
    else this.#runStart = undefined;
    // The processor keeps the audio of a whole stretch; nobody here needs it from there.
    const { msg } = await this.#processor.process(noAudio);
    if (msg === Message.SpeechStart) return [this.#begin(startSample)];
    if (!this.#stretch) return this.#silence(this.#soundUntil);
    const events = this.#goOn(this.#stretch);
    return msg === undefined ? events : [...events, ...this.#finish(msg, this.#atSample, true)];
  }

  /** The client has ended its turn: what is open is closed, and no more silence is told. */
  commit(endSample: number): readonly VadEvent[] {
    const events = this.#stretch ? this.#finish(this.#processor.endSegment().msg, endSample, false) : [];
    this.#forget();
    return events;
  }

  /** The client takes its audio back: what is open was nothing. */
  clear(endSample: number): readonly VadEvent[] {
    this.#processor.endSegment();
    const events = this.#stretch ? this.#finish(Message.VADMisfire, endSample, false) : [];
    this.#forget();
    return events;
  }

  /** The audio has ended. */
  end(): readonly VadEvent[] {
    return this.#stretch ? this.#finish(this.#processor.endSegment().msg, this.#atSample, true) : [];
  }

  #processorOptions(): FrameProcessorOptions {
    const { frameSamples, hangoverMs, minSpeechMs } = this.#options;
    const framesOf = (durationMs: number) => Math.max(1, Math.round((durationMs * inputRateHz) / 1000 / frameSamples));
    return {
      positiveSpeechThreshold: this.#threshold,
      negativeSpeechThreshold: this.#threshold * surelySilent,
      redemptionFrames: framesOf(hangoverMs),
      minSpeechFrames: framesOf(minSpeechMs),
      frameSamples,
      // The recognizer keeps the audio before the start itself.
      preSpeechPadFrames: 0,
      submitUserSpeechOnPause: false,
    };
  }

  #begin(frameStart: number): VadEvent {
    const earliest = frameStart - (maxOnsetMs * inputRateHz) / 1000;
    const startSample = Math.max(this.#runStart ?? frameStart, earliest);
    this.#stretch = { startSample, endSample: this.#atSample, paused: false };
    return { type: 'speech-start', startSample, atSample: this.#atSample, probability: this.#probability };
  }

  #goOn(stretch: Stretch): readonly VadEvent[] {
    if (this.#probability >= this.#threshold) {
      const { paused, endSample } = stretch;
      stretch.paused = false;
      stretch.endSample = this.#atSample;
      if (!paused) return [];
      const resumedSample = this.#runStart ?? this.#atSample - this.#options.frameSamples;
      const pausedMs = msBetween(endSample, resumedSample);
      return [{ type: 'speech-resume', startSample: stretch.startSample, pausedMs, atSample: this.#atSample }];
    }
    if (stretch.paused) return this.#silence(stretch.endSample);
    if (this.#runStart !== undefined) {
      stretch.endSample = this.#atSample;
      return [];
    }
    return msBetween(stretch.endSample, this.#atSample) < this.#options.pauseMs ? [] : [this.#pause(stretch)];
  }

  #pause(stretch: Stretch): VadEvent {
    stretch.paused = true;
    return {
      type: 'speech-pause',
      startSample: stretch.startSample,
      endSample: stretch.endSample,
      atSample: this.#atSample,
    };
  }

  #silence(endSample: number | undefined): readonly VadEvent[] {
    if (endSample === undefined) return [];
    const silenceMs = msBetween(endSample, this.#atSample);
    return silenceMs > maxSilenceMs ? [] : [{ type: 'speech-silence', endSample, silenceMs, atSample: this.#atSample }];
  }

  /** @param tellPause whether a stretch that never paused is told to pause first, so that its text is recognized */
  #finish(message: Message | undefined, atSample: number, tellPause: boolean): readonly VadEvent[] {
    const stretch = this.#stretch!;
    this.#stretch = undefined;
    const { startSample, endSample } = stretch;
    this.#soundUntil = endSample;
    if (message !== Message.SpeechEnd) return [{ type: 'speech-misfire', startSample, endSample, atSample }];
    const end: VadEvent = { type: 'speech-end', startSample, endSample, atSample };
    return tellPause && !stretch.paused ? [this.#pause(stretch), end] : [end];
  }

  #forget(): void {
    this.#soundUntil = undefined;
    this.#runStart = undefined;
  }
}

function msBetween(fromSample: number, toSample: number): number {
  return ((toSample - fromSample) * 1000) / inputRateHz;
}
