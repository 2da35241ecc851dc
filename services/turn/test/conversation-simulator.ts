/**
 * A whole conversation around the reducer on a virtual clock: a user who speaks by a script, a voice detector and a
 * recognizer that keep their contracts, an end-of-turn model, and a player that plays what is requested.
 */
import { inputRateHz, type SessionSettings, type TurnDetection, type TurnEvent } from '@cascade/contracts';
import {
  defaultTurnNumbers,
  initialTurnState,
  reduceTurn,
  type TurnEffect,
  type TurnNumbers,
  type TurnReducerEvent,
  type TurnState,
} from '../src/index.ts';
import { heardOf, type SimulatedReply, simulatedReply } from './simulated-reply.ts';

export interface SpokenSegment {
  readonly fromMs: number;
  readonly toMs: number;
  /** What the recognizer hears in it; '' nothing, null: it fails. */
  readonly text: string | null;
  /** What the end-of-turn model says of the pause after it; null: it fails. Default 0.95. */
  readonly probability?: number | null;
}

export interface ScriptedAction {
  readonly atMs: number;
  readonly event: Exclude<
    TurnReducerEvent,
    { type: `speech-${string}` | `transcript-${string}` | `playback-${string}` | 'end-of-turn-score' | 'audio-clock' }
  >;
}

export interface ConversationScript {
  readonly segments: readonly SpokenSegment[];
  readonly actions?: readonly ScriptedAction[];
  readonly detection?: TurnDetection;
  /** Default true. */
  readonly respond?: boolean;
  readonly repromptAfterMs?: number;
  readonly numbers?: Partial<TurnNumbers>;
  readonly finalLatencyMs?: number;
  readonly scoreLatencyMs?: number;
  /** In place of the segments' texts: what the recognizer makes of the pause after `endMs`, and how long it takes. */
  readonly recognize?: (endMs: number) => { readonly text: string; readonly latencyMs: number };
  /** In place of the segments' probabilities: what the model says of a pause, `silenceMs` into it. */
  readonly judge?: (endMs: number, silenceMs: number) => number | null;
  /** Silence after which the detector tells of a pause. Default 96. */
  readonly pauseMs?: number;
  /** From the request to the first audible sample, and the audio after that (0: none). */
  readonly replyAfterMs?: number;
  readonly replyMs?: number;
  /** What replies say that are not given their words: then words are told, and how many of them were heard. */
  readonly replyText?: string;
  /** From the audio to a partial transcript of it; without, there are none. */
  readonly partialLatencyMs?: number;
  /** Shorter speech ends as a misfire. Default 96. */
  readonly minSpeechMs?: number;
  /** Silence after which it closes a stretch. Default 608. */
  readonly hangoverMs?: number;
  /** False: the detector tells of pauses only, as one that breaks its contract would. */
  readonly tellsSilence?: boolean;
  readonly untilMs?: number;
}

export interface Conversation {
  readonly log: readonly { readonly event: TurnReducerEvent; readonly atMs: number }[];
  readonly effects: readonly TurnEffect[];
  readonly state: TurnState;
  /** Effects of one type, in order. */
  of<Type extends TurnEffect['type']>(type: Type): Extract<TurnEffect, { type: Type }>[];
  /** Kinds and reasons of the decisions, one line each. */
  decisions(): string[];
}

const frameMs = 32;
export const sampleAt = (ms: number) => Math.round((ms * inputRateHz) / 1000);

export const semanticDetection: Extract<TurnDetection, { mode: 'semantic' }> = {
  mode: 'semantic',
  maxSilenceMs: 4000,
  createResponse: true,
  interruptResponse: true,
};

export function settingsWith(turnDetection: TurnDetection, respond = true): SessionSettings {
  return {
    instructions: '',
    outputModality: 'audio',
    respond,
    inputFormat: { codec: 'pcm16', rateHz: 24000 },
    outputFormat: { codec: 'pcm16', rateHz: 24000 },
    turnDetection,
    vadThreshold: 0.5,
    prefixPaddingMs: 300,
    voice: 'default',
    speed: 1,
    clientTools: [],
  };
}

/** The state that every simulated log begins from. */
export const simulatedStart = (numbers: Partial<TurnNumbers> = {}): TurnState =>
  initialTurnState({ numbers: { ...defaultTurnNumbers, ...numbers }, idSeed: 'test' });

