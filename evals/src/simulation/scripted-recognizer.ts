import {
  type AsrEvent,
  type AsrInput,
  type AudioChunk,
  inputRateHz,
  type Stage,
  type StageContext,
} from '@cascade/contracts';
import { runStageSession } from '@cascade/runtime';
import { type SeededRandom, seededRandom } from '../sounds/index.ts';
import { draw, happens } from './distributions.ts';
import { markOf, type SpokenPieces } from './marked-audio.ts';
import type { SpeechPiece } from './recorded-utterances.ts';
import type { World } from './world.ts';

const samplesPerMs = inputRateHz / 1000;
const partialEverySamples = 300 * samplesPerMs;
/** Marks are looked for at this distance: no piece of speech is shorter. */
const probeSamples = 4 * samplesPerMs;
const detectorErrorSamples = 512;

interface HeardPiece {
  readonly mark: number;
  readonly piece: SpeechPiece;
  readonly startSample: number;
  endSample: number;
}

export interface RecognizerOptions {
  readonly world: World;
  readonly seed: string;
  readonly pieces: SpokenPieces;
  onFault(name: string): void;
}

/** A recognizer that reads marked audio, in the time that the recorded finals took, and fails as often as it is told to. */
export function createScriptedRecognizer(options: RecognizerOptions): Stage<AsrInput, AsrEvent> {
  return {
    name: 'asr',
    versions: { model: 'scripted-asr@1' },
    run: (input, context) => runStageSession('asr', input, context, (emit) => new Recognizer(options, context, emit)),
  };
}

class Recognizer {
  readonly #options: RecognizerOptions;
  readonly #random: SeededRandom;
  readonly #context: StageContext;
  readonly #emit: (event: AsrEvent) => void;
  #heard: HeardPiece[] = [];
  #boundarySample = 0;
  #utterances = 1;
  #revision = 0;
  #speaking = false;
  #nextPartialSample = 0;
  #freeAtMs = 0;
  #pending = 0;
  #drained: (() => void) | undefined;

  constructor(options: RecognizerOptions, context: StageContext, emit: (event: AsrEvent) => void) {
    this.#options = options;
    this.#random = seededRandom(`${options.seed}/asr`);
    this.#context = context;
    this.#emit = emit;
  }

  accept(event: AsrInput): void {
    switch (event.type) {
      case 'audio-chunk':
        this.#listen(event);
        this.#showPartial(event.startSample + event.samples.length);
        break;
      case 'speech-start':
      case 'speech-resume':
        this.#speaking = true;
        this.#nextPartialSample = Math.max(this.#nextPartialSample, event.atSample + partialEverySamples);
        break;
      case 'speech-end':
        if (this.#speaking) this.#request(event.endSample);
        this.#speaking = false;
        break;
      case 'speech-pause':
      case 'speech-misfire':
      case 'input-commit':
        this.#speaking = false;
        this.#request(event.endSample);
        break;
      case 'input-clear':
      case 'utterance-boundary':
        this.#begin(event.endSample);
        break;
    }
  }

  drain(): Promise<void> {
    if (this.#pending === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drained = resolve;
    });
  }

  #listen({ samples, startSample }: AudioChunk): void {
    for (let at = 0; at < samples.length; at += probeSamples) {
      const mark = markOf(samples[at]);
      const piece = this.#options.pieces.ofMark(mark);
      if (!piece) continue;
      const last = this.#heard.at(-1);
      const endSample = startSample + Math.min(samples.length, at + probeSamples);
      if (last?.mark === mark) last.endSample = endSample;
      else this.#heard.push({ mark, piece, startSample: startSample + at, endSample });
    }
  }

  #begin(boundarySample: number): void {
    this.#boundarySample = boundarySample;
    this.#heard = this.#heard.filter((piece) => this.#isNew(piece));
    this.#utterances++;
    this.#revision = 0;
  }

  /** Not used by an utterance before: the detector sees the end of a piece a frame early or late. */
  #isNew({ endSample }: HeardPiece): boolean {
    return endSample > this.#boundarySample + detectorErrorSamples;
  }

  /** Pieces of the present utterance that begin before `endSample`. */
  #upTo(endSample: number): HeardPiece[] {
    return this.#heard.filter((piece) => piece.startSample < endSample && this.#isNew(piece));
  }

  #request(endSample: number): void {
    const { world, onFault } = this.#options;
    const { faults, latencies } = world;
    const pieces = this.#upTo(endSample);
    const text = joined(pieces.map(({ piece }) => piece.text));
    const utteranceId = `utterance-${this.#utterances}`;
    const revision = this.#revision++;
    const startSample = pieces[0]?.startSample ?? endSample;
    let computeMs = (pieces.at(-1)?.piece.finalMs ?? 20) * draw(latencies.finalSpread, this.#random);
    const queueMs = draw(latencies.queue, this.#random);
    const fails = happens(faults.recognizerFails, this.#random);
    const lost = happens(faults.finalLost, this.#random);
    if (happens(faults.finalSlow, this.#random)) {
      onFault('final slow');
      computeMs += this.#random.between(2000, 4000);
    }
    this.#after(queueMs + computeMs, () => {
      if (lost) {
        onFault('final lost');
      } else if (fails) {
        onFault('recognizer fails');
        this.#emit({ type: 'transcript-failed', utteranceId, endSample, code: 'transcription_failed' });
      } else {
        this.#recordSpan('final', queueMs, computeMs, utteranceId);
        const place = { startSample, endSample, queueMs, computeMs };
        this.#emit({
          type: 'transcript-final',
          utteranceId,
          revision,
          text,
          words: [],
          meanLogProbability: -0.1,
          ...place,
        });
      }
    });
  }

  /** One after the other, in the order they were asked. */
  #after(workMs: number, act: () => void): void {
    const { clock } = this.#context;
    const nowMs = clock.nowMs();
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + workMs;
    this.#pending++;
    clock.setTimer(this.#freeAtMs - nowMs, () => {
      act();
      this.#pending--;
      if (this.#pending === 0) this.#drained?.();
    });
  }

  #showPartial(atSample: number): void {
    if (!this.#speaking || atSample < this.#nextPartialSample || this.#pending > 0) return;
    this.#nextPartialSample = atSample + partialEverySamples;
    const pieces = this.#upTo(atSample);
    const text = joined(pieces.map((one) => spokenPart(one)));
    if (text === '') return;
    const utteranceId = `utterance-${this.#utterances}`;
    const startSample = pieces[0]?.startSample ?? atSample;
    const place = { startSample, endSample: atSample, queueMs: 0, computeMs: 60 };
    const stableText = text.split(' ').slice(0, -2).join(' ');
    this.#emit({ type: 'transcript-partial', utteranceId, text, stableText, ...place });
  }

  #recordSpan(name: string, queueMs: number, computeMs: number, utteranceId: string): void {
    const endMs = this.#context.clock.nowMs();
    const startMs = endMs - queueMs - computeMs;
    this.#context.recordSpan({ stage: 'asr', name, startMs, endMs, queueMs, computeMs, utteranceId });
  }
}

const joined = (texts: readonly string[]) => texts.filter((text) => text !== '').join(' ');

/** Words of a piece that have been said so far, evenly spread. */
function spokenPart({ piece, startSample, endSample }: HeardPiece): string {
  const words = piece.text.split(' ').filter((word) => word !== '');
  const share = (endSample - startSample) / samplesPerMs / (piece.toMs - piece.fromMs);
  return words.slice(0, Math.floor(words.length * Math.min(1, share))).join(' ');
}
