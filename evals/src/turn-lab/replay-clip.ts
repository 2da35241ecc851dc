/** Says a recorded clip to the turn manager's reducer, on the audio clock: no model, no waiting. */
import { inputRateHz, type TurnDetection, type VadEvent } from '@cascade/contracts';
import {
  defaultTurnNumbers,
  initialTurnState,
  reduceTurn,
  type TurnEffect,
  type TurnNumbers,
  type TurnReducerEvent,
} from '@cascade/turn';
import { type RecordedClip, type RecordedPause, speechEventOf, spokenPauses } from './recorded-clip.ts';

/** One set of settings to try, and the machine it is tried on. */
export interface LabSettings {
  readonly detection: TurnDetection;
  readonly numbers?: Partial<TurnNumbers>;
  /** The end-of-turn model never answers. */
  readonly withoutModel?: boolean;
  /** What the recorded computing times are multiplied by. Default 1. */
  readonly slowness?: number;
}

/** What became of one clip. Times in milliseconds. */
export interface ClipEnding {
  readonly id: string;
  readonly slices: readonly string[];
  /** Pauses before the last word. */
  readonly pauses: number;
  /** Turns ended before the last word, and how many of them were taken up again before the reply counted as heard. */
  readonly cutoffs: number;
  readonly reopened: number;
  /** From the last word to the decision that ends the turn; undefined when none came. */
  readonly delayMs: number | undefined;
  /** How often the end-of-turn model was asked. */
  readonly scores: number;
  /** Responses prepared ahead, and those of them that were wanted. */
  readonly speculations: number;
  readonly speculationsUsed: number;
  /** From the beginning of the preparation to the end of the turn, for the last turn; 0 without. */
  readonly aheadMs: number;
}

const frameMs = 32;
/** Of one run of the end-of-turn model, with its way there and back. */
const scoreMs = 50;
/** A reply of three seconds is heard half a second after it was requested. */
const replyAfterMs = 500;
const replyMs = 3000;
const progressMs = 100;
/** A session's longest ceiling, and some more. */
const afterClipMs = 10_000;

const msOf = (samples: number) => (samples * 1000) / inputRateHz;
const sampleOf = (ms: number) => Math.round((ms * inputRateHz) / 1000);

export function replayClip(clip: RecordedClip, settings: LabSettings): ClipEnding {
  const { effects } = new Replay(clip, settings).run();
  const of = <Type extends TurnEffect['type']>(type: Type) =>
    effects.filter((effect): effect is Extract<TurnEffect, { type: Type }> => effect.type === type);
  const pauses = spokenPauses(clip);
  const lastSample = pauses.at(-1)?.endSample ?? 0;
  const committed = of('turn-committed');
  const ending = committed.find(({ endSample }) => endSample >= lastSample);
  const used = of('response-requested').filter(({ speculated }) => speculated === true);
  const last = ending && used.find(({ atMs }) => atMs === ending.atMs);
  const prepared = last && of('response-speculated').find(({ responseId }) => responseId === last.responseId);
  return {
    id: clip.id,
    slices: clip.slices,
    pauses: Math.max(0, pauses.length - 1),
    cutoffs: committed.filter(({ endSample }) => endSample < lastSample).length,
    reopened: of('response-cancelled').filter(({ cause }) => cause === 'reopened').length,
    delayMs: ending && ending.atMs - msOf(lastSample),
    scores: of('score-end-of-turn').length,
    speculations: of('response-speculated').length,
    speculationsUsed: used.length,
    aheadMs: last && prepared ? last.atMs - prepared.atMs : 0,
  };
}

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly event: TurnReducerEvent | (() => void);
}

class Replay {
  readonly effects: TurnEffect[] = [];
  readonly #clip: RecordedClip;
  readonly #settings: LabSettings;
  #state = initialTurnState({ numbers: defaultTurnNumbers, idSeed: 'lab' });
  #due: Due[] = [];
  #order = 0;
  #playing: string | undefined;

  constructor(clip: RecordedClip, settings: LabSettings) {
    this.#clip = clip;
    this.#settings = settings;
  }

  run(): this {
    const { numbers = {}, detection } = this.#settings;
    this.#state = initialTurnState({ numbers: { ...defaultTurnNumbers, ...numbers }, idSeed: 'lab' });
    this.#state = { ...this.#state, detection };
    this.#hearSpeech();
    for (let next = this.#next(); next; next = this.#next()) {
      if (typeof next.event === 'function') next.event();
      else this.#feed(next.event, next.atMs);
    }
    return this;
  }