export function simulateConversation(script: ConversationScript): Conversation {
  const simulation = new Simulation(script);
  simulation.run();
  return simulation;
}

interface Due {
  readonly atMs: number;
  readonly act: () => void;
}

/** Partials come after so much speech, and then so often. */
const [firstPartialMs, partialEveryMs] = [192, 160];

const joined = (segments: readonly SpokenSegment[]) =>
  segments
    .map(({ text }) => text ?? '')
    .filter((text) => text !== '')
    .join(' ');

class Simulation implements Conversation {
  readonly log: { event: TurnReducerEvent; atMs: number }[] = [];
  readonly effects: TurnEffect[] = [];
  readonly #script: ConversationScript;
  state: TurnState;
  readonly #due: Due[] = [];
  #nowMs = 0;
  #boundaryMs = 0;
  #revision = 0;
  #fadedMs: number | undefined;
  #playing: { id: string; startedMs: number } | undefined;
  readonly #replies = new Map<string, SimulatedReply>();

  constructor(script: ConversationScript) {
    this.#script = script;
    this.state = simulatedStart(script.numbers);
  }

  readonly of = <Type extends TurnEffect['type']>(type: Type) =>
    this.effects.filter((effect): effect is Extract<TurnEffect, { type: Type }> => effect.type === type);

  readonly decisions = () => this.of('turn-decision').map(({ kind, reason }) => `${kind}: ${reason}`);

  run(): void {
    const { segments, actions = [] } = this.#script;
    const lastMs = Math.max(0, ...segments.map((segment) => segment.toMs), ...actions.map((action) => action.atMs));
    const untilMs = this.#script.untilMs ?? lastMs + 20_000;
    const { detection = semanticDetection, respond, repromptAfterMs } = this.#script;
    const settings = { ...settingsWith(detection, respond), ...(repromptAfterMs && { repromptAfterMs }) };
    this.#at(0, () => this.#feed({ type: 'session-settings', settings }));
    for (const { atMs, event } of actions) this.#at(atMs, () => this.#feed(event));
    this.#listen(untilMs);
    for (let atMs = 0; atMs <= untilMs; atMs += frameMs) {
      this.#at(atMs, () => this.#feed({ type: 'audio-clock', atSample: sampleAt(atMs) }));
    }
    for (let next = this.#due.shift(); next; next = this.#due.shift()) {
      this.#nowMs = next.atMs;
      next.act();
    }
  }

