import {
  type AudioChunk,
  type InputClear,
  type InputCommit,
  inputRateHz,
  type Stage,
  type StageContext,
  type VadInput,
  type VadOutput,
} from '@cascade/contracts';
import { runStageSession } from '@cascade/runtime';
import { type SeededRandom, seededRandom } from '../sounds/index.ts';
import { draw } from './distributions.ts';
import { markOf } from './marked-audio.ts';
import type { World } from './world.ts';

const frameSamples = 512;
/** Marks are at least a millisecond long, as are the pieces that audio comes in. */
const probeSamples = 16;
const toSamples = (ms: number) => (ms * inputRateHz) / 1000;
const pauseSamples = toSamples(64);
const hangoverSamples = toSamples(384);
const minSpeechSamples = toSamples(96);
const maxSilenceSamples = toSamples(10_000);

interface Stretch {
  readonly startSample: number;
  endSample: number;
  speechSamples: number;
  paused: boolean;
}

/** A voice detector that keeps its contract, with the numbers of the real one, on marked audio. */
export function createScriptedDetector(world: World, seed: string): Stage<VadInput, VadOutput> {
  return {
    name: 'vad',
    versions: { model: 'scripted-vad@1' },
    run: (input, context) =>
      runStageSession('vad', input, context, (emit) => new Detector(world, seededRandom(`${seed}/vad`), context, emit)),
  };
}

class Detector {
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #context: StageContext;
  readonly #emit: (event: VadOutput) => void;
  #position = 0;
  #speechInFrame = 0;
  #stretch: Stretch | undefined;
  #silentSinceSample: number | undefined;
  /** Output keeps its order, whatever the detection of a chunk takes. */
  #freeAtMs = 0;
  #pending = 0;
  #drained: (() => void) | undefined;

  constructor(world: World, random: SeededRandom, context: StageContext, emit: (event: VadOutput) => void) {
    this.#world = world;
    this.#random = random;
    this.#context = context;
    this.#emit = emit;
  }

  accept(event: VadInput): void {
    if (event.type === 'session-settings') return;
    const told = event.type === 'audio-chunk' ? this.#hear(event) : this.#cut(event);
    if (told.length > 0) this.#tell(told);
  }

  drain(): Promise<void> {
    if (this.#pending === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drained = resolve;
    });
  }

  #tell(events: readonly VadOutput[]): void {
    const { clock } = this.#context;
    const nowMs = clock.nowMs();
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs + draw(this.#world.latencies.detection, this.#random));
    this.#pending++;
    clock.setTimer(this.#freeAtMs - nowMs, () => {
      for (const event of events) this.#emit(event);
      this.#pending--;
      if (this.#pending === 0) this.#drained?.();
    });
  }

  #hear({ samples, startSample }: AudioChunk): VadOutput[] {
    const events: VadOutput[] = [];
    const endSample = startSample + samples.length;
    for (let at = startSample; at < endSample; at += probeSamples) {
      if (markOf(samples[at - startSample]) !== 0) this.#speechInFrame += probeSamples;
      this.#position = Math.min(endSample, at + probeSamples);
      if (this.#position % frameSamples !== 0) continue;
      events.push(...this.#frame(this.#speechInFrame > frameSamples / 2));
      this.#speechInFrame = 0;
    }
    return events;
  }

  #frame(isSpeech: boolean): VadOutput[] {
    return isSpeech ? this.#speech() : this.#silence();
  }

  #speech(): VadOutput[] {
    const atSample = this.#position;
    const stretch = this.#stretch;
    this.#silentSinceSample = undefined;
    if (!stretch) {
      const startSample = atSample - frameSamples;
      this.#stretch = { startSample, endSample: atSample, speechSamples: frameSamples, paused: false };
      return [{ type: 'speech-start', startSample, atSample, probability: 0.9 }];
    }
    const pausedMs = ((atSample - frameSamples - stretch.endSample) * 1000) / inputRateHz;
    const wasPaused = stretch.paused;
    Object.assign(stretch, {
      endSample: atSample,
      speechSamples: stretch.speechSamples + frameSamples,
      paused: false,
    });
    return wasPaused ? [{ type: 'speech-resume', startSample: stretch.startSample, pausedMs, atSample }] : [];
  }

  #silence(): VadOutput[] {
    const atSample = this.#position;
    const stretch = this.#stretch;
    const events: VadOutput[] = [];
    if (stretch && atSample - stretch.endSample >= pauseSamples) {
      const { startSample, endSample } = stretch;
      this.#silentSinceSample = endSample;
      if (!stretch.paused) {
        stretch.paused = true;
        events.push({ type: 'speech-pause', startSample, endSample, atSample });
      } else if (atSample - endSample >= hangoverSamples) {
        events.push(this.#close(stretch));
      }
    }
    const sinceSample = this.#silentSinceSample;
    if (sinceSample !== undefined && atSample - sinceSample <= maxSilenceSamples) {
      const silenceMs = ((atSample - sinceSample) * 1000) / inputRateHz;
      events.push({ type: 'speech-silence', endSample: sinceSample, silenceMs, atSample });
    }
    return events;
  }

  #close({ startSample, endSample, speechSamples }: Stretch): VadOutput {
    this.#stretch = undefined;
    const type = speechSamples < minSpeechSamples ? 'speech-misfire' : 'speech-end';
    return { type, startSample, endSample, atSample: this.#position };
  }

  /** The client's commit or clear closes what is open, and is handed on behind it. */
  #cut(event: InputCommit | InputClear): VadOutput[] {
    const closed = this.#stretch ? [this.#close(this.#stretch)] : [];
    this.#silentSinceSample = undefined;
    return [...closed, event];
  }
}