  /** Speech, its silences and transcripts are known beforehand; scores and playback follow from decisions. */
  #hearSpeech(): void {
    const { speech, pauses } = this.#clip;
    const { slowness = 1 } = this.#settings;
    speech.forEach((recorded, index) => {
      const event = speechEventOf(recorded);
      const atMs = msOf(event.atSample);
      this.#at(atMs, event);
      if (event.type === 'speech-start' || event.type === 'speech-resume') return;
      const next = speech[index + 1];
      const untilMs = next ? msOf(next.atSample) : atMs + afterClipMs;
      for (let ms = atMs + frameMs; ms < untilMs; ms += frameMs) this.#at(ms, silenceAfter(event, ms));
    });
    for (const pause of pauses) this.#at(msOf(pause.atSample) + pause.finalMs * slowness, finalOf(pause));
    const endMs = msOf(speech.at(-1)?.atSample ?? 0) + afterClipMs;
    for (let ms = 0; ms < endMs; ms += frameMs) this.#at(ms, { type: 'audio-clock', atSample: sampleOf(ms) });
  }

  #at(atMs: number, event: Due['event']): void {
    this.#due.push({ atMs, order: this.#order++, event });
    this.#sorted = false;
  }

  #sorted = false;

  #next(): Due | undefined {
    if (!this.#sorted) this.#due.sort((a, b) => b.atMs - a.atMs || b.order - a.order);
    this.#sorted = true;
    return this.#due.pop();
  }

  #feed(event: TurnReducerEvent, atMs: number): void {
    const { state, effects } = reduceTurn(this.#state, event, atMs);
    this.#state = state;
    this.effects.push(...effects);
    for (const effect of effects) this.#carryOut(effect, atMs);
  }

  #carryOut(effect: TurnEffect, atMs: number): void {
    if (effect.type === 'score-end-of-turn') {
      const { endSample, atSample } = effect;
      const probability = this.#settings.withoutModel ? null : this.#scoreOf(endSample, msOf(atSample - endSample));
      const answeredMs = atMs + scoreMs * (this.#settings.slowness ?? 1);
      this.#at(answeredMs, { type: 'end-of-turn-score', endSample, probability });
    } else if (effect.type === 'response-requested') {
      this.#play(effect.responseId, atMs);
    } else if (effect.type === 'response-cancelled' && this.#playing === effect.responseId) {
      this.#playing = undefined;
    }
  }

  #scoreOf(endSample: number, silenceMs: number): number | null {
    const pause = this.#clip.pauses.find((candidate) => candidate.endSample === endSample);
    const heard = Object.keys(pause?.scores ?? {}).map(Number);
    const distance = (ms: number) => Math.abs(ms - silenceMs);
    const nearest = heard.sort((a, b) => distance(a) - distance(b))[0];
    return nearest === undefined ? null : (pause?.scores[nearest] ?? null);
  }

  #play(responseId: string, atMs: number): void {
    this.#playing = responseId;
    const whilePlaying = (dueMs: number, event: TurnReducerEvent) =>
      this.#at(dueMs, () => {
        if (this.#playing === responseId) this.#feed(event, dueMs);
      });
    const startMs = atMs + replyAfterMs;
    whilePlaying(startMs, { type: 'playback-started', responseId, atMs: startMs });
    for (let playedMs = progressMs; playedMs <= replyMs; playedMs += progressMs) {
      const dueMs = startMs + playedMs;
      whilePlaying(dueMs, { type: 'playback-progress', responseId, playedMs, atMs: dueMs });
    }
  }
}

function silenceAfter({ endSample }: Extract<VadEvent, { endSample: number }>, ms: number): VadEvent {
  return { type: 'speech-silence', endSample, silenceMs: ms - msOf(endSample), atSample: sampleOf(ms) };
}

function finalOf(pause: RecordedPause): TurnReducerEvent {
  const { endSample, text, meanLogProbability, finalMs } = pause;
  return {
    type: 'transcript-final',
    utteranceId: 'lab',
    revision: 0,
    text,
    words: [],
    meanLogProbability,
    startSample: 0,
    endSample,
    queueMs: 0,
    computeMs: finalMs,
  };
}