  #at(atMs: number, act: () => void): void {
    // Binary search for the place after all that is due no later.
    let low = 0;
    let high = this.#due.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#due[middle]!.atMs <= atMs) low = middle + 1;
      else high = middle;
    }
    this.#due.splice(low, 0, { atMs, act });
  }

  #after(delayMs: number, act: () => void): void {
    this.#at(this.#nowMs + delayMs, act);
  }

  /** The voice detector, frame by frame. */
  #listen(untilMs: number): void {
    const { segments, minSpeechMs = 96, pauseMs = 96, hangoverMs = 608, tellsSilence = true } = this.#script;
    const speechIn = (ms: number) => segments.some(({ fromMs, toMs }) => fromMs < ms && toMs > ms - frameMs);
    let stretch: { startMs: number; endMs: number; speechMs: number; paused: boolean } | undefined;
    let silentSinceMs: number | undefined;
    for (let ms = frameMs; ms <= untilMs; ms += frameMs) {
      const atSample = sampleAt(ms);
      const feed = (event: TurnReducerEvent) => this.#at(ms, () => this.#feed(event));
      const cut = this.#cutBetween(ms - frameMs, ms);
      if (cut) {
        if (stretch) {
          const misfire = cut === 'input-clear' || stretch.speechMs < minSpeechMs;
          const [startSample, endSample] = [sampleAt(stretch.startMs), sampleAt(stretch.endMs)];
          feed({ type: misfire ? 'speech-misfire' : 'speech-end', startSample, endSample, atSample });
        }
        stretch = undefined;
        silentSinceMs = undefined;
      }
      if (speechIn(ms)) {
        if (!stretch) {
          stretch = { startMs: ms - frameMs, endMs: ms, speechMs: 0, paused: false };
          feed({ type: 'speech-start', startSample: sampleAt(ms - frameMs), atSample, probability: 0.9 });
        } else if (stretch.paused) {
          const startSample = sampleAt(stretch.startMs);
          feed({ type: 'speech-resume', startSample, pausedMs: ms - frameMs - stretch.endMs, atSample });
        }
        Object.assign(stretch, { endMs: ms, speechMs: stretch.speechMs + frameMs, paused: false });
        silentSinceMs = undefined;
        const spokenMs = ms - stretch.startMs - firstPartialMs;
        if (spokenMs >= 0 && spokenMs % partialEveryMs < frameMs) this.#hearPartial(ms);
        continue;
      }
      if (stretch && ms - stretch.endMs >= pauseMs) {
        const [startSample, endSample] = [sampleAt(stretch.startMs), sampleAt(stretch.endMs)];
        silentSinceMs = stretch.endMs;
        if (!stretch.paused) {
          stretch.paused = true;
          const endMs = stretch.endMs;
          this.#at(ms, () => this.#feed({ type: 'speech-pause', startSample, endSample, atSample }));
          this.#at(ms, () => this.#transcribe(endMs, endSample));
        } else if (ms - stretch.endMs >= hangoverMs) {
          const closing = stretch;
          stretch = undefined;
          const misfire = closing.speechMs < minSpeechMs;
          feed({ type: misfire ? 'speech-misfire' : 'speech-end', startSample, endSample, atSample });
          if (misfire) this.#at(ms, () => this.#transcribe(closing.endMs, endSample));
        }
      }
      if (tellsSilence && silentSinceMs !== undefined && ms - silentSinceMs <= 10_000) {
        feed({ type: 'speech-silence', endSample: sampleAt(silentSinceMs), silenceMs: ms - silentSinceMs, atSample });
      }
    }
  }

  /** A commit or clear of the client within a frame: the detector closes what is open, and begins anew. */
  #cutBetween(fromMs: number, toMs: number): 'input-commit' | 'input-clear' | undefined {
    const types = (this.#script.actions ?? [])
      .filter(({ atMs }) => atMs > fromMs && atMs <= toMs)
      .map(({ event }) => event.type);
    return types.find((type) => type === 'input-commit' || type === 'input-clear');
  }

  /** Words of the utterance that have been said whole by `ms`. */
  #hearPartial(ms: number): void {
    const { segments, partialLatencyMs } = this.#script;
    if (partialLatencyMs === undefined) return;
    this.#at(ms + partialLatencyMs, () => {
      const words = segments.flatMap(({ fromMs, toMs, text }) => {
        const all = (text ?? '').split(' ').filter((word) => word !== '');
        const wordMs = (toMs - fromMs) / all.length;
        const endOf = (index: number) => fromMs + (index + 1) * wordMs;
        return all.filter((_, index) => endOf(index) <= ms && endOf(index) - wordMs >= this.#boundaryMs - 1);
      });
      if (words.length === 0) return;
      this.#feed({
        type: 'transcript-partial',
        utteranceId: `utterance_${this.#boundaryMs}`,
        text: words.join(' '),
        stableText: '',
        startSample: sampleAt(Math.max(this.#boundaryMs, segments.find(({ toMs }) => toMs > this.#boundaryMs)!.fromMs)),
        endSample: sampleAt(ms),
        queueMs: 0,
        computeMs: 20,
      });
    });
  }

  /** The recognizer: everything heard since the last boundary, up to `endMs`. */
  #transcribe(endMs: number, endSample: number): void {
    const recognized = this.#script.recognize?.(endMs);
    this.#after(recognized?.latencyMs ?? this.#script.finalLatencyMs ?? 60, () => {
      const heard = this.#script.segments.filter(({ fromMs, toMs }) => fromMs < endMs && toMs > this.#boundaryMs);
      const utteranceId = `utterance_${this.#boundaryMs}`;
      const failed = heard.at(-1)?.text === null;
      if (failed) {
        this.#feed({ type: 'transcript-failed', utteranceId, endSample, code: 'transcription_failed' });
        return;
      }
      this.#feed({
        type: 'transcript-final',
        utteranceId,
        revision: this.#revision++,
        text: recognized?.text ?? joined(heard),
        words: [],
        meanLogProbability: -0.1,
        startSample: sampleAt(this.#boundaryMs),
        endSample,
        queueMs: 0,
        computeMs: 50,
      });
    });
  }

  #feed(event: TurnReducerEvent): void {
    this.log.push({ event, atMs: this.#nowMs });
    const { state, effects } = reduceTurn(this.state, event, this.#nowMs);
    this.state = state;
    this.effects.push(...effects);
    for (const effect of effects) this.#carryOut(effect);
    if (event.type === 'input-commit') this.#transcribe((event.endSample * 1000) / inputRateHz, event.endSample);
  }

  #carryOut(effect: TurnEffect | TurnEvent): void {
    if (effect.type === 'utterance-boundary') {
      this.#boundaryMs = Math.max(this.#boundaryMs, (effect.endSample * 1000) / inputRateHz);
    } else if (effect.type === 'score-end-of-turn') {
      const endMs = (effect.endSample * 1000) / inputRateHz;
      const probability = this.#judged(endMs, (effect.atSample - effect.endSample) / (inputRateHz / 1000));
      this.#after(this.#script.scoreLatencyMs ?? 60, () =>
        this.#feed({ type: 'end-of-turn-score', endSample: effect.endSample, probability }),
      );
    } else if (effect.type === 'response-requested') {
      this.#play(effect.responseId, effect.announcement);
    } else if (effect.type === 'response-cancelled') {
      this.#stop(effect.responseId);
    } else if (effect.type === 'playback-ducked') {
      this.#fadedMs = effect.faded ? this.#playedMs(effect.responseId) : undefined;
    }
  }

  #judged(endMs: number, silenceMs: number): number | null {
    const { judge, segments } = this.#script;
    if (judge) return judge(endMs, silenceMs);
    const before = segments.findLast(({ fromMs }) => fromMs < endMs);
    return before?.probability === undefined ? 0.95 : before.probability;
  }

  #play(id: string, announcement: string | undefined): void {
    const { replyAfterMs = 200, replyText } = this.#script;
    const reply = replyText === undefined ? undefined : simulatedReply(announcement ?? replyText);
    if (reply) this.#replies.set(id, reply);
    const replyMs = reply?.lengthMs ?? this.#script.replyMs ?? 1500;
    const whilePlaying = (act: () => void) => () => {
      if (this.#playing?.id === id) act();
    };
    const begin = () => {
      if (this.of('response-cancelled').some(({ responseId }) => responseId === id)) return;
      // Responses are played one after the other.
      if (this.#playing) {
        this.#after(frameMs, begin);
        return;
      }
      this.#playing = { id, startedMs: this.#nowMs };
      if (reply) this.#tell(id, reply);
      if (replyMs === 0) {
        this.#done(id, 0, true);
        return;
      }
      this.#feed({ type: 'playback-started', responseId: id, atMs: this.#nowMs });
      for (let playedMs = 100; playedMs <= replyMs; playedMs += 100) {
        this.#after(
          playedMs,
          whilePlaying(() => this.#feed({ type: 'playback-progress', responseId: id, playedMs, atMs: this.#nowMs })),
        );
      }
      this.#after(
        replyMs + 1,
        whilePlaying(() => this.#done(id, replyMs, true)),
      );
    };
    this.#after(replyAfterMs, begin);
  }

  #tell(responseId: string, { clauses, words }: SimulatedReply): void {
    for (const [clauseIndex, text] of clauses.entries()) {
      this.#feed({ type: 'speech-clause', responseId, clauseIndex, text, atMs: this.#nowMs });
    }
    this.#feed({ type: 'reply-words', responseId, words });
  }

  #playedMs = (id: string): number => (this.#playing?.id === id ? this.#nowMs - this.#playing.startedMs : 0);

  #stop(id: string): void {
    // What was played inaudibly was not heard.
    const playedMs = Math.min(this.#playedMs(id), this.#fadedMs ?? Number.POSITIVE_INFINITY);
    this.#fadedMs = undefined;
    if (this.#playing?.id === id) this.#playing = undefined;
    this.#after(5, () => this.#done(id, playedMs, false));
  }

  #done(responseId: string, playedMs: number, completed: boolean): void {
    if (this.#playing?.id === responseId) this.#playing = undefined;
    const reply = this.#replies.get(responseId);
    this.#feed({
      type: 'playback-done',
      responseId,
      playedMs,
      heardText: reply ? heardOf(reply, playedMs) : '',
      positionBy: 'pace',
      completed,
      atMs: this.#nowMs,
    });
  }
}
