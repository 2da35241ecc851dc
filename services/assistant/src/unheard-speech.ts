import { type AudioChunk, inputRateHz } from '@cascade/contracts';

/** A stretch of sound that people would take for speech. */
export interface SpeechLikeSound {
  readonly startSample: number;
  readonly endSample: number;
}

interface Stretch {
  readonly startSample: number;
  endSample: number;
  loudFrames: number;
  bursts: number;
  quietFrames: number;
  /** The detector has said that somebody speaks here. */
  heard: boolean;
}

const frameSamples = inputRateHz / 50;
const frameMs = 20;
/** Speech is this much above its room in nearly all of it; a room's own noise hardly ever is. */
const aboveRoomDb = 20;
/** Whispers and rooms next door are not what a detector has to hear. */
const leastDbfs = -42;
/** Of loud frames, in at least two bursts: syllables come and go, a fan does not. */
const leastLoudMs = 500;
const leastBursts = 2;
/** Silence that ends a stretch. */
const endMs = 800;
/** The detector may be this late in saying so. */
const graceMs = 4_000;
/** How fast the floor follows: down at once, up by 3 dB a second. */
const floorRiseDb = 3 * (frameMs / 1000);

/**
 * Watches the voice detector from outside, by level alone: sound that rises and falls as speech does and of which the detector said
 * nothing. A detector that is dead, deaf or gone would else leave no trace: nobody spoke, as far as anything after it can tell. Cruder
 * than any detector on purpose, so that it does not fail with it; what it finds is counted, and nothing is done about it.
 */
export class UnheardSpeech {
  readonly #onUnheard: (sound: SpeechLikeSound) => void;
  #floorDbfs = -60;
  #frame: number[] = [];
  #sample = 0;
  #stretch: Stretch | undefined;
  /** Ended, and the detector still has time to say something of them. */
  #waiting: SpeechLikeSound[] = [];

  constructor(onUnheard: (sound: SpeechLikeSound) => void) {
    this.#onUnheard = onUnheard;
  }

  push({ startSample, samples }: Pick<AudioChunk, 'startSample' | 'samples'>): void {
    this.#sample = startSample - this.#frame.length;
    for (const sample of samples) {
      this.#frame.push(sample);
      if (this.#frame.length === frameSamples) this.#takeFrame();
    }
    this.#judge(startSample + samples.length);
  }

  /** The detector heard something that began here. */
  heard(startSample: number): void {
    const covers = ({ startSample: from, endSample: to }: SpeechLikeSound) =>
      startSample >= from - inputRateHz / 2 && startSample <= to + inputRateHz / 2;
    this.#waiting = this.#waiting.filter((sound) => !covers(sound));
    if (this.#stretch && covers(this.#stretch)) this.#stretch.heard = true;
  }

  #takeFrame(): void {
    const power = this.#frame.reduce((sum, value) => sum + value * value, 0) / frameSamples;
    const dbfs = Math.max(-90, 10 * Math.log10(power + 1e-12));
    this.#frame = [];
    const startSample = this.#sample;
    this.#sample += frameSamples;
    this.#floorDbfs = Math.min(dbfs, this.#floorDbfs + floorRiseDb);
    const loud = dbfs > Math.max(leastDbfs, this.#floorDbfs + aboveRoomDb);
    const stretch = this.#stretch;
    if (!stretch) {
      if (loud)
        this.#stretch = {
          startSample,
          endSample: this.#sample,
          loudFrames: 1,
          bursts: 1,
          quietFrames: 0,
          heard: false,
        };
      return;
    }
    if (loud) {
      if (stretch.quietFrames > 2) stretch.bursts++;
      stretch.loudFrames++;
      stretch.quietFrames = 0;
      stretch.endSample = this.#sample;
    } else if (++stretch.quietFrames * frameMs >= endMs) {
      const likeSpeech = stretch.loudFrames * frameMs >= leastLoudMs && stretch.bursts >= leastBursts;
      if (likeSpeech && !stretch.heard) this.#waiting.push(stretch);
      this.#stretch = undefined;
    }
  }

  #judge(nowSample: number): void {
    while (this.#waiting[0] && nowSample - this.#waiting[0].endSample > (graceMs * inputRateHz) / 1000) {
      this.#onUnheard(this.#waiting.shift()!);
    }
  }
}
